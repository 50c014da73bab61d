"""The tables that head the papers and the exhibits of a dossier."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from filings.documents.dossier import Dossier
from filings.documents.written import Block, Cell, Column, Grid, Paragraph, Row, WrittenChapter
from filings.enums import DossierChapter


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
