"""JPEG: XMP in an APP1 segment; the coded picture is never touched."""

from collections.abc import Iterator
from typing import IO, NamedTuple

from filings.labels import exif, xmp
from filings.labels.slots import Place, Slot
from filings.labels.source import MOST_PARTS, Damaged, Source, not_here

_XMP, _EXIF = b"http://ns.adobe.com/xap/1.0/\0", b"Exif\0\0"
_APP0, _APP1, _SCAN = 0xE0, 0xE1, 0xDA
_ALONE = {0x01, *range(0xD0, 0xD8)}  # markers without a length
_MOST_CONTENT = 65_533


class Segment(NamedTuple):
    marker: int
    start: int
    stop: int


def _segments(source: Source) -> Iterator[Segment]:
    """Up to the first scan, which is the last one given."""
    at = 2
    for _number in range(MOST_PARTS):
        lead, marker = source.numbers("BB", at)
        if lead != 0xFF:
            raise Damaged("JPEG")
        if marker == 0xFF:  # fill byte
            at += 1
            continue
        length = 0 if marker in _ALONE else source.numbers(">H", at + 2)[0]
        segment = Segment(marker, at, at + 2 + length)
        if (length < 2 and marker not in _ALONE) or segment.stop > source.size:
            raise Damaged("JPEG")
        yield segment
        if marker == _SCAN:
            return
        at = segment.stop
    raise Damaged("JPEG")


def _content(source: Source, segment: Segment) -> bytes:
    return source.read(segment.start + 4, max(0, segment.stop - segment.start - 4))


def read(source: Source) -> Iterator[Slot]:
    for segment in _segments(source):
        if not _APP0 <= segment.marker <= 0xEF:
            continue
        content = _content(source, segment)
        if content.startswith(_XMP):
            yield from xmp.read(content.removeprefix(_XMP))
        elif content.startswith(_EXIF):
            yield from exif.read(content.removeprefix(_EXIF))
        elif content.startswith(b"AIGC"):
            yield Slot(Place.JPEG_SEGMENT, content.removeprefix(b"AIGC"))


def write(source: Source, out: IO[bytes], text: str) -> None:
    segments = list(_segments(source))
    packets = {s.start: c for s in segments if (c := _content(source, s)).startswith(_XMP)}
    old = next(iter(packets.values()), None)
    content = _XMP + xmp.written(old.removeprefix(_XMP) if old else None, text)
    if len(content) > _MOST_CONTENT:
        raise not_here()
    source.copy(out, 0, 2)
    leading = [s for s in segments if s.start < _first_other(source, segments)]
    for segment in leading:
        source.copy(out, segment.start, segment.stop)
    out.write(b"\xff\xe1" + (len(content) + 2).to_bytes(2, "big") + content)
    for segment in segments[len(leading) :]:
        if segment.start not in packets:
            source.copy(out, segment.start, segment.stop)
    source.copy(out, segments[-1].stop)


def _first_other(source: Source, segments: list[Segment]) -> int:
    """Behind JFIF and EXIF, which their readers want first."""
    for segment in segments:
        is_exif = segment.marker == _APP1 and _content(source, segment).startswith(_EXIF)
        if segment.marker != _APP0 and not is_exif:
            return segment.start
    raise Damaged("JPEG")
