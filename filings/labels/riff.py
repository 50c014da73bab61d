"""Chunks of a RIFF file, which WebP and WAV are."""

from collections.abc import Iterator
from typing import IO, NamedTuple

from filings.labels.source import MOST_PARTS, Damaged, Source, not_here

_MOST = 2**32 - 1


class Chunk(NamedTuple):
    kind: bytes
    start: int
    length: int

    @property
    def body(self) -> int:
        return self.start + 8

    @property
    def stop(self) -> int:
        """Behind the byte that makes it even."""
        return self.body + self.length + self.length % 2


def chunks(source: Source) -> list[Chunk]:
    """Of the whole file; a last chunk may lack its padding, and bytes may follow the RIFF."""
    stated = min(source.numbers("<I", 4)[0] + 8, source.size)
    return list(_chunks(source, 12, stated))


def _chunks(source: Source, at: int, stop: int) -> Iterator[Chunk]:
    for _number in range(MOST_PARTS):
        if at + 8 > stop:
            return
        kind, length = source.numbers("<4sI", at)
        chunk = Chunk(kind, at, length)
        if chunk.body + length > stop:
            raise Damaged(kind.decode("latin-1"))
        yield chunk
        at = chunk.stop
    raise Damaged("RIFF")


def inside(source: Source, chunk: Chunk) -> Iterator[Chunk]:
    """The chunks of a LIST."""
    return _chunks(source, chunk.body + 4, chunk.body + chunk.length)


def content(source: Source, chunk: Chunk) -> bytes:
    return source.read(chunk.body, chunk.length)


def packed(kind: bytes, body: bytes) -> bytes:
    return kind + len(body).to_bytes(4, "little") + body + bytes(len(body) % 2)


def write(
    source: Source, out: IO[bytes], form: bytes, parts: list[Chunk | bytes], behind: int
) -> None:
    """The parts in their order, what stood behind the RIFF after them."""
    size = 4 + sum(
        len(part) if isinstance(part, bytes) else part.stop - part.start for part in parts
    )
    if size > _MOST:
        raise not_here()
    out.write(b"RIFF" + size.to_bytes(4, "little") + form)
    for part in parts:
        if isinstance(part, bytes):
            out.write(part)
        else:
            end = part.body + part.length
            source.copy(out, part.start, end)
            out.write(bytes(part.stop - end))
    source.copy(out, min(behind, source.size))
