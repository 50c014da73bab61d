"""The disclosure in a dossier: the last frozen version in full, the earlier ones as differences."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from filings import contents
from filings.answers import reading
from filings.answers.reading import ReadField
from filings.documents.known import day_of
from filings.documents.written import Block, WrittenSection
from filings.models import Disclosure
from filings.regulations import Field, Form
from filings.selectors import mechanism
from filings.selectors.dossier_words import PAIR, Reader

MOST_COLUMNS = 5
"""Side by side on a page; more are set row by row."""


def in_full(version: Disclosure, reader: Reader) -> tuple[WrittenSection, ...]:
    form = contents.form_of(version)
    sections = reading.read(form, version.content or {}, reader.profile.audience)
    return tuple(
        WrittenSection(str(each.section.title), tuple(_fields(each.fields, reader)))
        for each in sections
    )


def _fields(fields: Sequence[ReadField], reader: Reader) -> Iterator[Block]:
    plain: list[tuple[str, str]] = []
    for field in fields:
        if not field.rows:
            plain.append((str(field.field.label), reader.said(field)))
            continue
        if plain:
            yield _pairs(plain, reader)
            plain = []
        yield Block(heading=str(field.field.label))
        yield from _table(field, reader)
    if plain:
        yield _pairs(plain, reader)


def _pairs(rows: Sequence[tuple[str, str]], reader: Reader) -> Block:
    labels = zip((_("Item"), _("Content")), PAIR, strict=True)
    return reader.grid(list(labels), list(rows))


def _table(table: ReadField, reader: Reader) -> Iterator[Block]:
    columns = table.columns
    if 0 < len(columns) <= MOST_COLUMNS:
        width = f"{100 / len(columns):.2f}%"
        yield reader.grid(
            [(column.label, width) for column in columns],
            [[reader.said(field) for field in line] for line in table.lines],
        )
        return
    for number, row in enumerate(table.rows, 1):
        yield Block(heading=_("%(table)s, row %(number)d")
                    % {"table": table.field.label, "number": number})  # fmt: skip
        yield from _fields(row.fields, reader)


# -- differences ----------------------------------------------------------------------------------
def differences(versions: Sequence[Disclosure], reader: Reader) -> tuple[WrittenSection, ...]:
    """From each version to the next, the newest first."""
    pairs = list(zip(versions[1:], versions, strict=False))
    return tuple(_difference(before, after, reader) for before, after in pairs)


def _difference(before: Disclosure, after: Disclosure, reader: Reader) -> WrittenSection:
    title = _("Version %(before)d to version %(after)d, frozen on %(day)s") % {
        "before": before.number,
        "after": after.number,
        "day": day_of(timezone.localdate(after.frozen_at)) if after.frozen_at else "",
    }
    rows = list(_rows(before, after, reader))
    if not rows:
        return WrittenSection(title, (reader.sentence(_("The two versions say the same.")),))
    heads = [(_("Item"), "22%"), (_("Before"), "39%"), (_("After"), "39%")]
    return WrittenSection(title, (reader.grid(heads, rows),))


def _rows(before: Disclosure, after: Disclosure, reader: Reader) -> Iterator[tuple[str, str, str]]:
    form = contents.form_of(after)
    old, new = (readable(form, each, reader) for each in (before, after))
    for _title, changes in mechanism.changed_sections(form, old, new):
        for changed in changes:
            yield from _flat(changed, "", reader)


def _flat(changed: mechanism.Changed, above: str, reader: Reader) -> Iterator[tuple[str, str, str]]:
    label = f"{above} · {changed.label}" if above else changed.label
    if changed.parts:
        for part in changed.parts:
            yield from _flat(part, label, reader)
    else:
        yield label, _side(changed.before, changed.change.before, reader), _side(
            changed.after, changed.change.after, reader
        )  # fmt: skip


def _side(read: ReadField | None, raw: Any, reader: Reader) -> str:
    if read is not None:
        return reader.said(read)
    return raw if isinstance(raw, str) else ""


def readable(form: Form, version: Disclosure, reader: Reader) -> dict[str, Any]:
    """The answers without those that this reader may not see, as deep as tables are nested."""
    content = version.content or {}
    return {
        section.code: _readable(
            section.fields, content["answers"][section.code], section.code, content["marks"], reader
        )
        for section in form.sections
        if section.code in content["answers"]
    }


def _readable(
    fields: Sequence[Field],
    values: Mapping[str, Any],
    prefix: str,
    marks: Mapping[str, Any],
    reader: Reader,
) -> dict[str, Any]:
    kept: dict[str, Any] = {}
    for field in fields:
        path, value = f"{prefix}.{field.code}", values.get(field.code)
        if not reading.may_read(field, marks.get(path, ()), reader.profile.audience):
            continue
        if field.fields:
            kept[field.code] = [
                {"key": row["key"], **_readable(field.fields, row, path, marks, reader)}
                for row in value or []
            ]
        elif value is not None:
            kept[field.code] = value
    return kept
