"""Bytes kept under their digest: stored once, never overwritten, given back only when unharmed."""

import hashlib
from collections.abc import Iterator
from datetime import datetime
from typing import IO

from django.core.files.base import File
from django.core.files.storage import default_storage


class Damaged(Exception):
    """The stored bytes are gone or no longer have the digest under which they were kept."""


def digest(file: IO[bytes]) -> str:
    file.seek(0)
    found = hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]
    file.seek(0)
    return found


def store(name: str, file: IO[bytes]) -> None:
    """Equal bytes are stored once; whoever comes second in a race leaves no copy.

    When the transaction fails later, bytes without a row may stay; they have no other name and
    the next upload of the same file takes them.
    """
    if default_storage.exists(name):
        return
    stored = default_storage.save(name, File(file))
    if stored != name:
        default_storage.delete(stored)


def read(name: str, sha256: str) -> IO[bytes]:
    """The stored bytes, after their digest was taken anew; raises Damaged."""
    try:
        file: IO[bytes] = default_storage.open(name)
    except FileNotFoundError as error:
        raise Damaged(name) from error
    if digest(file) != sha256:
        file.close()
        raise Damaged(name)
    return file


def forget_old(folder: str, before: datetime) -> int:
    """Delete what stands in a folder of one folder per provider since an earlier moment."""
    gone = 0
    for name in list(_in(folder)):
        if default_storage.get_modified_time(name) < before:
            default_storage.delete(name)
            gone += 1
    return gone


def _in(folder: str) -> Iterator[str]:
    try:
        providers = default_storage.listdir(folder)[0]
    except FileNotFoundError:
        return
    for each in providers:
        yield from (
            f"{folder}/{each}/{file}" for file in default_storage.listdir(f"{folder}/{each}")[1]
        )
