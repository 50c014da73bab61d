"""What differs between two frozen versions, flat: a label, the words before, the words after."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from filings import comparison
from filings.answers import reading
from filings.comparison import Change, Kind
from filings.documents.known import spoken_of
from filings.enums import Audience
from filings.regulations import Field, Form

LINKS = "steps"
"""The next steps of a step are keys; the drawing shows them instead."""


@dataclass(frozen=True)
class Difference:
    """`language` is that of the words; one side is empty where something came or went."""

    section: str
    path: str
    fact: str
    """What the form calls the field; `label` also names the row and its column."""
    label: str
    before: str
    after: str
    language: str


def differences(
    form: Form, before: Mapping[str, Any], after: Mapping[str, Any], language: str
) -> Iterator[Difference]:
    """In the order of the form, without what is internal; both sides are frozen contents."""
    changes = {each.name: each for each in comparison.compare(before["answers"], after["answers"])}
    for section in form.sections:
        if (change := changes.get(section.code)) is None:
            continue
        parts = change.parts or comparison.compare(change.before or {}, change.after or {})
        by_code = {each.name: each for each in parts}
        for field in section.fields:
            if (inner := by_code.get(field.code)) and field.audience != Audience.INTERNAL:
                path = f"{section.code}.{field.code}"
                for label, old, new in _told(field, inner, str(field.label), language):
                    tongue = (new or old)[1]
                    yield Difference(
                        str(section.title),
                        path,
                        str(field.label),
                        label,
                        _text(old),
                        _text(new),
                        tongue,
                    )


Said = tuple[str, str] | None
"""Words and their language."""


def _told(
    field: Field, change: Change, label: str, language: str
) -> Iterator[tuple[str, Any, Any]]:
    if field.fields:
        yield from _rows(field, change, label, language)
        return
    old, new = (_said(field, value, language) for value in (change.before, change.after))
    if old != new:
        yield label, old, new


def _rows(
    field: Field, change: Change, label: str, language: str
) -> Iterator[tuple[str, Any, Any]]:
    inner = {each.code: each for each in field.fields if each.audience != Audience.INTERNAL}
    for row in change.parts:
        name = reading.row_name(field, row.after or row.before or {})
        called = _("%(table)s: %(row)s") % {"table": label, "row": name} if name else label
        if row.kind in (Kind.ADDED, Kind.REMOVED):
            old, new = (_whole(inner, each, language) for each in (row.before, row.after))
            yield called, old, new
            continue
        for part in row.parts:
            if (column := inner.get(part.name)) and column.kind != LINKS:
                deeper = _("%(table)s, %(row)s") % {"table": called, "row": column.label}
                yield from _told(column, part, deeper, language)


def _whole(inner: Mapping[str, Field], row: Mapping[str, Any] | None, language: str) -> Said:
    """A row that came or went, told in one cell."""
    if row is None:
        return None
    told = list(_cells(inner.values(), row, language))
    return ("\n".join(text for text, _tongue in told), told[0][1]) if told else None


def _cells(fields: Any, row: Mapping[str, Any], language: str) -> Iterator[tuple[str, str]]:
    for field in fields:
        if field.fields:
            inner: Sequence[Field] = field.fields
            for each in row.get(field.code) or []:
                yield from _cells(inner, each, language)
        elif field.kind != LINKS and (said := _said(field, row.get(field.code), language)):
            text, tongue = said
            yield _("%(label)s: %(text)s") % {"label": field.label, "text": text}, tongue


def _said(field: Field, value: Any, language: str) -> Said:
    words = spoken_of(reading.read_value(field, value), language)
    return (words.text, words.language) if words else None


def _text(said: Said) -> str:
    return said[0] if said else ""
