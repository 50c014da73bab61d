"""What others write, we read: tools, and the odd ways seen in real files."""

import io
import struct
import zipfile
from pathlib import Path

import pikepdf
import pytest
from PIL import Image, PngImagePlugin

from filings.labels import Report, compare, png, riff
from filings.labels.slots import Place
from tests.filings.files import box
from tests.filings.labels.samples import (
    LABEL,
    checked,
    codes,
    exif,
    film,
    here,
    labelled,
    needs_exiftool,
    needs_ffmpeg,
    picture,
    ran,
    sound,
)

TEXT = LABEL.text()
WRAPPED = f'{{"AIGC":{TEXT}}}'
CONFIG = Path(__file__).with_name("exiftool.cfg")
PACKET = (
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf='
    '"http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" '
    'xmlns:TC260="http://www.tc260.org.cn/ns/AIGC/1.0/"><TC260:AIGC>%s</TC260:AIGC>'
    "</rdf:Description></rdf:RDF></x:xmpmeta>"
)
XMP = (PACKET % TEXT).encode()


def places(report: Report) -> list[Place]:
    return [read.slot.place for read in report.reads]


def written_by_exiftool(folder: Path, name: str, *options: str) -> Report:
    path = folder / name
    path.write_bytes(here(name))
    ran("exiftool", "-config", CONFIG, "-q", "-overwrite_original", *options, path)
    return checked(path.read_bytes())


@needs_exiftool
@pytest.mark.parametrize("name", ["a.png", "a.jpg", "a.gif", "a.webp", "a.tif", "moving.gif"])
def test_xmp_by_exiftool(name: str, tmp_path: Path) -> None:
    report = written_by_exiftool(tmp_path, name, f"-XMP-TC260:AIGC={TEXT}")
    assert (report.label, report.findings) == (LABEL, ())
    assert places(report) == [Place.XMP]


@needs_exiftool
@pytest.mark.parametrize("name", ["a.png", "a.jpg", "a.webp", "a.tif"])
def test_xmp_as_attribute_by_exiftool(name: str, tmp_path: Path) -> None:
    options = ("-api", "Compact=Shorthand", f"-XMP-TC260:AIGC={TEXT}")
    report = written_by_exiftool(tmp_path, name, *options)
    assert (report.label, report.findings) == (LABEL, ())
    assert places(report) == [Place.XMP_ATTRIBUTE]


@needs_exiftool
@pytest.mark.parametrize("name", ["a.png", "a.jpg", "a.webp", "a.tif"])
def test_user_comment_by_exiftool(name: str, tmp_path: Path) -> None:
    report = written_by_exiftool(tmp_path, name, f"-UserComment={WRAPPED}")
    assert (report.label, report.findings) == (LABEL, ())
    assert places(report) == [Place.EXIF]


@needs_exiftool
def test_a_user_comment_in_unicode_by_exiftool(tmp_path: Path) -> None:
    report = written_by_exiftool(tmp_path, "a.jpg", f'-UserComment={WRAPPED[:-1]},"注":1}}')
    assert report.label == LABEL
    assert codes(report) == ["wrapper"]


@needs_exiftool
def test_an_ordinary_user_comment_is_no_label(tmp_path: Path) -> None:
    report = written_by_exiftool(tmp_path, "a.jpg", "-UserComment=taken at noon")
    assert codes(report) == ["missing"]


@needs_ffmpeg
@pytest.mark.parametrize("name", ["a.mp4", "a.m4a", "a.mov", "first.mp4"])
def test_film_by_ffmpeg(name: str) -> None:
    movflags = ("-movflags", "use_metadata_tags+faststart", "-metadata", f"AIGC={TEXT}")
    report = checked(film(name, *movflags))
    assert report.label == LABEL
    assert report.is_well


@needs_ffmpeg
@pytest.mark.parametrize("name", ["a.mp3", "titled.mp3"])
def test_sound_by_ffmpeg(name: str) -> None:
    report = checked(film(name, "-metadata", f"AIGC={TEXT}"))
    assert (report.label, report.findings) == (LABEL, ())


@pytest.mark.parametrize("how", ["tEXt", "iTXt", "zTXt", "packed iTXt"])
def test_png_text_by_pillow(how: str) -> None:
    chunks = PngImagePlugin.PngInfo()
    if "iTXt" in how:
        chunks.add_itxt("AIGC", WRAPPED, zip=how.startswith("packed"))
    else:
        chunks.add_text("AIGC", WRAPPED, zip=how == "zTXt")
    report = checked(picture("PNG", pnginfo=chunks))
    assert (report.label, report.findings) == (LABEL, ())
    assert places(report) == [Place.PNG_TEXT]


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_user_comment_by_pillow(kind: str) -> None:
    report = checked(picture(kind, exif=exif(WRAPPED.encode())))
    assert (report.label, report.findings) == (LABEL, ())


