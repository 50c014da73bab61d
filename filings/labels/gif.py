"""GIF: XMP in an application extension, whose bytes run on behind a "magic trailer"."""

from collections.abc import Iterator
from typing import IO, NamedTuple

from filings.labels import xmp
from filings.labels.slots import Slot
from filings.labels.source import Damaged, Source

_APPLICATION = b"XMP DataXMP"
# Whatever byte of the packet a reader takes for a length, it lands here and comes to the end.
_TRAILER = b"\x01" + bytes(range(255, -1, -1)) + b"\x00"
_EXTENSION, _IMAGE, _END = 0x21, 0x2C, 0x3B
_CONTROL = 0xF9


class Block(NamedTuple):
    start: int
    stop: int
    is_picture: bool  # an image, or the control that belongs to one
    packet: bytes | None


def _blocks_from(content: bytes) -> int:
    """Behind the screen descriptor and its table of colours."""
    return 13 + (3 << (content[10] & 7) + 1 if content[10] & 0x80 else 0)


def _behind_sub_blocks(content: bytes, at: int) -> int:
    while content[at]:
        at += content[at] + 1
    return at + 1


def _blocks(content: bytes) -> Iterator[Block]:
    at = _blocks_from(content)
    while content[at] != _END:
        if content[at] == _IMAGE:
            colours = content[at + 9]
            data = at + 10 + (3 << (colours & 7) + 1 if colours & 0x80 else 0) + 1
            stop = _behind_sub_blocks(content, data)
            yield Block(at, stop, is_picture=True, packet=None)
        elif content[at] == _EXTENSION:
            stop = _behind_sub_blocks(content, at + 2)
            packet = _packet(content[at:stop]) if content[at + 1] == 0xFF else None
            yield Block(at, stop, content[at + 1] == _CONTROL, packet)
        else:
            raise Damaged("GIF")
        at = stop
    yield Block(at, len(content), is_picture=True, packet=None)


def _packet(block: bytes) -> bytes | None:
    if block[3:14] != _APPLICATION:
        return None
    body = block[14:]
    if body.endswith(_TRAILER):
        return body.removesuffix(_TRAILER)
    return b"".join(_sub_blocks(body))


def _sub_blocks(body: bytes) -> Iterator[bytes]:
    """As careless writers have it: the packet cut into pieces with lengths before them."""
    at = 0
    while body[at]:
        yield body[at + 1 : at + 1 + body[at]]
        at += body[at] + 1


def _all(source: Source) -> tuple[bytes, list[Block]]:
    content = source.read(0, source.size)
    try:
        return content, list(_blocks(content))
    except IndexError as fault:
        raise Damaged("GIF") from fault


def read(source: Source) -> Iterator[Slot]:
    _content, blocks = _all(source)
    for block in blocks:
        if block.packet is not None:
            yield from xmp.read(block.packet)


def write(source: Source, out: IO[bytes], text: str) -> None:
    content, blocks = _all(source)
    old = next((block.packet for block in blocks if block.packet is not None), None)
    packet = xmp.written(old, text)
    first = next(block.start for block in blocks if block.is_picture)
    out.write(b"GIF89a" + content[6 : blocks[0].start])  # extensions are of that version
    for block in blocks:
        if block.start == first:
            out.write(bytes((_EXTENSION, 0xFF, 11)) + _APPLICATION + packet + _TRAILER)
        if block.packet is None:
            out.write(content[block.start : block.stop])
