"""Broken and hostile files get findings, in little time and memory; nothing ever crashes."""

import io
import random
import resource
import struct
import time
import zipfile
import zlib
from collections.abc import Callable

import pikepdf
import pytest

from filings import labels
from filings.labels import WriteRefused, source
from filings.labels.findings import RULES
from tests.filings.files import box
from tests.filings.labels.samples import (
    LABEL,
    MADE_HERE,
    checked,
    codes,
    exif,
    film,
    here,
    labelled,
    needs_ffmpeg,
    picture,
)

MUTANTS, SEED = 2_000, 45_438


def chunk(kind: bytes, content: bytes) -> bytes:
    framed = kind + content
    return struct.pack(">I", len(content)) + framed + struct.pack(">I", zlib.crc32(framed))


def png(*chunks: bytes) -> bytes:
    whole = here("a.png")
    return whole[:33] + b"".join(chunks) + whole[33:]


def xmp_chunk(packet: bytes) -> bytes:
    return chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + packet)


def zipped(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {"[Content_Types].xml": b"<Types/>", **parts}.items():
            archive.writestr(name, content)
    return out.getvalue()


LAUGHS = b"".join(
    b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10 if n else b"lol") for n in range(9)
)
LAUGHING = b"<!DOCTYPE x [" + LAUGHS + b"]><x>&l8;</x>"
OUTSIDE = b'<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/hostname">]><x>&f;</x>'
DEEP = b"<a>" * 100_000
BOMB = zlib.compress(bytes(200 * 2**20))
RELATIONS = b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"/>'
PATHLESS = {"_rels/.rels": RELATIONS}

HOSTILE: dict[str, Callable[[], bytes]] = {
    "entities": lambda: png(xmp_chunk(LAUGHING)),
    "outside entity": lambda: png(xmp_chunk(OUTSIDE)),
    "outside entity in utf-16": lambda: png(xmp_chunk(OUTSIDE.decode().encode("utf-16"))),
    "deep xml": lambda: png(xmp_chunk(DEEP)),
    "half a packet": lambda: png(xmp_chunk(b"<x:xmpmeta")),
    "wrong checksum": lambda: png(xmp_chunk(b"<x/>")[:-1] + b"!"),
    "chunk beyond the end": lambda: png(b"\xff\xff\xff\xf0tEXt"),
    "bomb that is no packet": lambda: png(chunk(b"zTXt", b"XML:com.adobe.xmp\0\0" + BOMB)[:-8]),
    "segment beyond the end": lambda: b"\xff\xd8\xff\xe1\xff\xff",
    "endless fill bytes": lambda: b"\xff\xd8" + b"\xff" * 200_000,
    "endless sub-blocks": lambda: here("a.gif")[:-1] + b"!\xfe" + b"\1x" * 200_000,
    "tiff with too many entries": lambda: b"II*\0\x08\0\0\0\xff\xff",
    "box beyond the end": lambda: box(b"ftyp", b"isom") + b"\xff\xff\xff\xffmoov",
    "box of no size": lambda: box(b"ftyp", b"isom") + struct.pack(">I4sQ", 1, b"moov", 0),
    "endless boxes": lambda: box(b"ftyp", b"isom") + box(b"free") * 120_000,
    "keys that lie": lambda: box(b"ftyp", b"isom") + box(b"moov", box(b"udta", box(b"meta",
        bytes(4) + box(b"hdlr", bytes(8) + b"mdta" + bytes(13))
        + box(b"keys", struct.pack(">II", 0, 2**32 - 1))
        + box(b"ilst", box(b"\0\0\0\1", box(b"data", bytes(8) + b"x")))))),
    "tag beyond the end": lambda: b"ID3\x04\0\0\x7f\x7f\x7f\x7f",
    "frame beyond the end": lambda: b"ID3\x03\0\0\0\0\0\x0cTXXX\xff\xff\xff\xff\0\0xx",
    "chunk of a wav beyond the end": lambda: b"RIFF\xff\xff\xff\xffWAVEAIGC\xff\xff\xff\xff",
    "entities in a document": lambda: zipped({**PATHLESS, "docProps/custom.xml": LAUGHING}),
    "relations with entities": lambda: zipped({"_rels/.rels": OUTSIDE}),
    "swollen part": lambda: zipped({**PATHLESS, "docProps/custom.xml": bytes(60 * 2**20)}),
    "no relations": lambda: zipped({"word/document.xml": b"<d/>"}),
    "pdf without anything": lambda: b"%PDF-1.7\n",
    "pdf of noise": lambda: b"%PDF-1.7\n" + random.Random(1).randbytes(20_000) + b"%%EOF",
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_named_and_costs_little(name: str) -> None:
    content = HOSTILE[name]()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.process_time()
    report = checked(content)
    assert codes(report) == ["damaged"]
    assert time.process_time() - started < 3
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 150 * 2**10
    with pytest.raises(WriteRefused):
        labelled(content)


def test_nothing_from_outside_is_read_into_a_report() -> None:
    with open("/etc/hostname", encoding="utf-8") as file:  # noqa: PTH123
        secret = file.read().strip()
    packet = (
        b'<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/hostname">]><x xmlns:t='
        b'"http://www.tc260.org.cn/ns/AIGC/1.0/"><t:AIGC>&f;</t:AIGC></x>'
    )
    assert secret not in str(checked(png(xmp_chunk(packet))))


@pytest.mark.parametrize("content", [b"", b"x", b"PK\x03\x04", b"RIFF", b"text" * 99, b"\x00" * 99])
def test_other_files_are_of_no_known_type(content: bytes) -> None:
    assert codes(checked(content)) == ["unknown_type"]


def test_a_locked_pdf_is_named() -> None:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(here("a.pdf"))) as pdf:
        pdf.save(out, encryption=pikepdf.Encryption(user="a", owner="b"))
    assert codes(checked(out.getvalue())) == ["locked"]
    with pytest.raises(WriteRefused, match="locked"):
        labelled(out.getvalue())


