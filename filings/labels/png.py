"""PNG: XMP in an iTXt chunk before the pixels; tEXt "AIGC" is the guide's other place."""

import zlib
from collections.abc import Iterator
from typing import IO, NamedTuple

from filings.labels import exif, xmp
from filings.labels.slots import Place, Slot
from filings.labels.source import MOST_PARTS, Damaged, Source

SIGNATURE = b"\x89PNG\r\n\x1a\n"
_XMP = b"XML:com.adobe.xmp"
_TEXTS = {b"iTXt", b"tEXt", b"zTXt", b"eXIf"}


class Chunk(NamedTuple):
    kind: bytes
    start: int
    length: int

    @property
    def stop(self) -> int:
        return self.start + 12 + self.length


def _chunks(source: Source) -> Iterator[Chunk]:
    at = len(SIGNATURE)
    for _number in range(MOST_PARTS):
        length, kind = source.numbers(">I4s", at)
        chunk = Chunk(kind, at, length)
        if chunk.stop > source.size:
            raise Damaged(kind.decode("latin-1"))
        yield chunk
        if kind == b"IEND":
            return
        at = chunk.stop
    raise Damaged("PNG")


def _content(source: Source, chunk: Chunk) -> bytes:
    content = source.read(chunk.start + 8, chunk.length)
    (stated,) = source.numbers(">I", chunk.stop - 4)
    if zlib.crc32(chunk.kind + content) != stated:
        raise Damaged("CRC")
    return content


def inflated(content: bytes) -> bytes:
    """Unpacked, up to the most that a packet may have."""
    try:
        return zlib.decompressobj().decompress(content, xmp.MOST_PACKET)
    except zlib.error as fault:
        raise Damaged("zlib") from fault


def _text(kind: bytes, content: bytes) -> tuple[bytes, bytes]:
    """Keyword and text of a text chunk."""
    keyword, _nul, rest = content.partition(b"\0")
    if kind == b"tEXt":
        return keyword, rest
    if kind == b"zTXt":
        return keyword, inflated(rest[1:])
    if len(rest) < 2 or rest.count(b"\0", 2) < 2:
        raise Damaged("iTXt")
    text = rest[2:].split(b"\0", 2)[2]  # behind language and translated keyword
    return keyword, inflated(text) if rest[0] else text


def read(source: Source) -> Iterator[Slot]:
    for chunk in _chunks(source):
        if chunk.kind not in _TEXTS:
            continue
        content = _content(source, chunk)
        if chunk.kind == b"eXIf":
            yield from exif.read(content)
            continue
        keyword, text = _text(chunk.kind, content)
        if keyword == _XMP:
            yield from xmp.read(text)
        elif keyword == b"AIGC":
            yield Slot(Place.PNG_TEXT, text)


def _packed(packet: bytes) -> bytes:
    content = _XMP + b"\0\0\0\0\0" + packet
    framed = b"iTXt" + content
    return len(content).to_bytes(4, "big") + framed + zlib.crc32(framed).to_bytes(4, "big")


def write(source: Source, out: IO[bytes], text: str) -> None:
    chunks = list(_chunks(source))
    known = [(c, _packet(source, c)) for c in chunks if c.kind == b"iTXt"]
    own = [(chunk, packet) for chunk, packet in known if packet is not None]
    skipped = {chunk.start for chunk, _packet in own}
    packet = xmp.written(own[0][1] if own else None, text)
    source.copy(out, 0, chunks[0].stop)
    out.write(_packed(packet))
    for chunk in chunks[1:]:
        if chunk.start not in skipped:
            source.copy(out, chunk.start, chunk.stop)
    source.copy(out, chunks[-1].stop)


def _packet(source: Source, chunk: Chunk) -> bytes | None:
    keyword, text = _text(chunk.kind, _content(source, chunk))
    return text if keyword == _XMP else None
