"""`render`: HTML in, an archivable and accessible PDF out."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Literal

from filings.printing.errors import MarkupRefused
from filings.printing.limits import PAPER, Limits
from filings.printing.markup import within
from filings.printing.shop import SHOP

Style = Literal["working", "official"]
Relationship = Literal["Source", "Data", "Alternative", "Supplement", "Unspecified"]


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file inside the PDF (ISO 19005-3, associated files)."""

    name: str
    content: bytes
    relationship: Relationship = "Data"
    description: str = ""


@dataclass(frozen=True, slots=True)
class Rendered:
    """A printed paper. The same input gives the same bytes under the same `fingerprint`."""

    content: bytes
    pages: int
    fingerprint: str

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True, slots=True)
class Bound:
    """Several papers in one file."""

    content: bytes
    pages: int

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def render(  # noqa: PLR0913  one keyword for each property of the file
    html: str,
    *,
    title: str,
    language: str = "zh-Hans",
    style: Style = "working",
    created: datetime | None = None,
    assets: Mapping[str, bytes] | None = None,
    attachments: Sequence[Attachment] = (),
    author: str = "",
    label: str = "",
    whole: bool = True,
    limits: Limits = PAPER,
) -> Rendered:
    """Print one document as PDF/A-3a and PDF/UA-1; raises PrintingFailed.

    `html` is a whole document of ours, user text in it escaped or sanitised. Pictures are named
    `asset:NAME` and handed over in `assets` (PNG, JPEG, SVG). `created` is the one moment that the
    file names; give the moment of the facts, and the bytes repeat. `label` is the AIGC label.
    With `whole` off it is a chapter, which gets page numbers and font programs when it is bound.
    """
    if not title.strip() or not language.strip():
        raise MarkupRefused(rule="title, language")
    within("characters", len(html), limits.characters)
    assets = assets or {}
    header = {
        "style": style,
        "whole": whole,
        "assets": list(assets),
        "attachments": [(each.name, each.relationship, each.description) for each in attachments],
        "limits": asdict(limits),
        "properties": _properties(title, language, created, author, label),
    }
    parts = [
        html.encode(errors="surrogatepass"),
        *assets.values(),
        *(each.content for each in attachments),
    ]
    reply, (content,), fingerprint = SHOP.print(header, parts)
    return Rendered(content=content, pages=reply["pages"], fingerprint=fingerprint)


def fingerprint() -> str:
    """Of the shop that would print now: equal input gives equal bytes under the same one."""
    return SHOP.fingerprint()


def _properties(
    title: str, language: str, created: datetime | None, author: str, label: str
) -> dict[str, str]:
    moment = created or datetime.now(UTC)
    return {
        "title": title,
        "language": language,
        "created": moment.isoformat(),
        "author": author,
        "label": label,
    }
