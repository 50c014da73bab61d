"""Law as data, dated: what the pages ask for, and under which clause."""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from filings.regulations.conditions import Condition, Outcome
from filings.regulations.form import (
    Choice,
    Field,
    Form,
    RegulationError,
    Section,
    read_form,
)
from filings.regulations.text import Text

__all__ = [
    "Choice", "Condition", "Field", "Form", "Law", "Outcome", "RegulationError", "Section", "Text",
    "load",
]  # fmt: skip

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Law:
    forms: tuple[Form, ...]
    evidence_kinds: dict[str, Text]

    def form(self, on: date) -> Form:
        """The form in force on a day; before the first one, the first."""
        return next((form for form in reversed(self.forms) if form.from_on <= on), self.forms[0])


@cache
def load() -> Law:
    """All of it, read once; raises RegulationError with file, line and reason."""
    forms = sorted(map(read_form, FOLDER.glob("forms/*.toml")), key=lambda form: form.from_on)
    kinds = tomllib.loads((FOLDER / "evidence.toml").read_text("utf-8"))
    return Law(tuple(forms), {code: Text(**text) for code, text in kinds.items()})
