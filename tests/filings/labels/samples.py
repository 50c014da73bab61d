"""Unlabelled files made by real tools, and a label for them."""

import io
import shutil
import subprocess
import tempfile
import wave
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pikepdf
import pytest
from PIL import ExifTags, Image

from filings import labels
from filings.labels import Label, Report
from tests.filings import files

PRODUCER = "001191440300708461136T1XGW3"
OTHER = "001191110102MAD55U9H0F10002"
LABEL = Label.first(PRODUCER, "2026-0001")


def needs(tool: str, package: str) -> pytest.MarkDecorator:
    return pytest.mark.skipif(
        shutil.which(tool) is None, reason=f"no {tool}; apt-get install {package}"
    )


needs_exiftool = needs("exiftool", "libimage-exiftool-perl")
needs_ffmpeg = needs("ffmpeg", "ffmpeg")
needs_office = needs("soffice", "libreoffice-writer")


def ran(*command: str | Path) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def picture(kind: str, mode: str = "RGB", **options: object) -> bytes:
    out = io.BytesIO()
    noise = Image.effect_noise((64, 48), 60)
    Image.merge("RGBA", [noise] * 4).convert(mode).save(out, kind, **options)
    return out.getvalue()


def exif(comment: bytes = b"") -> bytes:
    made = Image.Exif()
    made[ExifTags.Base.Orientation] = 1
    if comment:
        made.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.UserComment] = b"ASCII\0\0\0" + comment
    return made.tobytes()


def animation() -> bytes:
    frames = [Image.new("P", (20, 10), colour) for colour in (1, 2, 3)]
    out = io.BytesIO()
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:], loop=0, duration=100)
    return out.getvalue()


def sound() -> bytes:
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(1)
        file.setframerate(8000)
        file.writeframes(bytes(range(256)) * 3 + b"\x07")
    return out.getvalue() + b"\0"  # of odd length: a chunk needs padding


def paper(**options: Any) -> bytes:
    out = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.docinfo["/Title"] = "说明"
        pdf.save(out, **options)
    return out.getvalue()


def word() -> bytes:
    out, document = io.BytesIO(), docx.Document()
    document.add_paragraph("推荐算法说明")
    document.save(out)
    return out.getvalue()


def sheet() -> bytes:
    out, book = io.BytesIO(), openpyxl.Workbook()
    book["Sheet"]["A1"] = "推荐算法"
    book.save(out)
    return out.getvalue()


def slides() -> bytes:
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"/>'
    )
    types = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
    parts = {"_rels/.rels": relations.encode(), "[Content_Types].xml": types.encode()}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {**parts, "ppt/presentation.xml": b"<p:presentation/>"}.items():
            archive.writestr(name, content)
    return out.getvalue()


PICTURES: dict[str, Callable[[], bytes]] = {
    "a.png": lambda: picture("PNG"),
    "a.jpg": lambda: picture("JPEG"),
    "a.gif": lambda: picture("GIF", "P"),
    "a.webp": lambda: picture("WEBP"),
    "a.tif": lambda: picture("TIFF"),
    "see-through.png": lambda: picture("PNG", "RGBA"),
    "progressive.jpg": lambda: picture("JPEG", progressive=True, exif=exif()),
    "moving.gif": animation,
    "lossless.webp": lambda: picture("WEBP", "RGBA", lossless=True),
    "extended.webp": lambda: picture("WEBP", exif=exif()),
    "packed.tif": lambda: picture("TIFF", compression="tiff_lzw"),
    "large.tif": lambda: picture("TIFF", big_tiff=True),
}  # fmt: skip
DOCUMENTS: dict[str, Callable[[], bytes]] = {
    "a.pdf": paper,
    "streams.pdf": lambda: paper(object_stream_mode=pikepdf.ObjectStreamMode.generate),
    "a.docx": word,
    "a.xlsx": sheet,
    "a.pptx": slides,
}
BY_HAND: dict[str, Callable[[], bytes]] = {
    "a.wav": sound,
    "bare.mp4": files.mp4,
    "bare.mp3": files.mp3,
}
PICTURE, TONE = ("-f", "lavfi", "-i", "testsrc=d=1:s=64x48:r=10"), ("-f", "lavfi", "-i", "sine=d=1")
FILMS = {
    "a.mp4": (*PICTURE, *TONE),
    "first.mp4": (*PICTURE, *TONE, "-movflags", "+faststart"),
    "tagged.mp4": (*PICTURE, "-movflags", "use_metadata_tags", "-metadata", "other=x"),
    "pieces.mp4": (*PICTURE, "-movflags", "frag_keyframe+empty_moov", "-g", "3"),
    "a.mov": (*PICTURE, *TONE),
    "first.mov": (*PICTURE, "-movflags", "+faststart", "-metadata", "title=t"),
    "a.m4a": TONE,
    "a.mp3": TONE,
    "titled.mp3": (*TONE, "-metadata", "title=标题", "-id3v2_version", "3"),
    "plain.mp3": (*TONE, "-id3v2_version", "0", "-write_xing", "0"),
    "film.wav": (*TONE, "-metadata", "title=t"),
}
MADE_HERE = {**PICTURES, **DOCUMENTS, **BY_HAND}


@cache
def here(name: str) -> bytes:
    return MADE_HERE[name]()


@cache
def film(name: str, *more: str) -> bytes:
    """Made by ffmpeg; for the tests that say they need it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        ran("ffmpeg", "-v", "error", *FILMS[name], *more, path)
        return path.read_bytes()


def labelled(content: bytes, label: Label = LABEL) -> bytes:
    out = io.BytesIO()
    labels.write(io.BytesIO(content), out, label)
    return out.getvalue()


def checked(content: bytes, provider: str = "") -> Report:
    return labels.check(io.BytesIO(content), provider=provider)


def codes(report: Report) -> list[str]:
    return [finding.code for finding in report.findings]
