"""What we write, others read: exiftool, ffprobe, ffmpeg, the print shop's checker, LibreOffice."""

import io
import json
from pathlib import Path

import page
import pikepdf
import pypdfium2
import pytest

from filings import printing
from filings.labels import compare
from filings.printing import signing
from tests.filings.labels.samples import (
    FILMS,
    LABEL,
    MADE_HERE,
    OTHER,
    PICTURES,
    checked,
    codes,
    film,
    here,
    labelled,
    needs_exiftool,
    needs_ffmpeg,
    needs_office,
    ran,
)
from tests.filings.printing.papers import NOTICE

TEXT = LABEL.text()
MUXED = [name for name in FILMS if not name.endswith(("mp3", "wav"))]
SOUNDS = [name for name in FILMS if name.endswith("mp3")]


def seen_by_exiftool(path: Path) -> dict[str, str]:
    (seen,) = json.loads(ran("exiftool", "-j", "-a", "-G1", "-U", path))
    return {key: str(value) for key, value in seen.items()}


def warnings(path: Path) -> set[str]:
    return set(ran("exiftool", "-validate", "-warning", "-a", "-s3", path).splitlines()[1:])


def stored(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


@needs_exiftool
@pytest.mark.parametrize("name", PICTURES)
def test_exiftool_reads_the_xmp_of_pictures(name: str, tmp_path: Path) -> None:
    before = stored(tmp_path, name, here(name))
    after = stored(tmp_path, f"labelled-{name}", labelled(here(name)))
    assert seen_by_exiftool(after)["XMP-TC260:Aigc"] == TEXT
    assert warnings(after) - warnings(before) <= {
        # the type that the guide demands
        "Non-standard format (undef) for IFD0 0x02bc ApplicationNotes"
    }


@needs_exiftool
@pytest.mark.parametrize("name", ["a.pdf", "streams.pdf"])
def test_exiftool_reads_the_information_of_a_pdf(name: str, tmp_path: Path) -> None:
    seen = seen_by_exiftool(stored(tmp_path, name, labelled(here(name))))
    assert seen["PDF:AIGC"] == TEXT
    assert seen["PDF:Title"] == "说明"


@needs_exiftool
def test_exiftool_reads_the_chunk_of_a_wav(tmp_path: Path) -> None:
    path = stored(tmp_path, "a.wav", labelled(here("a.wav")))
    shown = ran("exiftool", "-b", "-U", "-RIFF:Unknown_AIGC", path)
    assert shown.rstrip("\0") == TEXT  # it shows the padding, too


@needs_exiftool
@needs_ffmpeg
@pytest.mark.parametrize("name", MUXED)
def test_exiftool_reads_the_key_of_films(name: str, tmp_path: Path) -> None:
    before = stored(tmp_path, name, film(name))
    after = stored(tmp_path, f"labelled-{name}", labelled(film(name)))
    assert seen_by_exiftool(after)["Keys:AIGC"] == TEXT
    assert warnings(after) - warnings(before) <= {
        # beside the list of music players, which has no keys
        "Duplicate tag 'meta' at MOV-Movie-UserData",
        "Duplicate tag 'hdlr' at MOV-Movie-UserData-Meta",
        "Duplicate tag 'ilst' at MOV-Movie-UserData-Meta",
    }


@needs_exiftool
@needs_ffmpeg
@pytest.mark.parametrize("name", SOUNDS)
def test_exiftool_reads_the_frame_of_sounds(name: str, tmp_path: Path) -> None:
    seen = seen_by_exiftool(stored(tmp_path, name, labelled(film(name))))
    assert f"(AIGC) {TEXT}" in {v for k, v in seen.items() if k.endswith(":UserDefinedText")}
    assert "Warning" not in " ".join(seen)


@needs_ffmpeg
@pytest.mark.parametrize("name", [*MUXED, *SOUNDS])
def test_ffprobe_reads_the_label_and_the_tags_that_were_there(name: str, tmp_path: Path) -> None:
    def tags(content: bytes) -> dict[str, str]:
        path = stored(tmp_path, name, content)
        shown = ran("ffprobe", "-v", "error", "-show_entries", "format_tags", "-of", "json", path)
        found: dict[str, str] = json.loads(shown)["format"].get("tags", {})
        return found

    assert tags(labelled(film(name))) == {**tags(film(name)), "AIGC": TEXT}


@needs_ffmpeg
@pytest.mark.parametrize("name", FILMS)
def test_the_film_stays_the_same(name: str, tmp_path: Path) -> None:
    """Every packet at its time, and every decoded picture and sample."""

    def played(content: bytes) -> tuple[str, str]:
        path, packets = stored(tmp_path, name, content), tmp_path / "packets"
        decoded = ("-map", "0", "-f", "framemd5", "-")
        copied = ("-map", "0", "-c", "copy", "-f", "framemd5", packets)
        shown = ran("ffmpeg", "-v", "error", "-y", "-i", path, *decoded, *copied)
        return shown, packets.read_text()

    assert checked(labelled(film(name))).findings == ()
    assert played(labelled(film(name))) == played(film(name))


@needs_ffmpeg
@pytest.mark.parametrize("name", ["first.mp4", "pieces.mp4", "first.mov"])
def test_a_film_can_still_be_sought(name: str, tmp_path: Path) -> None:
    """Places in the file are counted anew: a jump lands on the same picture."""

    def picture(content: bytes) -> str:
        path = stored(tmp_path, name, content)
        jump = ("-ss", "0.65", "-i", path, "-frames:v", "1")
        return ran("ffmpeg", "-v", "error", *jump, "-f", "framemd5", "-")

    assert picture(labelled(film(name))) == picture(film(name))


@needs_ffmpeg
@pytest.mark.parametrize("name", ["a.mp4", "a.mov"])
def test_a_careless_remux_loses_the_label_and_shows(name: str, tmp_path: Path) -> None:
    path = stored(tmp_path, name, labelled(film(name)))
    copy = ("ffmpeg", "-v", "error", "-i", path, "-c", "copy")
    ran(*copy, tmp_path / f"lost-{name}")
    ran(*copy, "-movflags", "use_metadata_tags", tmp_path / f"kept-{name}")
    before = checked(path.read_bytes())
    lost = checked((tmp_path / f"lost-{name}").read_bytes())
    kept = checked((tmp_path / f"kept-{name}").read_bytes())
    assert [f.code for f in compare(before, lost)] == ["lost"]
    assert compare(before, kept) == ()
    assert kept.label == LABEL


@pytest.mark.parametrize("profile", ["3a", "ua1"])
def test_a_labelled_paper_of_the_print_shop_is_still_archivable(profile: str) -> None:
    printed = printing.render(NOTICE, title="拟公示内容").content
    content = labelled(printed)
    report = page.validate_pdf_bytes(content, profile=profile)
    assert [failure.message for failure in report.failures] == []
    with pypdfium2.PdfDocument(content) as after, pypdfium2.PdfDocument(printed) as before:
        assert [p.get_textpage().get_text_range() for p in after] == [
            p.get_textpage().get_text_range() for p in before
        ]
        assert after.get_metadata_value("AIGC") == TEXT


def test_a_signature_holds_behind_the_label() -> None:
    printed = printing.render(NOTICE, title="拟公示内容").content
    signed = signing.sign(printed, signing.demo_certificate("某公司"))
    content = labelled(signed)
    (signature,) = signing.verify(content)
    assert signature.holds
    assert content.startswith(signed)
    assert checked(content).label == LABEL


def test_a_label_that_is_signed_afterwards_stays() -> None:
    signed = signing.sign(labelled(here("a.pdf")), signing.demo_certificate("某公司"))
    (signature,) = signing.verify(signed)
    assert (signature.holds, signature.whole) == (True, True)
    assert checked(signed).label == LABEL


def test_a_pdf_labelled_twice_over_is_read_by_others() -> None:
    passed = LABEL.passed_on(OTHER[:22] + "20001", "n-1")
    with pikepdf.open(io.BytesIO(labelled(here("streams.pdf"), passed))) as pdf:
        assert str(pdf.docinfo["/AIGC"]) == passed.text()
        assert pdf.check_pdf_syntax() == []


@needs_office
@pytest.mark.slow
def test_libreoffice_keeps_the_property(tmp_path: Path) -> None:
    """It opens what we wrote and saves it in its own way, which we read."""
    name = "a.docx"
    path = stored(tmp_path, name, labelled(here(name)))
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    out = tmp_path / "out"
    ran("soffice", profile, "--headless", "--convert-to", "docx", "--outdir", out, path)
    content = (out / name).read_bytes()
    assert content != path.read_bytes()
    assert checked(content).label == LABEL
    assert codes(checked(content)) == []


def test_nothing_is_left_out() -> None:
    endings = {name.rpartition(".")[2] for name in (*MADE_HERE, *FILMS)}
    assert endings == {
        "png", "jpg", "webp", "gif", "tif", "mp4", "mov", "m4a", "mp3", "wav",
        "pdf", "docx", "xlsx", "pptx",
    }  # fmt: skip
