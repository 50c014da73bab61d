"""TIFF: XMP as tag 700 of the first directory. The copy gets a new directory at its end."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from filings.labels import exif, xmp
from filings.labels.exif import EXIF_IFD, USER_COMMENT
from filings.labels.slots import Slot
from filings.labels.source import Damaged, Source, not_here

_XMP, _UNDEFINED = 0x2BC, 7
_MOST_ENTRIES = 4096
_BYTES = {1, 2, 6, 7}  # types of one byte each


@dataclass(frozen=True)
class Layout:
    """Classic TIFF with places of four bytes, or BigTIFF with eight."""

    order: str
    place: str
    count: str
    first_at: int

    @property
    def width(self) -> int:
        return struct.calcsize(self.place)

    @property
    def entry(self) -> str:
        return f"{self.order}HH{self.place}{self.width}s"

    def number(self, value: int) -> bytes:
        try:
            return struct.pack(self.order + self.place, value)
        except struct.error as fault:
            raise not_here() from fault


@dataclass(frozen=True)
class Entry:
    tag: int
    kind: int
    length: int
    raw: bytes


@dataclass(frozen=True)
class Directory:
    entries: tuple[Entry, ...]
    following: int


def _layout(source: Source) -> Layout:
    order = {b"II": "<", b"MM": ">"}[source.read(0, 2)]
    (version,) = source.numbers(order + "H", 2)
    return Layout(order, "Q", "Q", 8) if version == 43 else Layout(order, "I", "H", 4)


def _directory(source: Source, layout: Layout, at: int) -> Directory:
    (count,) = source.numbers(layout.order + layout.count, at)
    if count > _MOST_ENTRIES:
        raise Damaged("IFD")
    at += struct.calcsize(layout.count)
    size = struct.calcsize(layout.entry)
    entries = tuple(Entry(*source.numbers(layout.entry, at + size * n)) for n in range(count))
    (following,) = source.numbers(layout.order + layout.place, at + size * count)
    return Directory(entries, following)


def _first(source: Source, layout: Layout) -> Directory:
    (at,) = source.numbers(layout.order + layout.place, layout.first_at)
    return _directory(source, layout, at)


def _value(source: Source, layout: Layout, entry: Entry) -> bytes:
    if entry.kind not in _BYTES:
        raise Damaged("TIFF")
    if entry.length <= layout.width:
        return entry.raw[: entry.length]
    (at,) = struct.unpack(layout.order + layout.place, entry.raw)
    return source.read(at, entry.length)


def read(source: Source) -> Iterator[Slot]:
    layout = _layout(source)
    first = _first(source, layout)
    for entry in first.entries:
        if entry.tag == _XMP:
            yield from xmp.read(_value(source, layout, entry))
        elif entry.tag == USER_COMMENT:
            yield from exif.comment(_value(source, layout, entry), layout.order)
        elif entry.tag == EXIF_IFD:
            (at,) = struct.unpack(layout.order + layout.place, entry.raw)
            for inner in _directory(source, layout, at).entries:
                if inner.tag == USER_COMMENT:
                    yield from exif.comment(_value(source, layout, inner), layout.order)


def write(source: Source, out: IO[bytes], text: str) -> None:
    layout = _layout(source)
    first = _first(source, layout)
    old = next((_value(source, layout, e) for e in first.entries if e.tag == _XMP), None)
    packet = xmp.written(old, text)
    packet_at = source.size + source.size % 2
    directory_at = packet_at + len(packet) + len(packet) % 2
    own = Entry(_XMP, _UNDEFINED, len(packet), layout.number(packet_at))
    entries = sorted(
        [own, *(e for e in first.entries if e.tag != _XMP)], key=lambda entry: entry.tag
    )
    source.copy(out, 0, layout.first_at)
    out.write(layout.number(directory_at))
    source.copy(out, layout.first_at + layout.width)
    out.write(bytes(source.size % 2) + packet + bytes(len(packet) % 2))
    out.write(struct.pack(layout.order + layout.count, len(entries)))
    for entry in entries:
        out.write(struct.pack(layout.entry, entry.tag, entry.kind, entry.length, entry.raw))
    out.write(layout.number(first.following))
