"""Two people wrote the same section: for each field, whose text stays."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from filings import answers as said
from filings.forms.disclosure import SectionForm
from filings.forms.typed import MOVES

_NOT_CARRIED = {"csrfmiddlewaretoken", "revision", "resolve", "save", "go_on", "attach", *MOVES}


class Saved(Protocol):
    @property
    def answers(self) -> Mapping[str, Any]: ...

    @property
    def marks(self) -> Mapping[str, Sequence[str]]: ...


class Choice:
    """What was typed and what was saved meanwhile, with the choice made between them so far.

    Marks of both stay: no protection is lost by a choice between texts.
    """

    def __init__(self, form: SectionForm, theirs: Saved | None) -> None:
        self.form, self.mine = form, form.answers
        self.theirs = theirs.answers if theirs else {}
        self.their_marks = theirs.marks if theirs else {}
        self.is_made = "resolve" in form.data
        self.chosen = {
            name.removeprefix("choose."): form.data.get(name) or ""
            for name in form.data
            if name.startswith("choose.")
        }

    @property
    def is_open(self) -> bool:
        """Whether the page of the choice came back with a field undecided."""
        return self.is_made and any(
            self.chosen.get(field.code) not in ("mine", "theirs")
            for field in self.form.section.fields
            if said.essence(self.mine.get(field.code)) != said.essence(self.theirs.get(field.code))
        )

    @property
    def answers(self) -> dict[str, Any]:
        if not self.is_made:
            return self.mine
        taken = {
            code: self.theirs.get(code) for code, whose in self.chosen.items() if whose == "theirs"
        }
        return {**self.mine, **taken}

    @property
    def marks(self) -> dict[str, list[str]]:
        if not self.is_made:
            return self.form.marks
        paths = {*self.form.marks, *self.their_marks}
        return {
            path: sorted({*self.form.marks.get(path, ()), *self.their_marks.get(path, ())})
            for path in paths
        }

    @property
    def carried(self) -> list[tuple[str, str]]:
        """Everything typed, to travel on invisibly to the next answer."""
        return [
            (name, value)
            for name, values in self.form.data.lists()
            if name not in _NOT_CARRIED and not name.startswith("choose.")
            for value in values
        ]
