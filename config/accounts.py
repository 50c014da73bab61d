"""Whom PostgreSQL runs as: it refuses root, so root lends it an account of its own."""

import os
import pwd
import shutil
import stat
import subprocess
from dataclasses import dataclass
from pathlib import Path

SERVICE_ACCOUNT = "beian"


@dataclass(frozen=True)
class Account:
    name: str
    uid: int
    gid: int

    def may_enter(self, path: Path) -> bool:
        """Whether this account can pass through every folder down to ``path``."""
        return all(self._passes(folder) for folder in (path, *path.parents) if folder.is_dir())

    def own(self, path: Path) -> None:
        os.chown(path, self.uid, self.gid)

    def _passes(self, folder: Path) -> bool:
        status = folder.stat()
        if status.st_uid == self.uid:
            return bool(status.st_mode & stat.S_IXUSR)
        if status.st_gid == self.gid:
            return bool(status.st_mode & stat.S_IXGRP)
        return bool(status.st_mode & stat.S_IXOTH)


def lent() -> Account | None:
    """The account root lends to PostgreSQL; None for an ordinary user, who runs it himself."""
    if os.geteuid() != 0:
        return None
    entry = _known(SERVICE_ACCOUNT) or _created(SERVICE_ACCOUNT) or pwd.getpwnam("nobody")
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


def _known(name: str) -> pwd.struct_passwd | None:
    try:
        return pwd.getpwnam(name)
    except KeyError:
        return None


def _created(name: str) -> pwd.struct_passwd | None:
    useradd = shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin")
    if not useradd:
        return None
    subprocess.run(
        [useradd, "--system", "--user-group", "--no-create-home", "--shell", "/bin/false", name],
        check=False,
        capture_output=True,
    )
    return _known(name)