def test_a_pdf_that_forbids_changes_is_not_changed() -> None:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(here("a.pdf"))) as pdf:
        pdf.save(out, encryption=pikepdf.Encryption(owner="b"))
    assert codes(checked(out.getvalue())) == ["missing"]
    with pytest.raises(WriteRefused):
        labelled(out.getvalue())


def test_a_locked_document_is_named() -> None:
    content = bytearray(here("a.docx"))
    at = content.index(b"PK\x01\x02")
    content[at + 8] |= 1  # the flag of the central directory
    assert codes(checked(bytes(content))) == ["locked"]


def test_a_signed_document_is_not_touched() -> None:
    out = io.BytesIO(here("a.docx"))
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("_xmlsignatures/sig1.xml", "<Signature/>")
    with pytest.raises(WriteRefused, match="signed"):
        labelled(out.getvalue())


def test_a_movie_header_too_far_for_its_places_is_refused() -> None:
    places = box(b"stco", struct.pack(">III", 0, 1, 2**32 - 10))
    tree = places
    for kind in (b"stbl", b"minf", b"mdia", b"trak", b"moov"):
        tree = box(kind, tree)
    with pytest.raises(WriteRefused):
        labelled(box(b"ftyp", b"isom" + bytes(4)) + tree + box(b"mdat", b"x"))


def test_a_packet_too_long_for_its_segment_is_refused() -> None:
    head, tail = b'<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#">', b"</r:RDF>"
    packet = head + b"<r:Description/>" + b"<x/>" * 16_300 + tail
    content = picture("JPEG", xmp=packet)
    assert codes(checked(content)) == ["missing"]
    with pytest.raises(WriteRefused):
        labelled(content)


def test_a_tag_of_the_oldest_version_is_not_written() -> None:
    with pytest.raises(WriteRefused):
        labelled(b"ID3\x02\0\0\0\0\0\x00" + here("bare.mp3")[15:])


def test_an_exif_block_in_a_circle_ends() -> None:
    block = b"MM\0*\0\0\0\x08" + struct.pack(">HHHIII", 1, 0x8769, 4, 1, 8, 0)
    assert codes(checked(picture("JPEG", exif=b"Exif\0\0" + block))) == ["missing"]


def mutant(rng: random.Random, content: bytes) -> bytes:
    """The file cut, with bytes changed, doubled, taken out, or numbers driven to their ends."""
    made = bytearray(content)
    for _turn in range(rng.randint(1, 4)):
        at = rng.randrange(max(1, len(made)))
        match rng.randrange(6):
            case 0:
                del made[at:]
            case 1:
                made[at : at + 1] = rng.randbytes(1)
            case 2:
                made[at : at + 4] = rng.choice([b"\xff\xff\xff\xff", bytes(4), b"\x7f\xff\xff\xff"])
            case 3:
                del made[at : at + rng.randint(1, 64)]
            case 4:
                made[at:at] = made[at : at + rng.randint(1, 64)]
            case 5:
                end = made.find(b"AIGC", at)
                made[end : end + rng.randint(1, 40)] = rng.randbytes(rng.randint(0, 40))
    return bytes(made)


def survives(content: bytes) -> bool:
    """Checked, and written or refused; what was written holds one label again."""
    report = checked(content)
    assert all(finding.code in RULES and finding.sentence for finding in report.findings)
    assert report.as_json()
    out = io.BytesIO()
    try:
        labels.write(io.BytesIO(content), out, LABEL)
    except WriteRefused:
        return False
    assert checked(out.getvalue()).label == LABEL
    return True


def seeds() -> list[bytes]:
    plain = [here(name) for name in MADE_HERE]
    odd = [picture("JPEG", exif=exif(b'{"AIGC":{}}')), picture("TIFF", exif=exif(b"AIGC"))]
    return [*plain, *(labelled(content) for content in plain), *odd]


def test_two_thousand_mutants_survive() -> None:
    rng, originals = random.Random(SEED), seeds()
    started = time.process_time()
    written = sum(survives(mutant(rng, rng.choice(originals))) for _number in range(MUTANTS))
    assert time.process_time() - started < 30
    assert 50 < written < MUTANTS  # neither all broken nor all untouched


@needs_ffmpeg
def test_mutants_of_films_survive() -> None:
    rng = random.Random(SEED)
    originals = [film(name) for name in ("a.mp4", "pieces.mp4", "first.mov", "titled.mp3")]
    originals += [labelled(content) for content in originals]
    assert sum(survives(mutant(rng, rng.choice(originals))) for _number in range(200)) > 5


def test_the_harness_sees_a_reader_that_breaks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source, "MOST_BYTES", "none")
    with pytest.raises(TypeError):
        survives(here("a.png"))
