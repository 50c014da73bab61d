"""CSV and plain text: readable characters only, in UTF-8 or GB 18030, and no markup."""

import re
from typing import IO

from django.utils.translation import gettext as _

from filings.uploads.refusal import FileRefused, refuse_second_face

_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
_MARKUP = re.compile(r"\s*<(?:!doctype|\?xml|html|svg|script|body|iframe)", re.IGNORECASE)


def sniff(head: bytes, ending: str) -> str | None:
    return ending if ending in ("csv", "txt") and b"\x00" not in head else None


def check(file: IO[bytes]) -> None:
    refuse_second_face(file)
    text = _decoded(file.read())
    if text is None or _CONTROLS.search(text):
        raise FileRefused(
            _("This is not readable text. Save it as UTF-8 without control characters.")
        )
    if _MARKUP.match(text):
        raise FileRefused(_("This text is a web page. Save it as PDF instead."))


def _decoded(content: bytes) -> str | None:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None
