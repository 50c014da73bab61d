"""Boxes of MP4 and MOV, and the places in them that count bytes from the start of the file."""

import struct
from collections.abc import Iterator
from io import BytesIO
from typing import NamedTuple

from filings.labels.source import MOST_PARTS, Damaged, Source, not_here


class Box(NamedTuple):
    kind: bytes
    start: int
    body: int
    stop: int


def children(source: Source, start: int, stop: int) -> Iterator[Box]:
    """Fewer than eight bytes at the end are a terminator of old movies, not a box."""
    at = start
    for _number in range(MOST_PARTS):
        if at + 8 > stop:
            return
        length, kind = source.numbers(">I4s", at)
        body = at + 8
        if length == 1:
            length, body = source.numbers(">Q", body)[0], at + 16
        elif length == 0:
            length = stop - at  # to the end
        box = Box(kind, at, body, at + length)
        if not body <= box.stop <= stop:
            raise Damaged(kind.decode("latin-1"))
        yield box
        at = box.stop
    raise Damaged("MP4")


def inside(source: Source, box: Box) -> Iterator[Box]:
    return children(source, box.body, box.stop)


def packed(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I4s", 8 + len(content), kind) + content


def content(source: Source, box: Box) -> bytes:
    return source.read(box.body, box.stop - box.body)


_CONTAINERS = {b"moov", b"trak", b"mdia", b"minf", b"stbl", b"moof", b"traf", b"mfra"}


def shifted(box: bytes, beyond: int, by: int) -> bytes:
    """The box with every place in the file from `beyond` on counted `by` bytes further."""
    if not by:
        return box
    source, changed = Source(BytesIO(box)), bytearray(box)
    for at, form in _counted(source, 0, len(box)):
        (place,) = source.numbers(form, at)
        if place >= beyond:
            try:
                struct.pack_into(form, changed, at, place + by)
            except struct.error as fault:
                raise not_here() from fault
    return bytes(changed)


def _counted(source: Source, start: int, stop: int) -> Iterator[tuple[int, str]]:
    for box in children(source, start, stop):
        if box.kind in _CONTAINERS:
            yield from _counted(source, box.body, box.stop)
        elif box.kind in {b"stco", b"co64"}:
            form = ">I" if box.kind == b"stco" else ">Q"
            yield from _entries(source, box, form, struct.calcsize(form))
        elif box.kind == b"tfhd" and source.numbers(">I", box.body)[0] & 1:
            yield box.body + 8, ">Q"  # base-data-offset
        elif box.kind == b"tfra":
            yield from _fragments(source, box)


def _entries(source: Source, box: Box, form: str, width: int) -> Iterator[tuple[int, str]]:
    (count,) = source.numbers(">I", box.body + 4)
    if box.body + 8 + count * width > box.stop:
        raise Damaged(box.kind.decode("latin-1"))
    for number in range(count):
        yield box.body + 8 + number * width, form


def _fragments(source: Source, box: Box) -> Iterator[tuple[int, str]]:
    version, _track, lengths, count = source.numbers(">B3xIII", box.body)
    width = 8 if version == 1 else 4
    step = 2 * width + sum((lengths >> bits & 3) + 1 for bits in (4, 2, 0))
    if box.body + 16 + count * step > box.stop:
        raise Damaged("tfra")
    for number in range(count):
        yield box.body + 16 + number * step + width, ">Q" if version == 1 else ">I"
