"""A file read by position: nothing beyond its end, nothing larger than a ceiling."""

import struct
from collections.abc import Iterator
from typing import IO, Any

from django.utils.translation import gettext as _

MOST_BYTES = 64 * 2**20  # read at once: a GIF, an old movie's index
MOST_PARTS = 100_000  # chunks, segments, boxes, frames, entries
_PIECE = 2**20


class Damaged(Exception):
    """The file breaks the rules of its own format, or a ceiling; the words say where."""


class Locked(Exception):
    """A password would be needed."""


class WriteRefused(Exception):
    """No copy was written; the sentence says why."""


def not_here() -> WriteRefused:
    return WriteRefused(
        _("A label cannot be written into this file as it is. Save it anew from its program.")
    )


class Source:
    def __init__(self, file: IO[bytes]) -> None:
        self.file = file
        self.size = file.seek(0, 2)

    def read(self, at: int, length: int) -> bytes:
        """Exactly so many bytes; raises Damaged where the file has fewer."""
        if not (at >= 0 and 0 <= length <= MOST_BYTES and at + length <= self.size):
            raise Damaged(f"{length} bytes at {at}")
        self.file.seek(at)
        content = self.file.read(length)
        if len(content) != length:
            raise Damaged(f"{length} bytes at {at}")
        return content

    def head(self, length: int) -> bytes:
        return self.read(0, min(length, self.size))

    def numbers(self, form: str, at: int) -> tuple[Any, ...]:
        return struct.unpack(form, self.read(at, struct.calcsize(form)))

    def pieces(self, start: int, stop: int) -> Iterator[bytes]:
        for at in range(start, stop, _PIECE):
            yield self.read(at, min(_PIECE, stop - at))

    def copy(self, out: IO[bytes], start: int, stop: int | None = None) -> None:
        for piece in self.pieces(start, self.size if stop is None else stop):
            out.write(piece)
