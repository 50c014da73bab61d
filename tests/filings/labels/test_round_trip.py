"""A label goes into a copy of every type of file and comes out; nothing else changes."""

import io
import zipfile
from xml.etree.ElementTree import fromstring

import openpyxl
import pikepdf
import pypdfium2
import pytest
from PIL import Image, ImageSequence, PngImagePlugin

from filings import labels
from filings.labels import Label, WriteRefused
from tests.filings.labels.samples import (
    DOCUMENTS,
    LABEL,
    MADE_HERE,
    OTHER,
    PICTURES,
    PRODUCER,
    checked,
    codes,
    here,
    labelled,
)


def frames(content: bytes) -> list[tuple[str, tuple[int, int], bytes]]:
    with Image.open(io.BytesIO(content)) as image:
        return [(f.mode, f.size, f.tobytes()) for f in ImageSequence.Iterator(image)]


@pytest.mark.parametrize("name", MADE_HERE)
def test_a_file_without_label_is_told(name: str) -> None:
    report = checked(here(name))
    assert codes(report) == ["missing"]
    assert not report.is_well


@pytest.mark.parametrize("name", MADE_HERE)
def test_a_label_written_is_read_back(name: str) -> None:
    report = checked(labelled(here(name)), PRODUCER)
    assert report.label == LABEL
    assert report.findings == ()
    assert report.is_well


@pytest.mark.parametrize("name", MADE_HERE)
def test_no_label_is_written_over_another(name: str) -> None:
    with pytest.raises(WriteRefused, match="carries a label already"):
        labelled(labelled(here(name)))


@pytest.mark.parametrize("name", MADE_HERE)
def test_a_label_is_passed_on_once(name: str) -> None:
    out = io.BytesIO()
    labels.pass_on(
        io.BytesIO(labelled(here(name))), out, propagator=OTHER, propagate_id="n-7", reserved="r"
    )
    report = checked(out.getvalue())
    assert report.label == LABEL.passed_on(OTHER, "n-7", "r")
    assert len(report.reads) == 1


@pytest.mark.parametrize("name", PICTURES)
def test_the_picture_stays_the_same(name: str) -> None:
    assert frames(labelled(here(name))) == frames(here(name))


def packet_of(image: Image.Image) -> bytes:
    packet: bytes = image.info["xmp"]
    return packet


@pytest.mark.parametrize("name", [n for n in PICTURES if not n.endswith("gif")])
def test_pillow_finds_the_packet(name: str) -> None:
    with Image.open(io.BytesIO(labelled(here(name)))) as image:
        packet = packet_of(image)
    assert b"<TC260:AIGC" in packet
    assert LABEL.text().encode() in packet


def test_a_packet_that_was_there_keeps_its_other_properties() -> None:
    packet = (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf='
        '"http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" dc:format="image/png">'
        "<dc:title>标题 &amp; x</dc:title></rdf:Description></rdf:RDF></x:xmpmeta>"
    )
    chunks = PngImagePlugin.PngInfo()
    chunks.add_itxt("XML:com.adobe.xmp", packet, zip=True)
    for kind, options in (
        ("PNG", {"pnginfo": chunks}),
        ("JPEG", {"xmp": packet.encode()}),
        ("WEBP", {"xmp": packet.encode()}),
        ("TIFF", {"tiffinfo": {700: packet.encode()}}),
    ):
        out = io.BytesIO()
        Image.new("RGB", (8, 8)).save(out, kind, **options)
        with Image.open(io.BytesIO(labelled(out.getvalue()))) as image:
            kept = fromstring(packet_of(image)).find(".//{*}Description")
        assert kept is not None
        assert kept.get("{http://purl.org/dc/elements/1.1/}format") == "image/png"
        assert [(e.tag.rpartition("}")[2], e.text) for e in kept] == [
            ("title", "标题 & x"),
            ("AIGC", LABEL.text()),
        ]


@pytest.mark.parametrize("name", ["a.pdf", "streams.pdf"])
def test_the_copy_of_a_pdf_is_the_file_and_an_update(name: str) -> None:
    before, after = here(name), labelled(here(name))
    assert after.startswith(before)
    with pikepdf.open(io.BytesIO(after)) as pdf:
        assert pdf.check_pdf_syntax() == []
        assert str(pdf.docinfo["/AIGC"]) == LABEL.text()
        assert str(pdf.docinfo["/Title"]) == "说明"
    with pypdfium2.PdfDocument(after) as document:
        assert len(document) == 1
        assert document.get_metadata_dict()["Title"] == "说明"


@pytest.mark.parametrize("name", [n for n in DOCUMENTS if not n.endswith("pdf")])
def test_every_other_part_of_an_office_file_stays_the_same(name: str) -> None:
    with zipfile.ZipFile(io.BytesIO(here(name))) as before:
        old = {n: before.read(n) for n in before.namelist()}
    with zipfile.ZipFile(io.BytesIO(labelled(here(name)))) as after:
        assert after.testzip() is None
        new = {n: after.read(n) for n in after.namelist()}
    touched = {"[Content_Types].xml", "_rels/.rels"}
    assert new.keys() - old.keys() == {"docProps/custom.xml"}
    assert {n: c for n, c in old.items() if n not in touched} == {
        n: new[n] for n in old if n not in touched
    }
    assert b'PartName="/docProps/custom.xml"' in new["[Content_Types].xml"]


def test_openpyxl_reads_the_property_and_writes_one_that_we_read() -> None:
    book = openpyxl.load_workbook(io.BytesIO(labelled(here("a.xlsx"))))
    assert book.custom_doc_props["AIGC"].value == LABEL.text()  # type: ignore[attr-defined]
    assert book["Sheet"]["A1"].value == "推荐算法"
    again = io.BytesIO()
    book.save(again)
    assert checked(again.getvalue()).label == LABEL


def test_a_label_that_breaks_a_rule_is_not_written() -> None:
    with pytest.raises(WriteRefused, match="ProduceID"):
        labelled(here("a.png"), Label.first(PRODUCER, "编号"))
    with pytest.raises(WriteRefused, match="check digit"):
        labelled(here("a.png"), Label.first(PRODUCER[:-6] + "0" + PRODUCER[-5:], "1"))


def test_nothing_is_written_into_an_unknown_or_damaged_file() -> None:
    with pytest.raises(WriteRefused, match="type of file"):
        labelled(b"just text")
    for name in MADE_HERE.keys() - {"bare.mp3"}:  # sound may end anywhere
        with pytest.raises(WriteRefused):
            labelled(here(name)[:20])
