"""A file between preview and confirmation: kept by digest, so that nobody uploads it twice.

Each person has one such file at a time; its reference is signed and dies with the day.
"""

import hashlib
from dataclasses import dataclass
from typing import IO, Any

from django.core import signing
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from filings import spreadsheets
from filings.models import User
from filings.spreadsheets import Sheet
from filings.statemachine import ActionRefused

SALT = "filings.import"
DAY = 86_400


@dataclass(frozen=True)
class Pending:
    """`options` are what was chosen beside the file."""

    digest: str
    name: str
    options: dict[str, Any]


def keep(file: IO[bytes], name: str, options: dict[str, Any], *, by: User) -> str:
    """Keep the file; gives its reference. Raises FileRefused when it is no readable table."""
    spreadsheets.read(file, name)
    file.seek(0)
    content = file.read()
    digest = hashlib.sha256(content).hexdigest()
    forget(by)
    default_storage.save(_path(by, digest), ContentFile(content))
    return signing.dumps([by.pk, digest, name, options], salt=SALT, compress=True)


def find(reference: str, *, by: User) -> Pending | None:
    """What a reference stands for; nothing when it is another person's, altered or too old."""
    try:
        person, digest, name, options = signing.loads(reference, salt=SALT, max_age=DAY)
    except (signing.BadSignature, ValueError):
        return None
    return Pending(digest, name, options) if person == by.pk else None


def read(pending: Pending, *, by: User) -> Sheet:
    path = _path(by, pending.digest)
    if not default_storage.exists(path):
        raise ActionRefused(_("This file is no longer kept. Choose it again."))
    with default_storage.open(path) as file:
        return spreadsheets.read(file, pending.name)


def forget(by: User) -> None:
    folder = _folder(by)
    try:
        _folders, names = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    for name in names:
        default_storage.delete(f"{folder}/{name}")


def _folder(by: User) -> str:
    return f"imports/{by.pk}"


def _path(by: User, digest: str) -> str:
    return f"{_folder(by)}/{digest}"
