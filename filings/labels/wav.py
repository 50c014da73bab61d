"""WAV: a chunk AIGC of the RIFF, behind the sound."""

from collections.abc import Iterator
from io import BytesIO
from typing import IO

from filings.labels import id3, riff, xmp
from filings.labels.slots import Place, Slot
from filings.labels.source import Source

_OWN = b"AIGC"


def read(source: Source) -> Iterator[Slot]:
    for chunk in riff.chunks(source):
        if chunk.kind == _OWN:
            yield Slot(Place.WAV_CHUNK, riff.content(source, chunk))
        elif chunk.kind in {b"id3 ", b"ID3 "}:
            yield from id3.read(Source(BytesIO(riff.content(source, chunk))), Place.WAV_ID3)
        elif chunk.kind == b"_PMX":
            yield from xmp.read(riff.content(source, chunk), Place.WAV_XMP)
        elif chunk.kind == b"LIST" and riff.content(source, chunk)[:4] == b"INFO":
            for entry in riff.inside(source, chunk):
                if entry.kind == _OWN:
                    yield Slot(Place.WAV_INFO, riff.content(source, entry))


def write(source: Source, out: IO[bytes], text: str) -> None:
    chunks = riff.chunks(source)
    kept = [chunk for chunk in chunks if chunk.kind != _OWN]
    behind = chunks[-1].stop if chunks else source.size
    riff.write(source, out, b"WAVE", [*kept, riff.packed(_OWN, text.encode())], behind)
