"""Answers as text to read, for everybody, for the authority, or for the house.

The public reads neither what is meant for others nor what bears a mark; this is the one place
that decides it, for pages and papers alike.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from filings import answers as said
from filings import drawing
from filings.answers import BILINGUAL
from filings.enums import Audience
from filings.regulations import Field, Form, Section

END = "0" * 8
"""The next step of a step after which the mechanism ends."""
_RANK = {Audience.PUBLIC.value: 0, Audience.REGULATOR.value: 1, Audience.INTERNAL.value: 2}


@dataclass(frozen=True)
class Words:
    """A text in one language; `language` is empty where the text is of no language."""

    language: str
    text: str


@dataclass(frozen=True)
class ReadField:
    field: Field
    path: str
    words: tuple[Words, ...] = ()
    rows: tuple["ReadRow", ...] = ()
    marks: tuple[str, ...] = ()
    behind: str = ""
    steps: tuple[drawing.Step, ...] = ()

    @property
    def is_blank(self) -> bool:
        return not (self.words or self.rows)

    @property
    def columns(self) -> tuple[Field, ...]:
        """What any row answers, where rows fit side by side; nothing where tables are nested."""
        if any(inner.fields for inner in self.field.fields):
            return ()
        answered = {each.field.code for row in self.rows for each in row.fields}
        return tuple(inner for inner in self.field.fields if inner.code in answered)

    @property
    def lines(self) -> list[list["ReadField | None"]]:
        """The rows under these columns."""
        by_code = [{each.field.code: each for each in row.fields} for row in self.rows]
        return [[row.get(column.code) for column in self.columns] for row in by_code]


@dataclass(frozen=True)
class ReadRow:
    key: str
    fields: tuple[ReadField, ...]


@dataclass(frozen=True)
class ReadSection:
    section: Section
    fields: tuple[ReadField, ...]


def read(form: Form, content: Mapping[str, Any], audience: Audience) -> tuple[ReadSection, ...]:
    """The sections that apply, with the answered fields that this audience may read."""
    answers, marks = content["answers"], content["marks"]
    sections = (
        ReadSection(
            section,
            tuple(_fields(section.fields, answers[section.code], section.code, audience, marks)),
        )
        for section in form.sections
        if answers.get(section.code) and said.shows(section.when, answers)
    )
    return tuple(section for section in sections if section.fields)


def readable(form: Form, answers: Mapping[str, Any], audience: Audience) -> dict[str, Any]:
    """The answers without those that are not meant for the audience, whatever their marks."""

    def kept(fields: Sequence[Field], values: Mapping[str, Any]) -> dict[str, Any]:
        hidden = {f.code for f in fields if not may_read(f, (), audience)}
        grouped = {f.code: f.fields for f in fields if f.fields}
        return {
            code: [kept(grouped[code], row) for row in value or []] if code in grouped else value
            for code, value in values.items()
            if code not in hidden
        }

    sections = {section.code: section.fields for section in form.sections}
    return {code: kept(sections.get(code, ()), values) for code, values in answers.items()}


def may_read(field: Field, marks: Sequence[str], audience: Audience) -> bool:
    if audience == Audience.PUBLIC and marks:
        return False
    return _RANK[field.audience] <= _RANK[audience]


def _fields(
    fields: Sequence[Field],
    values: Mapping[str, Any],
    prefix: str,
    audience: Audience,
    marks: Mapping[str, Sequence[str]],
) -> Iterator[ReadField]:
    for field in fields:
        path, value = f"{prefix}.{field.code}", values.get(field.code)
        if said.is_blank(value) or not may_read(field, marks.get(path, ()), audience):
            continue
        if not field.fields:
            yield read_value(field, value, path, marks.get(path, ()))
            continue
        rows = tuple(
            ReadRow(row["key"], tuple(_fields(field.fields, row, path, audience, marks)))
            for row in numbered(field, value or [])
        )
        if any(row.fields for row in rows):
            drawn = field.kind == "pipeline" and all(
                may_read(inner, marks.get(f"{path}.{inner.code}", ()), audience)
                for inner in _drawn_from(field)
            )
            steps = tuple(steps_of(field, value or [])) if drawn else ()
            yield ReadField(field, path, rows=rows, marks=tuple(marks.get(path, ())), steps=steps)


def _drawn_from(field: Field) -> list[Field]:
    """What the drawing of a pipeline shows: the first text, the kind of step, what follows."""
    first = {inner.kind: inner for inner in reversed(field.fields)}
    return [first[kind] for kind in ("text", "choice", "steps") if kind in first]


def numbered(field: Field, rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The rows, with the next steps of a pipeline named by their number instead of their key."""
    numbers = {row["key"]: str(number) for number, row in enumerate(rows, 1)}
    columns = [inner.code for inner in field.fields if inner.kind == "steps"]
    return [
        {**row, **{c: [numbers[k] for k in row.get(c) or [] if k in numbers] for c in columns}}
        for row in rows
    ]


