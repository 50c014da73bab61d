"""Types of file that carry a label, told from their bytes."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import IO

from filings.labels import gif, id3, jpeg, mp4, ooxml, pdf, png, tiff, wav, webp
from filings.labels.slots import Place, Slot
from filings.labels.source import Source


@dataclass(frozen=True)
class Carrier:
    kind: str
    place: Place
    read: Callable[[Source], Iterator[Slot]]
    write: Callable[[Source, IO[bytes], str], None]


_PNG = Carrier("png", Place.XMP, png.read, png.write)
_JPEG = Carrier("jpeg", Place.XMP, jpeg.read, jpeg.write)
_GIF = Carrier("gif", Place.XMP, gif.read, gif.write)
_WEBP = Carrier("webp", Place.XMP, webp.read, webp.write)
_TIFF = Carrier("tiff", Place.XMP, tiff.read, tiff.write)
_MP4 = Carrier("mp4", Place.MP4_UDTA, mp4.read, mp4.write)
_MP3 = Carrier("mp3", Place.TXXX, id3.read, id3.write)
_WAV = Carrier("wav", Place.WAV_CHUNK, wav.read, wav.write)
_PDF = Carrier("pdf", Place.PDF_INFO, pdf.read, pdf.write)
_OFFICE = Carrier("ooxml", Place.CUSTOM_PROPERTY, ooxml.read, ooxml.write)

_BEGINNINGS: dict[bytes, Carrier] = {
    png.SIGNATURE: _PNG,
    b"\xff\xd8\xff": _JPEG,
    b"GIF87a": _GIF,
    b"GIF89a": _GIF,
    b"II*\0": _TIFF,
    b"MM\0*": _TIFF,
    b"II+\0": _TIFF,
    b"MM\0+": _TIFF,
    b"ID3": _MP3,
    b"%PDF-": _PDF,
}
_STILL_PICTURES = {b"heic", b"heix", b"mif1", b"msf1", b"avif", b"avis"}  # boxes, but no movie


def recognise(source: Source) -> Carrier | None:
    head = source.head(1024)
    for beginning, carrier in _BEGINNINGS.items():
        if head.startswith(beginning):
            return carrier
    if head[:4] == b"RIFF":
        return {b"WEBP": _WEBP, b"WAVE": _WAV}.get(head[8:12])
    if head[4:8] in {b"ftyp", b"moov", b"wide"} and head[8:12] not in _STILL_PICTURES:
        return _MP4
    if head[:4] == b"PK\x03\x04":
        return _OFFICE if ooxml.is_package(source) else None
    if _is_sound(head):
        return _MP3
    return _PDF if b"%PDF-" in head else None


def _is_sound(head: bytes) -> bool:
    """A frame of MPEG layer III with a bit rate and a pitch that exist."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE6 != 0xE2:
        return False
    return head[1] >> 3 & 3 != 1 and head[2] >> 4 not in {0, 15} and head[2] >> 2 & 3 != 3
