"""The form of one section, made from the data of the regulation.

Everything typed travels as `MultiValueDict`: from the browser, or from the stored answers by
`flat`. So a page shows what was typed in the same way, whatever became of it.
"""

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from filings import answers as said
from filings.answers import BILINGUAL, reading, sound
from filings.enums import Audience, Restriction
from filings.forms import typed
from filings.forms.entries import Entry, Extra, Option, Row, Side
from filings.regulations import Field, Section
from filings.selectors import mechanism

YES_NO = {"yes": _("Yes"), "no": _("No")}


@dataclass(frozen=True)
class Around:
    """What a section's form needs to know besides its own fields."""

    answers: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    marks: Mapping[str, Sequence[str]] = dataclasses.field(default_factory=dict)
    people: Mapping[int, str] = dataclasses.field(default_factory=dict)
    files: Mapping[str, Sequence[Any]] = dataclasses.field(default_factory=dict)


class SectionForm:
    """`answers`, `marks` and `settled` are what the service saves; `errors` stand in its way."""

    def __init__(self, section: Section, around: Around, data: QueryDict | None = None) -> None:
        self.section, self.around = section, around
        self.stored: Mapping[str, Any] = around.answers.get(section.code, {})
        self.data: typed.Data = (
            data.copy() if data is not None else typed.flat(section, self.stored, around.marks)
        )
        self.is_bound = data is not None
        self.rearranged = self.is_bound and typed.rearrange(self.data)
        self.sentences: dict[str, str] = {}

    @cached_property
    def entries(self) -> list[Entry]:
        answers = {**self.around.answers, self.section.code: self.answers}
        problems = (
            dict(sound.problems(self.section.fields, self.answers)) if self.is_checked else {}
        )
        problems |= self.sentences
        return [
            self._entry(each, each.code, self.section.code, self.answers, answers, problems)
            for each in self.section.fields
        ]

    @cached_property
    def answers(self) -> dict[str, Any]:
        return self._read(self.section.fields, "", self.stored)

    @property
    def errors(self) -> list[tuple[str, str, str]]:
        """(place on the page, label, sentence), in the order of the page."""
        return list(_errors(self.entries))

    @property
    def is_checked(self) -> bool:
        return self.is_bound and not self.rearranged

    def is_valid(self) -> bool:
        return self.is_checked and not self.errors

    @property
    def marks(self) -> dict[str, list[str]]:
        return {
            name.removeprefix("mark."): self.data.getlist(name)
            for name in self.data
            if name.startswith("mark.")
        }

    @property
    def settled(self) -> set[str]:
        return set(self.data.getlist("settled"))

    @property
    def revision(self) -> int:
        """Which saved state was on the page when the person began to write."""
        typed_revision = self.data.get("revision") or ""
        return int(typed_revision) if typed_revision.isdecimal() else 0

    # -- what was typed becomes answers ---------------------------------------------------------
    def _read(
        self, fields: Sequence[Field], prefix: str, stored: Mapping[str, Any]
    ) -> dict[str, Any]:
        values = {each.code: self._value(each, prefix + each.code, stored) for each in fields}
        return {code: value for code, value in values.items() if value is not None}

    def _value(self, of: Field, path: str, stored: Mapping[str, Any]) -> Any:
        if self.is_bound and of.when and path not in self.data.getlist("shown"):
            return stored.get(of.code)  # not asked on the page: what stood there stays
        if of.fields:
            old = {row["key"]: row for row in stored.get(of.code) or []}
            rows = [
                {"key": key, **self._read(of.fields, f"{path}.{key}.", old.get(key, {}))}
                for key in typed.keys(self.data, path)
            ]
            return rows or None
        if of.bilingual:
            sides = {
                side: typed.clean(self.data.get(f"{path}.{side}", ""), of) for side in BILINGUAL
            }
            old_value = stored.get(of.code) or {}
            return {**sides, "behind": old_value.get("behind")} if any(sides.values()) else None
        return typed.value(of, self.data.getlist(path), self.around.people)

    # -- answers become what the page shows -----------------------------------------------------
    def _entry(
        self,
        of: Field,
        path: str,
        prefix: str,
        values: Mapping[str, Any],
        answers: Mapping[str, Any],
        problems: Mapping[str, str],
    ) -> Entry:
        value = values.get(of.code)
        entry = Entry(of, path, f"{prefix}.{of.code}", value, error=problems.get(path, ""))
        entry.shown = said.shows(of.when, answers)
        if path == of.code:  # not inside a row: there the table's foot has them, once
            entry.extras = list(self._extras(of, entry.column, ""))
        if of.fields:
            entry.rows = list(self._rows(entry, answers, problems))
            if of.kind == "pipeline":
                steps = list(reading.steps_of(of, value or []))
                entry.picture = mechanism.chart(of, steps, entry.column)
            return entry
        names = [f"{path}.{side}" for side in BILINGUAL] if of.bilingual else [path]
        entry.sides = [
            Side(
                name,
                side if of.bilingual else "",
                self.data.get(name, "") or "",
                problems.get(name, "") if of.bilingual else "",
            )
            for name, side in zip(names, BILINGUAL, strict=False)
        ]
        entry.options = self._options(entry)
        entry.behind = (value or {}).get("behind") or "" if of.bilingual else ""
        return entry

    def _rows(
        self, entry: Entry, answers: Mapping[str, Any], problems: Mapping[str, str]
    ) -> Iterator[Row]:
        rows = entry.value or []
        for number, row in enumerate(rows, 1):
            here = said.in_row(answers, entry.column, row)
            path = f"{entry.path}.{row['key']}"
            entries = [
                self._entry(of, f"{path}.{of.code}", entry.column, row, here, problems)
                for of in entry.field.fields
            ]
            for inner in entries:
                if inner.field.kind == "steps":
                    inner.options = _steps(entry.field, rows, row["key"], inner.value or [])
            yield Row(row["key"], path, number, entries, number == 1, number == len(rows))

    def _options(self, entry: Entry) -> list[Option]:
        of, chosen = entry.field, self.data.getlist(entry.path)
        if of.kind == "yes_no":
            return [Option(code, str(word), code in chosen) for code, word in YES_NO.items()]
        if of.kind == "person":
            people = self.around.people.items()
            return [Option(str(pk), name, str(pk) in chosen) for pk, name in people]
        return [Option(c.code, str(c.label), c.code in chosen) for c in of.choices]

    def _extras(self, of: Field, column: str, prefix: str) -> Iterator[Extra]:
        """Nothing published can be held back, so public fields offer no mark."""
        label = f"{prefix}{of.label}"
        chosen = self.data.getlist(f"mark.{column}")
        offered = [] if of.audience == Audience.PUBLIC or of.fields else list(Restriction)
        marks = [Option(r.value, str(r.label), r.value in chosen) for r in offered]
        files = self.around.files.get(column, ())
        if marks or files or of.evidence:
            yield Extra(column, label, marks, files, bool(of.evidence))
        for inner in of.fields:
            yield from self._extras(inner, f"{column}.{inner.code}", f"{label} · ")


def _steps(
    table: Field, rows: Sequence[Mapping[str, Any]], own: str, chosen: Sequence[str]
) -> list[Option]:
    """The other steps of a pipeline, as what may come next; or nothing does."""
    end = Option(reading.END, _("The mechanism ends here"), reading.END in chosen)
    others = [
        Option(
            row["key"],
            f"{number} · {reading.row_name(table, row)}".rstrip(" ·"),
            row["key"] in chosen,
        )
        for number, row in enumerate(rows, 1)
        if row["key"] != own
    ]
    return [*others, end]


def _errors(entries: Sequence[Entry]) -> Iterator[tuple[str, str, str]]:
    for entry in entries:
        if entry.error:
            yield entry.ident, str(entry.field.label), entry.error
        for side in entry.sides:
            if side.error:
                yield entry.ident, str(entry.field.label), side.error
        for row in entry.rows:
            yield from _errors(row.entries)