@pytest.mark.parametrize("kind", ["JPEG", "WEBP"])
def test_xmp_by_pillow(kind: str) -> None:
    report = checked(picture(kind, xmp=XMP))
    assert (report.label, report.findings) == (LABEL, ())


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_saving_anew_with_pillow_loses_the_label_and_shows(kind: str) -> None:
    before, out = labelled(picture(kind)), io.BytesIO()
    with Image.open(io.BytesIO(before)) as image:
        image.convert("RGB").save(out, "JPEG" if kind == "PNG" else "PNG")
    assert [f.code for f in compare(checked(before), checked(out.getvalue()))] == ["lost"]


def test_pdf_by_pikepdf() -> None:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(here("a.pdf"))) as pdf:
        pdf.docinfo["/AIGC"] = TEXT
        pdf.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate, linearize=True)
    report = checked(out.getvalue())
    assert (report.label, report.findings) == (LABEL, ())


def test_a_pdf_with_both_places_has_one_too_many() -> None:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(here("a.pdf"))) as pdf:
        pdf.docinfo["/AIGC"] = TEXT
        pdf.Root.Metadata = pdf.make_stream(XMP, Type=pikepdf.Name.Metadata)
        pdf.save(out)
    assert codes(checked(out.getvalue())) == ["several", "odd_place"]


def test_a_number_in_place_of_the_text_of_a_pdf() -> None:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(here("a.pdf"))) as pdf:
        pdf.docinfo["/AIGC"] = 7
        pdf.save(out)
    assert codes(checked(out.getvalue())) == ["not_json"]


def test_a_bare_segment_of_a_jpeg() -> None:
    segment = b"AIGC" + TEXT.encode()
    marked = b"\xff\xeb" + (len(segment) + 2).to_bytes(2, "big") + segment
    report = checked(here("a.jpg")[:2] + marked + here("a.jpg")[2:])
    assert report.label == LABEL
    assert codes(report) == ["odd_place"]


def test_the_packet_of_a_gif_cut_into_sub_blocks() -> None:
    pieces = [XMP[at : at + 255] for at in range(0, len(XMP), 255)]
    body = b"".join(bytes((len(piece),)) + piece for piece in pieces)
    head = here("moving.gif")
    at = head.index(b"!\xff\x0bNETSCAPE")
    report = checked(head[:at] + b"!\xff\x0bXMP DataXMP" + body + b"\0" + head[at:])
    assert (report.label, report.findings) == (LABEL, ())


def data(text: str) -> bytes:
    return box(b"data", struct.pack(">II", 1, 0) + text.encode())


def handler(kind: bytes) -> bytes:
    return box(b"hdlr", bytes(8) + kind + bytes(13))


def keyed(text: str, *, version: bytes = bytes(4)) -> bytes:
    keys = box(b"keys", struct.pack(">II", 0, 1) + box(b"mdta", b"AIGC"))
    values = box(b"ilst", box(bytes(3) + b"\1", data(text)))
    return box(b"meta", version + handler(b"mdta") + keys + values)


def listed(item: bytes) -> bytes:
    return box(b"udta", box(b"meta", bytes(4) + handler(b"mdir") + box(b"ilst", item)))


FREE = box(b"mean", bytes(4) + b"com.apple.iTunes") + box(b"name", bytes(4) + b"AIGC")
XMP_BOX = box(b"uuid", bytes.fromhex("be7acfcb97a942e89c71999491e3afac") + XMP)


@pytest.mark.parametrize(
    ("inside", "behind", "place"),
    [
        (box(b"udta", keyed(TEXT)), b"", Place.MP4_UDTA),
        (box(b"udta", keyed(TEXT, version=b"") + bytes(4)), b"", Place.MP4_UDTA),
        (keyed(TEXT), b"", Place.MP4_META),
        (keyed(TEXT, version=b""), b"", Place.MP4_META),
        (listed(box(b"----", FREE + data(TEXT))), b"", Place.MP4_ITEM),
        (listed(box(b"\xa9cmt", data(TEXT))), b"", Place.MP4_ITEM),
        (box(b"udta", box(b"XMP_", XMP)), b"", Place.MP4_XMP),
        (b"", XMP_BOX, Place.MP4_XMP),
    ],
)
def test_places_in_a_film(inside: bytes, behind: bytes, place: Place) -> None:
    start = box(b"ftyp", b"isom" + bytes(4))
    report = checked(start + box(b"moov", inside) + box(b"mdat", b"x" * 9) + behind)
    assert report.label == LABEL
    assert places(report) == [place]
    assert codes(report) == ([] if place is Place.MP4_UDTA else ["odd_place"])


