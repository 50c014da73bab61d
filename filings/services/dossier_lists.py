"""The tables that head the papers and the exhibits of a dossier."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from filings.documents import CHINESE, ENGLISH
from filings.documents.beside import active
from filings.documents.dossier import Dossier
from filings.documents.written import Block, Cell, Column, Grid, Paragraph, Row, WrittenChapter
from filings.enums import DossierChapter


def row(label: str, text: str) -> Row:
    return Row(label, (Paragraph(text, active()),))


def listing(facts: Dossier, chapter: DossierChapter) -> WrittenChapter:
    """What heads the papers, or the evidence."""
    table = _papers if chapter == DossierChapter.PAPERS else _exhibits
    return WrittenChapter(str(chapter.label), table(facts), ())


def _papers(facts: Dossier) -> tuple[Block, ...]:
    return _table(
        [(_("No."), "7%"), (_("Paper"), "25%"), (_("Language"), "11%"),
         (_("Pages"), "9%"), (_("Issued"), "18%"), ("SHA-256", "30%")],
        [(str(p.number), p.title, _spoken(p.language), str(p.pages), p.issued, p.sha256)
         for p in facts.papers],
        _("Each paper follows with the bytes that it was issued with."),
    )  # fmt: skip


def _spoken(language: str) -> str:
    return {CHINESE: _("Chinese"), ENGLISH: _("English")}.get(language, language)


def _exhibits(facts: Dossier) -> tuple[Block, ...]:
    return _table(
        [(_("Exhibit"), "9%"), (_("File"), "22%"), (_("Kind"), "13%"),
         (_("What it proves"), "15%"), (_("Dated"), "15%"), ("SHA-256", "26%")],
        [(str(e.number), e.name, e.kind, e.proves, e.dated, e.sha256) for e in facts.exhibits],
        _("Each exhibit follows; the original files are enclosed in this document."),
    )  # fmt: skip


def _table(
    heads: list[tuple[str, str]], rows: Sequence[tuple[str, ...]], about: str
) -> tuple[Block, ...]:
    language = active()
    if not rows:
        nothing = _("The record holds nothing of this.")
        return (Block(paragraphs=(Paragraph(nothing, language),)),)
    grid = Grid(
        "",
        tuple(Column(*head) for head in heads),
        tuple(tuple(Cell((Paragraph(text or "—", language),)) for text in line) for line in rows),
    )
    return (Block(paragraphs=(Paragraph(about, language),)), Block(grid=grid))
