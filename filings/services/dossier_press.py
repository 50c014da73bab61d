"""Prints the parts of a dossier and binds them; writes nothing.

Everything is printed chapter by chapter. An exhibit that cannot be shown, whatever is wrong with
it, is named with its hash and its original enclosed; it never ends the dossier.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import IO

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from filings import canonical, documents, printing
from filings.documents.dossier import Chapter, Dossier, Exhibit, Front, Line, Sheets
from filings.documents.written import Block, Cell, Column, Grid, Paragraph, Row, WrittenChapter
from filings.enums import DossierChapter
from filings.models import Document, Enclosure, Evidence
from filings.printing import Attachment, PrintingFailed, Rendered, binding
from filings.printing.binding import Part
from filings.printing.errors import NotReadable
from filings.printing.sheets import sheets_of
from filings.services import files, issuing, jobs

PICTURES = {"image/png", "image/jpeg"}
PDF = "application/pdf"
MOST_SHEETS = 40
"""Pages of one exhibit that are shown; the original is enclosed whole."""
MOST_BYTES = 150 * 1024 * 1024
"""Of all enclosed originals together; what goes beyond is named with its hash."""


@dataclass(frozen=True)
class Piece:
    """A part with its number of pages; `below`: it belongs to the chapter before it."""

    part: Part
    pages: int
    below: bool = False


@dataclass
class Press:
    """One dossier in the making. `header` stands on every page that is printed for it."""

    facts: Dossier
    moment: datetime
    header: str
    pieces: list[Piece] = field(default_factory=list)
    originals: list[Attachment] = field(default_factory=list)
    enclosed: int = 0

    def printed(
        self, template: str, facts: object, title: str, assets: dict[str, bytes] | None = None
    ) -> Rendered:
        html = render_to_string(f"documents/{template}.html", {"facts": facts})
        return printing.render(
            html,
            title=title,
            language=self.facts.language,
            created=self.moment,
            assets=assets or {},
            numbered=False,
            limits=printing.DOSSIER,
        )

    def add(self, title: str, rendered: Rendered, *, below: bool = False) -> None:
        self.pieces.append(Piece(Part(title, rendered.content), rendered.pages, below))

    # -- chapters ---------------------------------------------------------------------------------
    def chapter(self, written: WrittenChapter) -> None:
        facts = Chapter(self.facts.language, written.title, self.header, written)
        try:
            self.add(written.title, self.printed("dossier_chapter", facts, written.title))
        except PrintingFailed as failure:
            raise jobs.JobFailed(failure.code, **failure.parameters) from failure

    def paper(self, paper: Document) -> None:
        """Bound in with the bytes that it was issued with; enclosed as well."""
        facts = next(each for each in self.facts.papers if each.sha256 == paper.sha256)
        try:
            content = issuing.read(paper).read()
        except issuing.DocumentDamaged as damaged:
            raise jobs.JobFailed("paper_damaged", name=paper.name) from damaged
        title = f"{facts.number}. {facts.title}"
        if binding.is_bindable(content):
            self.pieces.append(Piece(Part(title, content, number=False), paper.pages, below=True))
        self.originals.append(Attachment(facts.file, content, "Supplement", paper.name))

    def exhibit(self, exhibit: Exhibit, file: Evidence | Enclosure) -> None:
        content = _bytes(file)
        if content is None:
            self._named(exhibit, _("The kept bytes are gone or damaged."))
            return
        rest = self._enclose(exhibit, content)
        try:
            pictures, pages = drawn(file.media_type, content)
            self._shown(exhibit, pictures, pages, rest)
        except (NotReadable, PrintingFailed):
            why = _("It cannot be shown on paper: it is broken, encrypted or too large.")
            self._named(exhibit, f"{why} {rest}")

    def _enclose(self, exhibit: Exhibit, content: bytes) -> str:
        self.enclosed += len(content)
        if self.enclosed > MOST_BYTES:
            self.enclosed -= len(content)
            return _("The original is not enclosed because of its size.")
        description = f"{exhibit.number} {exhibit.name}"
        self.originals.append(Attachment(exhibit.file, content, "Supplement", description))
        return _("The original is enclosed as %(file)s.") % {"file": exhibit.file}

    def _shown(self, exhibit: Exhibit, pictures: list[bytes], pages: int, rest: str) -> None:
        if not pictures:
            self._named(exhibit, f"{_('A file of this kind is not shown on paper.')} {rest}")
            return
        names = [f"sheet-{number}" for number in range(1, len(pictures) + 1)]
        told = tuple(
            (name, _("page %(number)d of %(pages)d") % {"number": number, "pages": pages})
            for number, name in enumerate(names, 1)
        )
        if pages > len(pictures):
            more = _("Pages after the %(number)d. are in the original only.")
            rest = f"{more % {'number': len(pictures)}} {rest}"
        facts = replace(self._sheets(exhibit, rest), pages=told)
        assets = dict(zip(names, pictures, strict=True))
        self.add(facts.title, self.printed("dossier_exhibit", facts, facts.title, assets),
                 below=True)  # fmt: skip

    def _named(self, exhibit: Exhibit, rest: str) -> None:
        facts = self._sheets(exhibit, rest)
        try:
            printed = self.printed("dossier_exhibit", facts, facts.title)
        except PrintingFailed as failure:
            raise jobs.JobFailed(failure.code, **failure.parameters) from failure
        self.add(facts.title, printed, below=True)

    def _sheets(self, exhibit: Exhibit, rest: str) -> Sheets:
        stamp = _("Exhibit %(number)d") % {"number": exhibit.number}
        facts = [
            (_("File"), exhibit.name),
            (_("Kind"), exhibit.kind),
            (_("What it proves"), exhibit.proves),
            (_("Dated"), exhibit.dated),
            ("SHA-256", exhibit.sha256),
        ]
        return Sheets(
            language=self.facts.language,
            title=f"{stamp} {exhibit.name}",
            header=self.header,
            stamp=stamp,
            rows=tuple(row(label, text, self.facts.language) for label, text in facts if text),
            pages=(),
            rest=rest,
        )

    # -- cover and contents -----------------------------------------------------------------------
    def front(self, subtitle: str, seal: Sequence[Row], seal_title: str) -> Rendered:
        """Printed again until the contents know how long they are themselves."""
        pages = 2
        for _try in range(3):
            facts = Front(
                language=self.facts.language,
                title=self.facts.title,
                subtitle=subtitle,
                header=self.header,
                cover=self.facts.cover,
                contents=_("Contents"),
                lines=tuple(self._lines(pages)),
                seal=tuple(seal),
                seal_title=seal_title,
            )
            rendered = self.printed("dossier_front", facts, self.facts.title)
            if rendered.pages == pages:
                break
            pages = rendered.pages
        return rendered

    def _lines(self, before: int) -> Iterator[Line]:
        page = before + 1
        for piece in self.pieces:
            yield Line(piece.part.title, page, piece.below)
            page += piece.pages

    def ranges(self, before: int) -> list[dict[str, str | int]]:
        first, found = before + 1, list[dict[str, str | int]]()
        for piece in self.pieces:
            found.append(
                {"title": piece.part.title, "first": first, "last": first + piece.pages - 1}
            )
            first += piece.pages
        return found


def row(label: str, text: str, language: str) -> Row:
    return Row(label, (Paragraph(text, language),))


def lists(facts: Dossier) -> dict[DossierChapter, WrittenChapter]:
    """The tables that head the papers and the exhibits."""
    papers = [
        (str(p.number), p.title, p.language, str(p.pages), p.issued, p.sha256) for p in facts.papers
    ]
    exhibits = [
        (str(e.number), e.name, e.kind, e.proves, e.dated, e.sha256) for e in facts.exhibits
    ]
    return {
        DossierChapter.PAPERS: WrittenChapter(
            str(DossierChapter.PAPERS.label),
            _table(
                facts.language,
                [(_("No."), "7%"), (_("Paper"), "25%"), (_("Language"), "11%"),
                 (_("Pages"), "9%"), (_("Issued"), "18%"), ("SHA-256", "30%")],
                papers,
                _("Each paper follows with the bytes that it was issued with."),
            ),
            (),
        ),
        DossierChapter.EVIDENCE: WrittenChapter(
            str(DossierChapter.EVIDENCE.label),
            _table(
                facts.language,
                [(_("Exhibit"), "9%"), (_("File"), "23%"), (_("Kind"), "13%"),
                 (_("What it proves"), "15%"), (_("Dated"), "12%"), ("SHA-256", "28%")],
                exhibits,
                _("Each exhibit follows; the original files are enclosed in this document."),
            ),
            (),
        ),
    }  # fmt: skip


def _table(
    language: str, heads: list[tuple[str, str]], rows: Sequence[tuple[str, ...]], about: str
) -> tuple[Block, ...]:
    if not rows:
        nothing = _("The record holds nothing of this.")
        return (Block(paragraphs=(Paragraph(nothing, language),)),)
    grid = Grid(
        "",
        tuple(Column(*head) for head in heads),
        tuple(tuple(Cell((Paragraph(text or "—", language),)) for text in line) for line in rows),
    )
    return (Block(paragraphs=(Paragraph(about, language),)), Block(grid=grid))


def drawn(media_type: str, content: bytes) -> tuple[list[bytes], int]:
    """The pages as pictures and how many there are; raises NotReadable."""
    if media_type in PICTURES:
        return [content], 1
    return sheets_of(content, MOST_SHEETS) if media_type == PDF else ([], 0)


def facts_file(facts: Dossier) -> bytes:
    return canonical.encode(documents.as_json(facts))


def _bytes(file: Evidence | Enclosure) -> bytes | None:
    try:
        opened: IO[bytes] = files.read(file.storage_name, file.sha256)
    except files.Damaged:
        return None
    with opened:
        return opened.read()
