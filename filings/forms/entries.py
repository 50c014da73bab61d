"""What a section's page shows: fields with their inputs, rows, restrictions and files."""

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from filings.regulations import Field

FEW = 6
"""So many choices stand open on the page; more of them, or those inside a row, fold into a list."""


@dataclass(frozen=True)
class Option:
    code: str
    label: str | Promise
    chosen: bool


@dataclass(frozen=True)
class Side:
    """One language of a bilingual text, or the only text of a plain one."""

    name: str
    language: str
    typed: str
    error: str


@dataclass
class Row:
    key: str
    path: str
    number: int
    entries: "list[Entry]"
    is_first: bool
    is_last: bool


@dataclass(frozen=True)
class Extra:
    """What belongs to a column besides its text: restrictions, and files that prove it."""

    column: str
    label: str
    marks: list[Option]
    files: Sequence[Any]
    wants_file: bool

    @property
    def chosen(self) -> list[Option]:
        return [mark for mark in self.marks if mark.chosen]


@dataclass
class Entry:
    """One field as the page shows it. `path` names its input; `column` is its place in law."""

    field: Field
    path: str
    column: str
    value: Any = None
    sides: list[Side] = dataclasses.field(default_factory=list)
    options: list[Option] = dataclasses.field(default_factory=list)
    rows: list[Row] = dataclasses.field(default_factory=list)
    extras: list[Extra] = dataclasses.field(default_factory=list)
    error: str = ""
    behind: str = ""
    shown: bool = True
    picture: str = ""

    @property
    def is_nested(self) -> bool:
        return "." in self.path

    @property
    def ident(self) -> str:
        return "f-" + self.path.replace(".", "-")

    @property
    def widget(self) -> str:
        """The fragment that draws the input."""
        if self.field.fields:
            return "rows"
        if self.field.kind == "choice" and (self.is_nested or len(self.options) > FEW):
            return "select"
        return _WIDGETS.get(self.field.kind, "text")

    @property
    def chosen(self) -> list[str | Promise]:
        return [option.label for option in self.options if option.chosen]


_WIDGETS = {
    "choice": "choice",
    "multi": "multi",
    "yes_no": "choice",
    "person": "select",
    "steps": "steps",
    "long_text": "long_text",
    "date": "date",
}
