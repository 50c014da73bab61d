"""PDF: the key AIGC of the document information. The copy is the file and an update behind it.

Nothing of the original is written anew, so that pages, tags and signatures stay what they are.
"""

import hashlib
import re
from collections.abc import Iterator
from typing import IO, BinaryIO, NamedTuple, cast

import pikepdf

from filings.labels import xmp
from filings.labels.slots import Place, Slot
from filings.labels.source import Damaged, Locked, Source, not_here

_KEY = pikepdf.Name("/AIGC")
_END = re.compile(rb"startxref\s+(\d{1,10})\s+%%EOF\s*\Z")
MOST_BYTES = 512 * 2**20
# A stream of a few kilobytes must not unpack into all memory; nothing of ours comes near.
pikepdf.settings.set_qpdf_limits(flate_max_memory=256 * 2**20, run_length_max_memory=256 * 2**20)
_BROKEN = (
    pikepdf.PdfError,
    pikepdf.DataDecodingError,
    ValueError,
    TypeError,
    KeyError,
    RuntimeError,
)


class Object(NamedTuple):
    number: int
    generation: int
    at: int


def _opened(source: Source) -> pikepdf.Pdf:
    if source.size > MOST_BYTES:
        raise Damaged("PDF")
    source.file.seek(0)
    try:
        return pikepdf.open(cast("BinaryIO", source.file))
    except pikepdf.PasswordError as fault:
        raise Locked from fault
    except _BROKEN as fault:
        raise Damaged("PDF") from fault


def read(source: Source) -> Iterator[Slot]:
    with _opened(source) as pdf:
        try:
            slots = [*_of_information(pdf), *_of_metadata(pdf)]
        except _BROKEN as fault:
            raise Damaged("PDF") from fault
    yield from slots


def _of_information(pdf: pikepdf.Pdf) -> Iterator[Slot]:
    information = pdf.trailer.get("/Info")
    if isinstance(information, pikepdf.Dictionary) and _KEY in information:
        value = information[_KEY]
        yield Slot(Place.PDF_INFO, str(value))


def _of_metadata(pdf: pikepdf.Pdf) -> Iterator[Slot]:
    metadata = pdf.Root.get("/Metadata")
    if isinstance(metadata, pikepdf.Stream):
        yield from xmp.read(metadata.read_bytes(), Place.PDF_XMP)


def write(source: Source, out: IO[bytes], text: str) -> None:
    tail_at = max(0, source.size - 2048)
    end = _END.search(source.read(tail_at, source.size - tail_at))
    with _opened(source) as pdf:
        if end is None or pdf.get_warnings() or pdf.is_encrypted:
            raise not_here()
        source.copy(out, 0)
        out.write(b"\n")
        out.write(_update(source, pdf, int(end[1]), text))


def _update(source: Source, pdf: pikepdf.Pdf, previous: int, text: str) -> bytes:
    """The information anew, and a cross-reference of the kind the file has."""
    size, at = int(pdf.trailer["/Size"]), source.size + 1
    information = pdf.trailer.get("/Info")
    entries, place = {}, (0, 0)
    if isinstance(information, pikepdf.Dictionary):
        entries, place = dict(information.items()), information.objgen
    own = Object(*(place if place[0] else (size, 0)), at)
    made = pikepdf.Dictionary({**entries, "/AIGC": pikepdf.String(text)})
    body = b"%d %d obj\n%s\nendobj\n" % (own.number, own.generation, made.unparse())
    trailer = {
        "/Root": pdf.trailer.Root.unparse(),
        "/Info": b"%d %d R" % (own.number, own.generation),
        "/Prev": b"%d" % previous,
        **({"/ID": _identity(pdf, text)} if "/ID" in pdf.trailer else {}),
    }
    has_table = source.read(previous, 4) == b"xref"
    section_at = at + len(body)
    size = max(size, own.number + 1)
    section = _table(own, size, trailer) if has_table else _stream(own, size, section_at, trailer)
    return b"%s%s\nstartxref\n%d\n%%%%EOF\n" % (body, section, section_at)


def _identity(pdf: pikepdf.Pdf, text: str) -> bytes:
    """The first part names the document, the second this state of it."""
    first = bytes(pdf.trailer["/ID"][0])
    return b"[<%s><%s>]" % (
        first.hex().encode(),
        hashlib.sha256(first + text.encode()).hexdigest()[:32].encode(),
    )


def _pairs(trailer: dict[str, bytes]) -> bytes:
    return b" ".join(key.encode() + b" " + value for key, value in trailer.items())


def _table(own: Object, size: int, trailer: dict[str, bytes]) -> bytes:
    entry = b"xref\n%d 1\n%010d %05d n \n" % (own.number, own.at, own.generation)
    return entry + b"trailer\n<< /Size %d %s >>" % (size, _pairs(trailer))


def _stream(own: Object, size: int, at: int, trailer: dict[str, bytes]) -> bytes:
    """A file with cross-reference streams must go on with one, which lists itself."""
    entries = ((own.number, own.at, own.generation), (size, at, 0))
    rows = b"".join(
        b"\x01" + place.to_bytes(8, "big") + generation.to_bytes(2, "big")
        for _number, place, generation in entries
    )
    head = b"/Type /XRef /W [1 8 2] /Index [%d 1 %d 1] /Size %d /Length %d" % (
        own.number, size, size + 1, len(rows),
    )  # fmt: skip
    return b"%d 0 obj\n<< %s %s >>\nstream\n%s\nendstream\nendobj" % (
        size, head, _pairs(trailer), rows,
    )  # fmt: skip
