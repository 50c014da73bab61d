"""The refusal of a file, and the check for a file that is two things at once."""

import zipfile
from typing import IO

from django.utils.translation import gettext as _


class FileRefused(Exception):
    """The sentence says what is wrong with the file and what to do."""


def damaged(detail: str = "") -> FileRefused:
    return FileRefused(
        _("This file is damaged or incomplete. Open it, save it anew and choose it again.")
        + (f" ({detail})" if detail else "")
    )


def two_faced() -> FileRefused:
    return FileRefused(
        _("This file is two kinds of file at once. Save it anew from the program that made it.")
    )


def refuse_second_face(file: IO[bytes], *, may_be_pdf: bool = False) -> None:
    """A picture, sound or PDF behind which an archive or another document hides."""
    file.seek(0)
    head = file.read(1024)
    if (not may_be_pdf and b"%PDF-" in head) or zipfile.is_zipfile(file):
        raise two_faced()
    file.seek(0)
