"""Small pieces that every chapter of a dossier is set from."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from filings.answers.reading import ReadField
from filings.documents.dossier import Profile
from filings.documents.known import lines, spoken_of, tongue_of
from filings.documents.written import Block, Cell, Column, Grid, Paragraph, Row
from filings.selectors.then import Then

PAIR = ("28%", "72%")


def dated(value: date | None) -> str:
    """2026-11-27: the day, of a moment that in Beijing."""
    on = timezone.localdate(value) if isinstance(value, datetime) else value
    return on.isoformat() if on else ""


@dataclass(frozen=True)
class Reader:
    """In which language, and with whose eyes, the record is told; `then`: as it stood on a day."""

    language: str
    profile: Profile
    then: Then | None = None

    def paragraphs(self, text: object) -> tuple[Paragraph, ...]:
        said = str(text or "")
        return tuple(lines(Paragraph(said, tongue_of(said, self.language))))

    def cell(self, text: object) -> Cell:
        return Cell(self.paragraphs(text) or (Paragraph("—", self.language),))

    def row(self, label: object, text: object) -> Row:
        return Row(str(label), self.paragraphs(text) or (Paragraph("—", self.language),))

    def said(self, field: ReadField | None) -> str:
        """A field's own words in one language; nothing for a table."""
        found = spoken_of(field, self.language) if field else None
        return found.text if found else ""

    def grid(
        self,
        columns: Sequence[tuple[object, str]],
        rows: Iterable[Sequence[object]],
        caption: str = "",
    ) -> Block:
        return Block(
            grid=Grid(
                caption,
                tuple(Column(str(label), width) for label, width in columns),
                tuple(tuple(self.cell(text) for text in row) for row in rows),
            )
        )

    def sentence(self, text: object) -> Block:
        return Block(paragraphs=self.paragraphs(text))
