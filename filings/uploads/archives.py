"""DOCX, XLSX, PPTX: archives with ceilings, checksums and no macros."""

import zipfile
import zlib
from typing import IO

from django.utils.translation import gettext as _

from filings.uploads.refusal import FileRefused, damaged, two_faced

MOST_ENTRIES = 5_000
MOST_BYTES = 300 * 2**20
MOST_RATIO = 200
_FOLDERS = {"word/": "docx", "xl/": "xlsx", "ppt/": "pptx"}
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def sniff(file: IO[bytes], head: bytes) -> str | None:
    if head.startswith(_OLE):
        raise FileRefused(
            _(
                "This Office file is protected by a password or of the old format. "
                "Save it without protection as DOCX, XLSX or PPTX."
            )
        )
    if not head.startswith(b"PK\x03\x04"):
        return None
    try:
        with zipfile.ZipFile(file) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, UnicodeDecodeError) as error:
        raise damaged() from error
    if "[Content_Types].xml" not in names:
        return None
    return next(
        (kind for folder, kind in _FOLDERS.items() if any(n.startswith(folder) for n in names)),
        None,
    )


def check(file: IO[bytes]) -> None:
    if b"%PDF-" in file.read(1024):
        raise two_faced()
    with zipfile.ZipFile(file) as archive:
        entries = archive.infolist()
        _refuse_bomb(entries)
        _refuse_overlap(entries)
        if any(entry.flag_bits & 1 for entry in entries):
            raise FileRefused(_("This file is protected by a password. Save it without one."))
        if any(entry.filename.lower().endswith("vbaproject.bin") for entry in entries):
            raise FileRefused(_("This file holds macros. Save it as a document without macros."))
        try:
            broken = archive.testzip()
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
            raise damaged() from error
        if broken:
            raise damaged()


def _refuse_bomb(entries: list[zipfile.ZipInfo]) -> None:
    swollen = any(
        entry.file_size > 2**20 and entry.file_size > MOST_RATIO * max(1, entry.compress_size)
        for entry in entries
    )
    total = sum(entry.file_size for entry in entries)
    if swollen or len(entries) > MOST_ENTRIES or total > MOST_BYTES:
        raise FileRefused(
            _("This file would unpack into far more than it seems to hold. Save it anew, smaller.")
        )


def _refuse_overlap(entries: list[zipfile.ZipInfo]) -> None:
    """Entries share no bytes, and nothing stands before the first."""
    end = 0
    for entry in sorted(entries, key=lambda entry: entry.header_offset):
        if entry.header_offset < end or (end == 0 and entry.header_offset):
            raise two_faced()
        end = entry.header_offset + 30 + entry.compress_size