def test_an_ordinary_list_of_a_film_is_no_label() -> None:
    film = box(b"ftyp", b"isom" + bytes(4)) + box(b"moov", listed(box(b"\xa9nam", data("AIGC"))))
    assert codes(checked(film)) == ["missing"]


def frame(code: bytes, content: bytes) -> bytes:
    return code + len(content).to_bytes(4, "big") + b"\0\0" + content


def tagged(frames: bytes, version: int = 3, flags: int = 0) -> bytes:
    size = bytes(len(frames) >> shift & 127 for shift in (21, 14, 7, 0))
    return b"ID3" + bytes((version, 0, flags)) + size + frames


SOUND = b"\xff\xfb\x90\x00" + bytes(413)
LATIN = b"\0AIGC\0" + TEXT.encode()
UTF_16 = b"\1" + "AIGC\0".encode("utf-16") + TEXT.encode("utf-16")
BIG_ENDIAN = b"\2" + f"AIGC\0{TEXT}\0".encode("utf-16-be")


@pytest.mark.parametrize(
    "tag",
    [
        tagged(frame(b"TXXX", LATIN)),
        tagged(frame(b"TXXX", UTF_16)),
        tagged(frame(b"TXXX", BIG_ENDIAN)),
        tagged(frame(b"TXXX", UTF_16).replace(b"\xff", b"\xff\0"), flags=0x80),
        tagged(bytes(3) + b"\6" + bytes(6) + frame(b"TXXX", LATIN), flags=0x40),
        tagged(b"TXX" + len(LATIN).to_bytes(3, "big") + LATIN, version=2),
        tagged(frame(b"TIT2", b"\0title") + frame(b"TXXX", b"\0other\0x") + frame(b"TXXX", LATIN)),
    ],
)
def test_tags_of_every_version(tag: bytes) -> None:
    report = checked(tag + SOUND)
    assert (report.label, report.findings) == (LABEL, ())


def test_xmp_in_a_tag() -> None:
    report = checked(tagged(frame(b"PRIV", b"XMP\0" + XMP)) + SOUND)
    assert (report.label, codes(report)) == (LABEL, ["odd_place"])


@pytest.mark.parametrize(
    ("chunk", "place"),
    [
        (riff.packed(b"AIGC", TEXT.encode()), Place.WAV_CHUNK),
        (riff.packed(b"LIST", b"INFO" + riff.packed(b"AIGC", TEXT.encode())), Place.WAV_INFO),
        (riff.packed(b"id3 ", tagged(frame(b"TXXX", LATIN))), Place.WAV_ID3),
        (riff.packed(b"_PMX", XMP), Place.WAV_XMP),
    ],
)
def test_places_in_a_wav(chunk: bytes, place: Place) -> None:
    content = sound() + chunk
    content = content[:4] + (len(content) - 8).to_bytes(4, "little") + content[8:]
    report = checked(content)
    assert (report.label, places(report)) == (LABEL, [place])


def test_a_property_named_by_another_part() -> None:
    out, old = io.BytesIO(), zipfile.ZipFile(io.BytesIO(labelled(here("a.docx"))))
    with old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            content = old.read(name).replace(b"docProps/custom.xml", b"own/props.xml")
            new.writestr(name.replace("docProps/custom.xml", "own/props.xml"), content)
    assert checked(out.getvalue()).label == LABEL


def test_labels_at_two_places_that_disagree() -> None:
    chunks = PngImagePlugin.PngInfo()
    chunks.add_text("AIGC", WRAPPED.replace("2026-0001", "2026-0002"))
    own, other = labelled(picture("PNG")), picture("PNG", pnginfo=chunks)
    behind_head = len(png.SIGNATURE) + 25
    text = other[behind_head : other.index(b"IDAT") - 4]
    report = checked(own[:behind_head] + text + own[behind_head:])
    assert codes(report) == ["several", "disagree"]


def test_two_equal_labels_are_one_too_many() -> None:
    content = labelled(here("a.wav"))
    chunk = riff.packed(b"AIGC", TEXT.encode())
    twice = content[:4] + (len(content) - 8 + len(chunk)).to_bytes(4, "little") + content[8:]
    report = checked(twice + chunk)
    assert codes(report) == ["several"]
    assert report.label == LABEL
