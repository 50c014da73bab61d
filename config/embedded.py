"""The embedded PostgreSQL: a server of our own, reached through a socket only its owner may open.

Whoever can open the socket is trusted, so the socket lies in a folder of mode 0700 and the server
listens on no port.
"""

import hashlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from urllib.parse import quote

import psycopg

from config import accounts, binaries, children
from config.accounts import Account
from config.refusal import CannotStart

OWNER, APPLICATION = "beian_owner", "beian_app"
DATABASE, QUEUE = "beian", "beian_queue"
CLUSTER = ["-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--data-checksums"]
SOCKET_PATH_LIMIT = 90  # 107 bytes hold the path of a socket, with its name in them
START_SECONDS = 60.0
# A throwaway server need not survive a power cut.
THROWAWAY = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


@dataclass
class Server:
    folder: Path
    settings: tuple[str, ...] = ()
    account: Account | None = field(default_factory=accounts.lent)
    process: subprocess.Popen[bytes] | None = None

    @cached_property
    def programs(self) -> Path:
        return binaries.reachable(binaries.find(), self.account, self.folder)

    @property
    def cluster(self) -> Path:
        return self.folder / "pg"

    @property
    def socket(self) -> Path:
        here = self.folder / "run"
        if len(os.fsencode(here)) <= SOCKET_PATH_LIMIT:
            return here
        digest = hashlib.sha256(os.fsencode(here)).hexdigest()[:16]
        return Path(os.environ.get("XDG_RUNTIME_DIR") or tempfile.gettempdir()) / f"beian-{digest}"

    def address(self, role: str, database: str = DATABASE) -> str:
        return f"postgresql:///{database}?host={quote(str(self.socket), safe='/')}&user={role}"

    @property
    def environment(self) -> dict[str, str]:
        """What the settings of Django and Celery read."""
        return {
            "DATABASE_URL": self.address(APPLICATION),
            "DATABASE_OWNER_URL": self.address(OWNER),
            "BROKER_URL": f"pgmq://{APPLICATION}@{quote(str(self.socket), safe='')}/{QUEUE}",
        }

    def prepare(self) -> None:
        """Make the cluster, unless it is there; a half-made one is thrown away."""
        self.folder.mkdir(parents=True, exist_ok=True)
        if self.account and not self.account.may_enter(self.folder):
            raise CannotStart(
                f"The account {self.account.name} cannot reach {self.folder}. "
                "Name another data folder in BEIAN_DATA. 请用 BEIAN_DATA 指定其他数据目录。"
            )
        self._private(self.socket)
        if self.cluster.exists():
            self._same_version()
        else:
            self._initialise()

    def start(self, *, outlives: bool = False) -> None:
        """Start and wait until it answers; an ``outlives`` server stays when this process ends."""
        self.prepare()
        deadline = time.monotonic() + START_SECONDS
        while not self._started(outlives=outlives, deadline=deadline):
            # The server of a killed predecessor may still be on its way out.
            if time.monotonic() > deadline or not (self.cluster / "postmaster.pid").exists():
                raise CannotStart(f"PostgreSQL does not start; it says:\n{self._last_words()}")
            time.sleep(0.2)

    def answers(self) -> bool:
        try:
            self.connect("postgres").close()
        except psycopg.OperationalError:
            return False
        return True

    def alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def stop(self) -> None:
        """Fast shutdown: sessions are ended, everything acknowledged is on disk."""
        if self.process is not None:
            children.stop(self.process, signal.SIGINT, 10)
        elif self.answers() and (pid := self._pid()):  # a stale file may name a stranger
            os.kill(pid, signal.SIGINT)
            deadline = time.monotonic() + 10
            while self._pid() == pid and time.monotonic() < deadline:
                time.sleep(0.05)

    def connect(self, database: str, role: str = "postgres") -> psycopg.Connection:
        return psycopg.connect(self.address(role, database), autocommit=True, connect_timeout=5)

    def _private(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, exist_ok=True)
        owners = {os.geteuid(), self.account.uid if self.account else os.geteuid()}
        if folder.is_symlink() or folder.stat().st_uid not in owners:
            raise CannotStart(f"{folder} belongs to somebody else; remove it and start again.")
        folder.chmod(0o700)
        if self.account:
            self.account.own(folder)

    def _initialise(self) -> None:
        half = self.folder / "pg.part"
        shutil.rmtree(half, ignore_errors=True)
        self._private(half)
        made = subprocess.run(
            [self.programs / "initdb", "-D", half, *CLUSTER],
            check=False,
            capture_output=True,
            text=True,
            cwd="/",
            user=self.account.uid if self.account else None,
            group=self.account.gid if self.account else None,
            extra_groups=[] if self.account else None,
        )
        if made.returncode:
            raise CannotStart(f"The database could not be made; initdb says:\n{made.stderr}")
        half.rename(self.cluster)

    def _same_version(self) -> None:
        kept = (self.cluster / "PG_VERSION").read_text(encoding="ascii").strip()
        here = binaries.major(self.programs)
        if kept != here:
            raise CannotStart(
                f"The data in {self.cluster} is of PostgreSQL {kept}, the programs are {here}. "
                f"Dump it with PostgreSQL {kept}, or name that version's programs in PG_BIN."
            )

    def _started(self, *, outlives: bool, deadline: float) -> bool:
        command: list[str | Path] = [self.programs / "postgres", "-D", self.cluster]
        command += [
            "-k",
            self.socket,
            "-c",
            "listen_addresses=",
            "-c",
            "unix_socket_permissions=0700",
        ]
        command += [word for setting in self.settings for word in ("-c", setting)]
        death = None if outlives else signal.SIGINT
        with self.log.open("ab") as output:
            self.process = children.start(
                command, output, account=self.account, death=death, folder=Path("/")
            )
        while self.alive() and time.monotonic() < deadline:
            if self.answers():
                return self.alive()
            time.sleep(0.03)
        return False

    @property
    def log(self) -> Path:
        return self.folder / "postgres.log"

    def _last_words(self) -> str:
        lines = self.log.read_text(encoding="utf-8", errors="replace").splitlines()
        return "\n".join(lines[-8:])

    def _pid(self) -> int | None:
        """The running server's process, as it wrote it down."""
        try:
            pid = int((self.cluster / "postmaster.pid").read_text().split("\n", 1)[0])
            os.kill(pid, 0)
        except (FileNotFoundError, ValueError, ProcessLookupError):
            return None
        return pid
