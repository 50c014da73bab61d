"""One installation: its data folder, its secret, and who is using it."""

import fcntl
import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from config.embedded import Server
from config.environment import BASE_DIR
from config.refusal import CannotStart, Exit

SYSTEM_FOLDER = Path("/var/lib/beian")
LOG_LIMIT = 5 * 1024 * 1024


def last_lines(log: Path, count: int = 8) -> str:
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    return "\n".join(lines[-count:])


class Lock:
    """A lock that ends with its process, whatever ends it."""

    def __init__(self, path: Path) -> None:
        self.file: IO[str] = path.open("a", encoding="ascii")

    def take(self, *, shared: bool = False, wait: bool = False) -> bool:
        how = (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | (0 if wait else fcntl.LOCK_NB)
        try:
            fcntl.flock(self.file, how)
        except BlockingIOError:
            return False
        return True

    def release(self) -> None:
        fcntl.flock(self.file, fcntl.LOCK_UN)


def data_folder() -> Path:
    """BEIAN_DATA, else .data in the checkout; for root a folder PostgreSQL's account can reach."""
    if chosen := os.environ.get("BEIAN_DATA"):
        return Path(chosen).absolute()
    return SYSTEM_FOLDER if os.geteuid() == 0 else BASE_DIR / ".data"


@dataclass
class Installation:
    data: Path = field(default_factory=data_folder)

    def __post_init__(self) -> None:
        try:
            self.logs.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise CannotStart(
                f"The data folder {self.data} cannot be written ({error.strerror}); "
                "name another in BEIAN_DATA. 数据目录不可写。"
            ) from error
        self.server = None if "DATABASE_URL" in os.environ else Server(self.data)
        # `running` is held by the one that serves, `using` by it and by every command.
        self.running = Lock(self.data / "running.lock")
        self.using = Lock(self.data / "using.lock")
        self.starting = Lock(self.data / "starting.lock")

    @property
    def logs(self) -> Path:
        return self.data / "logs"

    def log(self, name: str) -> Path:
        """Where this process writes; what grew too long begins anew, one old file is kept."""
        path = self.logs / f"{name}.log"
        if path.exists() and path.stat().st_size > LOG_LIMIT:
            path.replace(path.with_suffix(".log.1"))
        return path

    def environment(self) -> dict[str, str]:
        """What the web process, worker, clock and commands find in their environment."""
        defaults = {"DJANGO_SETTINGS_MODULE": "config.settings", "PYTHONUNBUFFERED": "1"}
        if self.server:
            defaults |= {"BEIAN_DEMO": "1"}
        if not {"SECRET_KEY", "SECRET_KEY_FILE"} & os.environ.keys():
            defaults["SECRET_KEY"] = self._secret()
        made = self.server.environment if self.server else {}
        python_path = {"PYTHONPATH": str(BASE_DIR)}
        return defaults | os.environ | made | python_path | {"BEIAN_DATA": str(self.data)}

    def _secret(self) -> str:
        path = self.data / "secret_key"
        if not path.exists():
            half = path.with_suffix(".part")
            half.touch(mode=0o600)
            half.write_text(secrets.token_urlsafe(50), encoding="ascii")
            half.rename(path)
        return path.read_text(encoding="ascii").strip()

    def claim(self) -> None:
        """Become the one that serves; wait for commands to end."""
        if not self.running.take():
            raise CannotStart(
                f"Beian is already running on {self.data}. Stop it first, or name another folder "
                "in BEIAN_DATA. 该数据目录上已有一个实例在运行。",
                Exit.ALREADY_RUNNING,
            )
        if not self.using.take():
            print("A command is at work on this data; waiting for it to end …", flush=True)
            self.using.take(wait=True)