def read_value(field: Field, value: Any, path: str = "", marks: Sequence[str] = ()) -> ReadField:
    """One value with everything in it, whoever reads."""
    if field.fields:
        rows = tuple(
            ReadRow(row["key"], tuple(read_value(f, row.get(f.code)) for f in field.fields))
            for row in numbered(field, value or [])
        )
        return ReadField(field, path, rows=rows, marks=tuple(marks))
    behind = (value or {}).get("behind") or "" if field.bilingual else ""
    return ReadField(field, path, tuple(_words(field, value)), marks=tuple(marks), behind=behind)


def _words(field: Field, value: Any) -> Iterator[Words]:
    if said.is_blank(value):
        return
    if field.bilingual:
        yield from (Words(side, value[side]) for side in BILINGUAL if value.get(side))
        return
    yield Words("", _text(field, value))


def _text(field: Field, value: Any) -> str:
    return _TEXTS.get(field.kind, _plain)(field, value)


def _plain(_field: Field, value: Any) -> str:
    return str(value)


def _yes_no(_field: Field, value: Any) -> str:
    return {True: _("Yes"), False: _("No")}.get(value, str(value))


def _labels(field: Field, value: Any) -> str:
    labels = {choice.code: str(choice.label) for choice in field.choices}
    chosen = value if isinstance(value, list) else [value]
    return _(", ").join(labels.get(code, str(code)) for code in chosen)


def _person(_field: Field, value: Any) -> str:
    return str(value["name"] if isinstance(value, dict) else value)


def _integer(_field: Field, value: Any) -> str:
    return f"{value:,}" if isinstance(value, int) else str(value)


def _date(_field: Field, value: Any) -> str:
    try:
        return formats.date_format(date.fromisoformat(value), pgettext("date", "j M Y"))
    except (TypeError, ValueError):
        return str(value)


_TEXTS: dict[str, Callable[[Field, Any], str]] = {
    "yes_no": _yes_no,
    "choice": _labels,
    "multi": _labels,
    "steps": _labels,
    "person": _person,
    "integer": _integer,
    "date": _date,
}


def steps_of(field: Field, rows: Sequence[Mapping[str, Any]]) -> Iterator[drawing.Step]:
    """The rows of a pipeline as steps to draw, labelled in Chinese where there is Chinese."""
    codes = {inner.kind: inner.code for inner in reversed(field.fields)}
    texts = [inner.code for inner in field.fields if inner.kind in ("text", "long_text")]
    for row in rows:
        label = row.get(texts[0]) if texts else ""
        if isinstance(label, dict):
            label = label.get("zh") or label.get("en")
        following = row.get(codes.get("steps", "next"))
        yield drawing.Step(
            key=row["key"],
            kind=str(row.get(codes.get("choice", "kind")) or "rule"),
            label=str(label or ""),
            next=tuple(following) if following else None,
        )


def row_name(table: Field, row: Mapping[str, Any]) -> str:
    """A row by its first answer, texts before choices; nothing while it has none."""
    columns = sorted(table.fields, key=lambda column: column.kind not in ("text", "long_text"))
    for column in columns:
        if not column.fields and (words := read_value(column, row.get(column.code)).words):
            return words[0].text
    return ""
