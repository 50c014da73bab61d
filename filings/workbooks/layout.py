"""Which sheets a form makes for one type of algorithm."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from filings import answers as said
from filings.answers import BILINGUAL, Answers
from filings.regulations import Field, Form, Section

MARK_LINES, MARK_GRID = "beian:section:", "beian:table:"
FIRST_ROW = 3
"""Of lines: under the title and the heads."""
FIRST_GRID_ROW = 5
"""Of a table: under title, hidden paths, heads and guidance."""


@dataclass(frozen=True)
class Line:
    """One answer; of a bilingual text, one language of it."""

    field: Field
    path: str
    side: str = ""

    @property
    def place(self) -> str:
        return f"{self.path}.{self.side}" if self.side else self.path


@dataclass(frozen=True)
class Lines:
    section: Section
    lines: tuple[Line, ...]

    @property
    def mark(self) -> str:
        return MARK_LINES + self.section.code


@dataclass(frozen=True)
class Grid:
    """`path` is that of the table, `parent` that of the table whose rows hold its rows."""

    section: Section
    table: Field
    path: str
    parent: str
    columns: tuple[Line, ...]

    @property
    def mark(self) -> str:
        return MARK_GRID + self.path


def layout(form: Form, known: Answers) -> list[Lines | Grid]:
    """What could be asked when this much is known; nothing that it already rules out."""
    sheets: list[Lines | Grid] = []
    for section in form.sections:
        if not said.shows(section.when, known):
            continue
        asked = [field for field in section.fields if said.shows(field.when, known)]
        plain = [field for field in asked if not field.fields]
        if plain:
            sheets.append(Lines(section, tuple(_lines(plain, section.code))))
        for field in asked:
            if field.fields:
                sheets += _grids(section, field, section.code, "")
    return sheets


def _lines(fields: Sequence[Field], prefix: str) -> Iterator[Line]:
    for field in fields:
        path = f"{prefix}.{field.code}"
        for side in BILINGUAL if field.bilingual else ("",):
            yield Line(field, path, side)


def _grids(section: Section, table: Field, prefix: str, parent: str) -> Iterator[Grid]:
    path = f"{prefix}.{table.code}"
    plain = [field for field in table.fields if not field.fields]
    yield Grid(section, table, path, parent, tuple(_lines(plain, path)))
    for field in table.fields:
        if field.fields:
            yield from _grids(section, field, path, path)
