"""MP3: the frame TXXX "AIGC" of an ID3v2 tag; the sound behind the tag is never touched."""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from filings.labels import xmp
from filings.labels.slots import Place, Slot
from filings.labels.source import MOST_BYTES, Damaged, Source, not_here

_UNSYNCHRONISED, _EXTENDED, _FOOTER = 0x80, 0x40, 0x10
_TERMINATORS = {0: b"\0", 1: b"\0\0", 2: b"\0\0", 3: b"\0"}
_MOST_FRAMES = 10_000
_PADDING = bytes(10)  # an empty frame, by which readers find the end


@dataclass(frozen=True)
class Frame:
    code: bytes
    flags: bytes
    content: bytes


@dataclass(frozen=True)
class Tag:
    version: int
    flags: int
    frames: tuple[Frame, ...]
    stop: int


def _safe(number: bytes) -> int:
    """Seven bits of each byte."""
    return sum((byte & 127) << 7 * place for place, byte in enumerate(reversed(number)))


def _safely(number: int) -> bytes:
    if number >= 1 << 28:
        raise not_here()
    return bytes(number >> shift & 127 for shift in (21, 14, 7, 0))


def tag(source: Source) -> Tag | None:
    head = source.head(10)
    if head[:3] != b"ID3" or len(head) < 10:
        return None
    version, flags, size = head[3], head[5], _safe(head[6:10])
    if version not in {2, 3, 4}:
        raise Damaged("ID3")
    content = source.read(10, size)
    stop = 10 + size + (10 if version == 4 and flags & _FOOTER else 0)
    if version < 4 and flags & _UNSYNCHRONISED:
        content = content.replace(b"\xff\x00", b"\xff")
    if version > 2 and flags & _EXTENDED:
        skipped = int.from_bytes(content[:4], "big") + 4 if version == 3 else _safe(content[:4])
        content = content[skipped:]
    return Tag(version, flags, tuple(_frames(content, version)), stop)


def _frames(content: bytes, version: int) -> Iterator[Frame]:
    at, head, letters = 0, *((6, 3) if version == 2 else (10, 4))
    for _number in range(_MOST_FRAMES):
        if at + head > len(content) or not content[at]:
            return
        code, size = content[at : at + letters], content[at + letters : at + 2 * letters]
        length = _safe(size) if version == 4 else int.from_bytes(size, "big")
        flags = content[at + 2 * letters : at + head]
        at += head
        if at + length > len(content):
            raise Damaged("ID3")
        yield Frame(code, flags, content[at : at + length])
        at += length
    raise Damaged("ID3")


def _plain(frame: Frame, version: int) -> bytes:
    """The content of a frame without the wrappings that its flags tell of."""
    content, flags = frame.content, frame.flags[1] if len(frame.flags) == 2 else 0
    if version == 3 and flags & 0x80:
        return _inflated(content[4:])
    if version == 4:
        content = content.replace(b"\xff\x00", b"\xff") if flags & 0x02 else content
        content = content[4:] if flags & 0x01 else content
        return _inflated(content) if flags & 0x08 else content
    return content


def _inflated(content: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(content, xmp.MOST_PACKET)
    except zlib.error as fault:
        raise Damaged("zlib") from fault


def _described(content: bytes) -> tuple[str, bytes | str]:
    """Description and text of a TXXX; the text stays bytes where those should be UTF-8."""
    if not content or content[0] not in _TERMINATORS:
        return "", b""
    end = _TERMINATORS[content[0]]
    if len(end) == 1:
        name, _nul, text = content[1:].partition(end)
        return name.decode("latin-1"), text.partition(end)[0]
    codec = "utf-16" if content[0] == 1 else "utf-16-be"
    texts = content[1 : 1 + (len(content) - 1) // 2 * 2].decode(codec, "replace")
    title, *rest = texts.split("\0")
    return title.lstrip("\ufeff"), rest[0].lstrip("\ufeff\ufffe") if rest else ""


def is_ours(frame: Frame, version: int) -> bool:
    return frame.code in {b"TXXX", b"TXX"} and _described(_plain(frame, version))[0] == "AIGC"


def read(source: Source, place: Place = Place.TXXX) -> Iterator[Slot]:
    found = tag(source)
    for frame in found.frames if found else ():
        content = _plain(frame, found.version) if found else b""
        if found and is_ours(frame, found.version):
            yield Slot(place, _described(content)[1])
        elif frame.code == b"PRIV" and content.startswith(b"XMP\0"):
            yield from xmp.read(content[4:], Place.ID3_XMP)


def write(source: Source, out: IO[bytes], text: str) -> None:
    found = tag(source) or Tag(3, 0, (), 0)
    if found.version == 2:
        raise not_here()
    kept = [frame for frame in found.frames if not is_ours(frame, found.version)]
    own = Frame(b"TXXX", bytes(2), b"\0AIGC\0" + text.encode("ascii"))
    body = b"".join(_packed(frame, found.version) for frame in [*kept, own]) + _PADDING
    if len(body) > MOST_BYTES:
        raise not_here()
    flags = found.flags & _UNSYNCHRONISED if found.version == 4 else 0
    out.write(b"ID3" + bytes((found.version, 0, flags)) + _safely(len(body)) + body)
    source.copy(out, found.stop)


def _packed(frame: Frame, version: int) -> bytes:
    length = len(frame.content)
    size = _safely(length) if version == 4 else length.to_bytes(4, "big")
    return frame.code + size + frame.flags + frame.content
