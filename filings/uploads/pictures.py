"""PNG, JPEG, GIF, WebP: the header, the whole stream, and a ceiling on the pixels."""

import struct
from typing import IO

from django.utils.translation import gettext as _
from PIL import Image

from filings.uploads.refusal import FileRefused, damaged, refuse_second_face, two_faced

MOST_PIXELS = 40_000_000
_MAGIC = {
    b"\x89PNG\r\n\x1a\n": "png",
    b"\xff\xd8\xff": "jpeg",
    b"GIF87a": "gif",
    b"GIF89a": "gif",
    b"II*\0": "tiff",
    b"MM\0*": "tiff",
}


def sniff(head: bytes) -> str | None:
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "webp"
    return next((kind for magic, kind in _MAGIC.items() if head.startswith(magic)), None)


def check(file: IO[bytes]) -> None:
    refuse_second_face(file)
    try:
        with Image.open(file, formats=["PNG", "JPEG", "GIF", "WEBP", "TIFF"]) as picture:
            _refuse_too_many_pixels(picture)
            _read_through(picture)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_large() from error
    except (OSError, SyntaxError, ValueError, struct.error, EOFError) as error:
        raise damaged() from error
    _refuse_a_tail(file)


def _refuse_too_many_pixels(picture: Image.Image) -> None:
    if picture.width * picture.height > MOST_PIXELS:
        raise _too_large()


def _too_large() -> FileRefused:
    return FileRefused(
        _("This picture has more than %(most)d million pixels. Save it smaller.")
        % {"most": MOST_PIXELS // 1_000_000}
    )


def _read_through(picture: Image.Image) -> None:
    """JPEG is decoded at an eighth of its size, PNG by its checksums: memory stays small."""
    if picture.format == "PNG":
        picture.verify()
        return
    picture.draft("RGB", (max(1, picture.width // 8), max(1, picture.height // 8)))
    picture.load()


def _refuse_a_tail(file: IO[bytes]) -> None:
    """A PNG ends with IEND and a WebP at its stated length; what follows is no picture."""
    file.seek(0)
    head = file.read(12)
    size = file.seek(0, 2)
    if head.startswith(b"\x89PNG"):
        file.seek(-12, 2)
        if file.read(8)[4:] != b"IEND":
            raise two_faced()
    if head.startswith(b"RIFF") and size > struct.unpack("<I", head[4:8])[0] + 9:
        raise two_faced()
