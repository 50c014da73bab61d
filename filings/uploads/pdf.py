"""PDF by its frame: header, cross-reference, end; neither encrypted nor with scripts.

Reading the pages is the print shop's business; here it must only be sound enough to keep.
"""

import re
from typing import IO

from django.utils.translation import gettext as _

from filings.uploads.refusal import FileRefused, damaged, refuse_second_face

_END = re.compile(rb"startxref\s+(\d{1,10})\s+%%EOF")
_TABLE = re.compile(rb"\s*(?:xref\b|\d+\s+\d+\s+obj\b)")
_ENCRYPTED = re.compile(rb"/Encrypt\s*(?:\d+\s+\d+\s+R|<<)")
_ACTIVE = re.compile(rb"/(?:JavaScript|Launch)\b")


def sniff(head: bytes) -> str | None:
    return "pdf" if head.startswith(b"%PDF-") else None


def check(file: IO[bytes]) -> None:
    refuse_second_face(file, may_be_pdf=True)
    content = file.read()
    ends = list(_END.finditer(content, max(0, len(content) - 2048)))
    if not ends:
        raise damaged("%%EOF")
    if not _TABLE.match(content, int(ends[-1][1])):
        raise damaged("xref")
    if _ENCRYPTED.search(content):
        raise FileRefused(_("This PDF is protected by a password. Save it without protection."))
    if _ACTIVE.search(content):
        raise FileRefused(_("This PDF holds scripts or starts programs. Print it into a new PDF."))
