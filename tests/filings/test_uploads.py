import io
import struct
import zipfile
import zlib
from collections.abc import Callable

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from filings import uploads
from tests.filings import files

LIMIT = 2**20
MEDIA_TYPES = {
    "a.png": "image/png",
    "a.jpg": "image/jpeg",
    "a.gif": "image/gif",
    "a.webp": "image/webp",
    "a.pdf": "application/pdf",
    "a.docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "a.xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "a.pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "a.mp4": "video/mp4",
    "a.mp3": "audio/mpeg",
    "a.wav": "audio/wav",
    "a.csv": "text/csv",
    "a.txt": "text/plain",
}


def accept(content: bytes, name: str) -> uploads.Accepted:
    return uploads.accept(io.BytesIO(content), name, limit=LIMIT)


def refusal(content: bytes, name: str) -> str:
    with pytest.raises(uploads.FileRefused) as refused:
        accept(content, name)
    return str(refused.value)


def huge_png() -> bytes:
    """The header of a picture of 3,600 million pixels."""
    whole = files.picture("PNG")
    ihdr = b"IHDR" + struct.pack(">II", 60_000, 60_000) + whole[24:29]
    return whole[:12] + ihdr + struct.pack(">I", zlib.crc32(ihdr)) + whole[33:]


def encrypted_office() -> bytes:
    content = bytearray(files.office())
    for signature, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.find(signature)
        content[at + flags] |= 1
    return bytes(content)


def bomb() -> bytes:
    return files.office(more={"word/media.bin": bytes(40 * 2**20)})


def many_entries() -> bytes:
    return files.office(more={f"word/{n}": b"" for n in range(5_100)})


def overlapping() -> bytes:
    """Two names in the directory that point to the same bytes."""
    content = bytearray(files.office(more={"word/other.xml": b"<w:document/>"}))
    last = content.rfind(b"PK\x01\x02")
    content[last + 42 : last + 46] = struct.pack("<I", 0)
    return bytes(content)


@pytest.mark.parametrize("name", files.ALL)
def test_each_accepted_type_is_told_from_its_bytes(name: str) -> None:
    content = files.ALL[name]()
    assert accept(content, name) == uploads.Accepted(name, MEDIA_TYPES[name], len(content))


@pytest.mark.parametrize("name", [name for name in files.ALL if name not in ("a.csv", "a.txt")])
def test_a_lying_ending_is_refused(name: str) -> None:
    other = "scan.pdf" if name != "a.pdf" else "scan.png"
    assert "ending" in refusal(files.ALL[name](), other)


@pytest.mark.parametrize("name", [name for name in files.ALL if name not in ("a.csv", "a.txt")])
def test_half_a_file_is_refused(name: str) -> None:
    content = files.ALL[name]()
    assert "damaged" in refusal(content[: len(content) // 2], name)


HOSTILE: dict[str, tuple[Callable[[], bytes], str, str]] = {
    "nothing": (lambda: b"", "a.pdf", "empty"),
    "too large": (lambda: b"x" * (LIMIT + 1), "a.txt", "larger than 1 MB"),
    "program": (lambda: b"MZ\x90\x00" + bytes(99), "a.exe", "not accepted"),
    "program called text": (lambda: b"MZ\x90\x00" + bytes(99), "a.txt", "not accepted"),
    "SVG": (lambda: b"<svg onload='alert(1)'/>", "a.svg", "not accepted"),
    "web page called text": (lambda: b" <!DOCTYPE html><script>", "a.txt", "web page"),
    "control characters": (lambda: b"name\x07", "a.csv", "readable"),
    "hidden direction": ("a\u202eb".encode, "a.csv", "readable"),
    "plain archive": (lambda: files.office("other"), "a.docx", "not accepted"),
    "archive behind a picture": (
        lambda: files.picture("PNG") + files.office(), "a.png", "two kinds",
    ),
    "archive behind a photograph": (
        lambda: files.picture("JPEG") + files.office(), "a.jpg", "two kinds",
    ),
    "archive behind a PDF": (lambda: files.pdf() + files.office(), "a.pdf", "two kinds"),
    "picture with a tail": (lambda: files.picture("PNG") + b"x" * 20, "a.png", "two kinds"),
    "WebP with a tail": (lambda: files.picture("WEBP") + b"x" * 20, "a.webp", "two kinds"),
    "PDF inside an archive": (
        lambda: files.office(more={"%PDF-1.7": b""}), "a.docx", "two kinds",
    ),
    "archive with a head": (lambda: b"PK\x03\x04junk" + files.office(), "a.docx", "two kinds"),
    "encrypted PDF": (lambda: files.pdf(trailer=b"/Encrypt 5 0 R "), "a.pdf", "password"),
    "PDF with a script": (lambda: files.pdf(b"<< /S /JavaScript >>"), "a.pdf", "scripts"),
    "PDF without its table": (
        lambda: files.pdf().replace(b"xref\n0", b"yref\n0"), "a.pdf", "damaged",
    ),
    "old or encrypted Office": (
        lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(99), "a.docx", "password",
    ),
    "encrypted archive": (encrypted_office, "a.docx", "password"),
    "macros": (lambda: files.office(more={"word/vbaProject.bin": b"x"}), "a.docx", "macros"),
    "bomb of bytes": (bomb, "a.docx", "unpack"),
    "bomb of entries": (many_entries, "a.docx", "unpack"),
    "entries that share bytes": (overlapping, "a.docx", "two kinds"),
    "bomb of pixels": (huge_png, "a.png", "million pixels"),
    "broken checksum": (
        lambda: files.picture("PNG")[:60] + b"\x00\x01" + files.picture("PNG")[62:],
        "a.png", "damaged",
    ),
    "text called sound": (lambda: b"ID3 is a band", "a.mp3", "damaged"),
}  # fmt: skip


@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_file_is_refused_with_a_sentence(case: str) -> None:
    content, name, word = HOSTILE[case]
    assert word in refusal(content(), name)


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("invoice\u202egnp.exe", "invisible"),
        ("a\u2066.png", "invisible"),
        ("a\x00.png", "invisible"),
        ("a\ud800.png", "invisible"),
        ("x" * 120 + ".png", "120"),
        ("", "120"),
        ("..", "120"),
        ("folder/", "120"),
    ],
)
def test_a_name_that_hides_something_is_refused(name: str, word: str) -> None:
    with pytest.raises(uploads.FileRefused, match=word):
        uploads.check_name(name)


def test_folders_before_the_name_are_dropped() -> None:
    assert uploads.check_name("C:\\文件\\执照.pdf") == "执照.pdf"
    assert uploads.check_name("../../etc/执照.pdf") == "执照.pdf"


def test_a_checked_archive_is_one_that_unpacks() -> None:
    content = files.office()
    assert accept(content, "a.docx")
    assert zipfile.ZipFile(io.BytesIO(content)).testzip() is None


@given(st.binary(max_size=400), st.sampled_from(sorted(files.ALL)))
@example(b"ID3", "a.mp3")
def test_random_bytes_are_accepted_or_refused_but_never_crash(tail: bytes, name: str) -> None:
    for content in (tail, files.ALL[name]()[:40] + tail):
        try:
            accept(content, name)
        except uploads.FileRefused as refused:
            assert str(refused)  # noqa: PT017 - both ends are right
