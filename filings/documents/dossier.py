"""What a dossier says: the record of one algorithm, for a purpose and a recipient named in it."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from typing import Any, get_args, get_origin, get_type_hints

from filings.documents.written import Block, Row, WrittenChapter
from filings.enums import (
    Act,
    Audience,
    DocumentKind,
    DossierChapter,
    DossierProfile,
    EnclosureKind,
)
from filings.models import Document, Enclosure, Evidence


@dataclass(frozen=True)
class Profile:
    """Who a dossier is for: which chapters it may have, and whose eyes its texts are meant for.

    `papers`, `enclosures` and `acts` list what is let in; nothing means everything there is.
    """

    chapters: tuple[DossierChapter, ...]
    audience: Audience
    originals: bool = True
    papers: frozenset[str] | None = None
    enclosures: frozenset[str] | None = None
    acts: frozenset[str] | None = None


# A kind or act of tomorrow stays inside the house until somebody lets it out here.
FOR_AUTHORITY = Profile(
    chapters=tuple(DossierChapter),
    audience=Audience.REGULATOR,
    papers=frozenset(
        {
            DocumentKind.SELF_ASSESSMENT,
            DocumentKind.RESPONSIBILITY,
            DocumentKind.COMMITMENT,
            DocumentKind.PUBLIC_NOTICE,
            DocumentKind.LABEL_PACK,
            DocumentKind.CHANGE,
            DocumentKind.DEREGISTRATION,
            DocumentKind.REVIEW_DECISION,
        }
    ),
    enclosures=frozenset(
        {
            EnclosureKind.AUTHORITY_LETTER,
            EnclosureKind.SIGNED_COPY,
            EnclosureKind.ETHICS_DECISION,
            EnclosureKind.EXPERT_REPLY,
            EnclosureKind.LABEL_SAMPLE,
        }
    ),
    acts=frozenset(
        {
            Act.DISCLOSURE_FROZEN,
            Act.DETERMINED,
            Act.DOCUMENT_ISSUED,
        }
    ),
)
MOST_AT_ONCE = 500
"""Dossiers that one job makes."""
PROFILES: Mapping[DossierProfile, Profile] = {
    DossierProfile.AUTHORITY: FOR_AUTHORITY,
    DossierProfile.BOARD: Profile(
        chapters=tuple(c for c in DossierChapter if c != DossierChapter.EVIDENCE),
        audience=Audience.INTERNAL,
        originals=False,
    ),
    DossierProfile.LITIGATION: Profile(chapters=tuple(DossierChapter), audience=Audience.INTERNAL),
}


@dataclass(frozen=True)
class BoundPaper:
    """An issued paper, bound in with the bytes that it was issued with."""

    number: int
    title: str
    file: str
    language: str
    pages: int
    issued: str
    sha256: str


@dataclass(frozen=True)
class Exhibit:
    """A file that proves something. `file` is its name among the enclosed ones."""

    number: int
    name: str
    file: str
    kind: str
    proves: str
    dated: str
    media_type: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Dossier:
    """The facts of one dossier; everything printed in it is made of these."""

    language: str
    title: str
    profile: str
    purpose: str
    recipient: str
    made: str
    cover: tuple[Row, ...]
    chapters: tuple[WrittenChapter, ...]
    papers: tuple[BoundPaper, ...]
    exhibits: tuple[Exhibit, ...]
    beside: str = ""
    """The second language, where both are told side by side."""


@dataclass(frozen=True)
class Gathered:
    """The facts with what is bound in and enclosed: issued papers, original files, proofs.

    `plan` is the order: written chapters, and where the papers and the evidence stand among them.
    """

    facts: Dossier
    plan: tuple[WrittenChapter | DossierChapter, ...]
    papers: list[Document]
    files: list[Evidence | Enclosure]
    history: dict[str, Any]


@dataclass(frozen=True)
class Line:
    """Of the table of contents."""

    title: str
    page: int
    to: int
    """Its place among the parts, for the link."""
    is_part: bool = False
    """Stands below the chapter before it."""


@dataclass(frozen=True)
class Front:
    """Cover and contents."""

    language: str
    title: str
    subtitle: str
    cover: tuple[Row, ...]
    contents: str
    lines: tuple[Line, ...]
    seal: tuple[Row, ...]
    seal_title: str


@dataclass(frozen=True)
class Chapter:
    """One chapter to be printed alone."""

    language: str
    title: str
    chapter: WrittenChapter


@dataclass(frozen=True)
class Sheets:
    """An exhibit with its number on every page. `assets` name the pictures of its pages."""

    language: str
    title: str
    stamp: str
    rows: tuple[Row, ...]
    pages: tuple[tuple[str, str], ...]
    """(asset, what it shows)"""
    rest: str


@dataclass(frozen=True)
class Verification:
    """How to check the dossier; `qr` says in words where the code leads."""

    language: str
    title: str
    qr: str
    seal_title: str
    seal: tuple[Row, ...]
    inside: tuple[Row, ...]
    blocks: tuple[Block, ...]


# -- the schema of the facts ----------------------------------------------------------------------
def schema(kind: Any = Dossier) -> dict[str, Any]:
    """JSON Schema (2020-12) of what `as_json` makes of the dataclass."""
    known: dict[str, Any] = {}
    top = _schema(kind, known)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **top, "$defs": known}


def _schema(kind: Any, known: dict[str, Any]) -> dict[str, Any]:
    if is_dataclass(kind) and isinstance(kind, type):
        if kind.__name__ not in known:
            known[kind.__name__] = {}  # a kind may hold itself
            hints = get_type_hints(kind)
            known[kind.__name__] = {
                "type": "object",
                "properties": {f.name: _schema(hints[f.name], known) for f in fields(kind)},
                "required": [f.name for f in fields(kind)],
                "additionalProperties": False,
            }
        return {"$ref": f"#/$defs/{kind.__name__}"}
    if get_origin(kind) is tuple:
        return {"type": "array", "items": _schema(get_args(kind)[0], known)}
    if get_args(kind):
        return {"anyOf": [_schema(each, known) for each in get_args(kind)]}
    return {"type": {str: "string", int: "integer", bool: "boolean"}.get(kind, "null")}
