"""WebP: XMP in its own chunk, which a bit of the extended header announces."""

from collections.abc import Iterator
from typing import IO

from filings.labels import exif, riff, xmp
from filings.labels.riff import Chunk
from filings.labels.slots import Slot
from filings.labels.source import Damaged, Source

_XMP, _EXTENDED = b"XMP ", b"VP8X"
_HAS_XMP, _HAS_ALPHA = 0x04, 0x10


def read(source: Source) -> Iterator[Slot]:
    for chunk in riff.chunks(source):
        if chunk.kind == _XMP:
            yield from xmp.read(riff.content(source, chunk))
        elif chunk.kind == b"EXIF":
            yield from exif.read(riff.content(source, chunk).removeprefix(b"Exif\0\0"))


def write(source: Source, out: IO[bytes], text: str) -> None:
    chunks = riff.chunks(source)
    old = next((riff.content(source, c) for c in chunks if c.kind == _XMP), None)
    packet = riff.packed(_XMP, xmp.written(old, text))
    kept = [chunk for chunk in chunks if chunk.kind not in {_XMP, _EXTENDED}]
    behind = chunks[-1].stop if chunks else source.size
    riff.write(source, out, b"WEBP", [_header(source, chunks), *kept, packet], behind)


def _header(source: Source, chunks: list[Chunk]) -> bytes:
    if not chunks:
        raise Damaged("WebP")
    first = riff.content(source, chunks[0])
    if chunks[0].kind == _EXTENDED and len(first) == 10:
        return riff.packed(_EXTENDED, bytes((first[0] | _HAS_XMP,)) + first[1:])
    width, height, alpha = _simple(chunks[0].kind, first)
    flags = _HAS_XMP | (_HAS_ALPHA if alpha else 0)
    size = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    return riff.packed(_EXTENDED, bytes((flags, 0, 0, 0)) + size)


def _simple(kind: bytes, picture: bytes) -> tuple[int, int, bool]:
    """Width, height and whether it is see-through, from the picture's own header."""
    if kind == b"VP8L" and picture[:1] == b"\x2f" and len(picture) >= 5:
        bits = int.from_bytes(picture[1:5], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1, bool(bits >> 28 & 1)
    if kind == b"VP8 " and picture[3:6] == b"\x9d\x01\x2a" and len(picture) >= 10:
        width, height = (int.from_bytes(picture[at : at + 2], "little") for at in (6, 8))
        if width & 0x3FFF and height & 0x3FFF:
            return width & 0x3FFF, height & 0x3FFF, False
    raise Damaged("WebP")
