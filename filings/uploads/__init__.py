"""What an uploaded file really is, told from its bytes; a hostile or broken one is refused.

Nothing here opens a file with more than a reader that has a ceiling, and nothing is trusted that
the sender says: the name only has to agree with the content.
"""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import IO

from django.utils.translation import gettext as _

from filings.uploads import archives, media, pdf, pictures, texts
from filings.uploads.refusal import FileRefused

__all__ = ["Accepted", "FileRefused", "accept", "accepted_endings", "check_name"]

LONGEST_NAME = 120


@dataclass(frozen=True)
class Type:
    media_type: str
    endings: tuple[str, ...]
    check: Callable[[IO[bytes]], None]


@dataclass(frozen=True)
class Accepted:
    name: str
    media_type: str
    size: int


_TYPES = {
    "png": Type("image/png", ("png",), pictures.check),
    "jpeg": Type("image/jpeg", ("jpg", "jpeg"), pictures.check),
    "gif": Type("image/gif", ("gif",), pictures.check),
    "webp": Type("image/webp", ("webp",), pictures.check),
    "tiff": Type("image/tiff", ("tif", "tiff"), pictures.check),
    "pdf": Type("application/pdf", ("pdf",), pdf.check),
    **{
        code: Type(f"application/vnd.openxmlformats-officedocument.{kind}", (code,), archives.check)
        for code, kind in {
            "docx": "wordprocessingml.document",
            "xlsx": "spreadsheetml.sheet",
            "pptx": "presentationml.presentation",
        }.items()
    },
    "mp4": Type("video/mp4", ("mp4", "m4v"), media.check_mp4),
    "mov": Type("video/quicktime", ("mov",), media.check_mp4),
    "m4a": Type("audio/mp4", ("m4a",), media.check_mp4),
    "mp3": Type("audio/mpeg", ("mp3",), media.check_mp3),
    "wav": Type("audio/wav", ("wav",), media.check_wav),
    "csv": Type("text/csv", ("csv",), texts.check),
    "txt": Type("text/plain", ("txt",), texts.check),
}


def accepted_endings() -> list[str]:
    return [f".{ending}" for kind in _TYPES.values() for ending in kind.endings]


def accept(file: IO[bytes], name: str, *, limit: int) -> Accepted:
    """The file's clean name, true type and size in bytes; raises FileRefused with the reason."""
    name = check_name(name)
    size = file.seek(0, 2)
    if size == 0:
        raise FileRefused(_("This file is empty. Choose the file again."))
    if size > limit:
        raise FileRefused(
            _("This file is larger than %(limit)d MB. Split it or save it smaller.")
            % {"limit": limit // 2**20}
        )
    kind = _TYPES[_sniff(file, name)]
    _agree(name, kind)
    file.seek(0)
    kind.check(file)
    file.seek(0)
    return Accepted(name, kind.media_type, size)


def check_name(name: str) -> str:
    """The name without folders, refused when it could hide what the file is."""
    name = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2].strip()
    if any(unicodedata.category(char) in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"} for char in name):
        raise FileRefused(
            _("The file's name holds invisible or direction-changing characters. Rename the file.")
        )
    if not name.strip(".") or len(name) > LONGEST_NAME:
        raise FileRefused(
            _("The file's name must have between 1 and %(longest)d characters. Rename the file.")
            % {"longest": LONGEST_NAME}
        )
    return name


def _ending(name: str) -> str:
    return PurePosixPath(name).suffix.lower().lstrip(".")


def _agree(name: str, kind: Type) -> None:
    if _ending(name) not in kind.endings:
        raise FileRefused(
            _(
                "The name ends in “.%(ending)s”, but the content is %(media_type)s. "
                "Give the file its right ending."
            )
            % {"ending": _ending(name), "media_type": kind.media_type}
        )


def _sniff(file: IO[bytes], name: str) -> str:
    file.seek(0)
    head = file.read(4096)
    found = (
        pictures.sniff(head)
        or pdf.sniff(head)
        or media.sniff(head)
        or archives.sniff(file, head)
        or texts.sniff(head, _ending(name))
    )
    if not found:
        raise FileRefused(
            _("This type of file is not accepted. Accepted are: %(endings)s.")
            % {"endings": ", ".join(accepted_endings())}
        )
    return found
