"""The papers of one filing: printed, signed, packed, round by round."""

from dataclasses import dataclass

from filings import papers_of
from filings.documents import PAPERS
from filings.enums import DocumentKind
from filings.models import Document, Filing, SignedCopy, User
from filings.permissions import may_print
from filings.selectors.attachments import SIGNED
from filings.statemachine import Sentence


@dataclass(frozen=True)
class Line:
    """One kind of paper; `copies` are its scans, the newest first."""

    kind: DocumentKind
    document: Document | None
    copies: list[SignedCopy]
    wants_signature: bool


@dataclass(frozen=True)
class Package:
    document: Document
    round: int
    files: list[dict[str, str]]


@dataclass(frozen=True)
class Shown:
    lines: list[Line]
    packages: list[Package]
    has_materials: bool
    refusal: Sentence | None

    @property
    def can_pack(self) -> bool:
        return self.has_materials or any(line.document for line in self.lines)


def shown(filing: Filing, user: User) -> Shown:
    printed = papers_of.newest(filing)
    packages = Document.objects.filter(filing=filing, kind=DocumentKind.PACKAGE)
    return Shown(
        lines=[
            _line(kind, printed.get(kind))
            for kind, paper in PAPERS.items()
            if kind in printed or paper.fits(filing.disclosure)
        ],
        has_materials=bool(papers_of.materials(filing)),
        packages=[_package(row) for row in packages.select_related("issued_by")],
        refusal=None if may_print.allows(user, filing) else may_print.otherwise,
    )


def _line(kind: DocumentKind, document: Document | None) -> Line:
    copies = list(document.signed_copies.all()) if document else []
    return Line(kind, document, copies, kind in SIGNED)


def _package(row: Document) -> Package:
    return Package(row, row.facts["round"], row.facts["files"])
