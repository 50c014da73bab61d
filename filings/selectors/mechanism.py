"""A frozen version as a document to read, and two of them side by side."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from filings import comparison, contents, drawing
from filings.answers import reading
from filings.comparison import Change, Kind
from filings.enums import Audience, Restriction
from filings.models import Algorithm, Disclosure, Evidence, Provider
from filings.regulations import Field, Form


def reading_page(disclosure: Disclosure, audience: Audience) -> dict[str, Any]:
    """What the audience reads; files are shown to the authority and the house only."""
    form, content = contents.form_of(disclosure), disclosure.content or {}
    sections = reading.read(form, content, audience)
    files: dict[str, list[Evidence]] = {}
    if audience != Audience.PUBLIC:
        for file in disclosure.evidence.filter(removed_at=None):
            files.setdefault(file.path, []).append(file)
    return {
        "sections": [
            {
                "section": each.section,
                "fields": [
                    {
                        "read": field,
                        "picture": picture(field),
                        "files": [
                            file
                            for path, attached in files.items()
                            if path == field.path or path.startswith(f"{field.path}.")
                            for file in attached
                        ],
                    }
                    for field in each.fields
                ],
            }
            for each in sections
        ]
    }


def picture(field: reading.ReadField) -> str:
    """The flow chart of a pipeline, safe to stand in a page; nothing for other fields."""
    return chart(field.field, field.steps, field.path)


def chart(field: Field, steps: Sequence[drawing.Step], path: str) -> str:
    if not steps:
        return ""
    kinds = {choice.code: str(choice.label) for inner in field.fields for choice in inner.choices}
    ident = "flow-" + path.replace(".", "-")
    # the drawing escapes every text itself
    return SafeString(drawing.draw(steps, title=str(field.label), kinds=kinds, ident=ident))


# -- two versions --------------------------------------------------------------------------------
@dataclass(frozen=True)
class Changed:
    """One difference with its label, as deep as tables are nested."""

    label: str
    change: Change
    before: reading.ReadField | None
    after: reading.ReadField | None
    parts: tuple["Changed", ...]


def comparison_page(
    before: Disclosure, after: Disclosure, audience: Audience = Audience.INTERNAL
) -> dict[str, Any]:
    form = contents.form_of(after)
    old, new = before.content or {}, after.content or {}
    readable = [reading.readable(form, content["answers"], audience) for content in (old, new)]
    return {
        "changed_sections": changed_sections(form, *readable),
        "changed_facts": list(_facts(form, old, new)),
        "changed_files": [
            _file(form, file)
            for change in comparison.compare(
                {"evidence": old["evidence"]}, {"evidence": new["evidence"]}
            )
            for file in change.parts
        ],
        "kinds": Kind,
    }


def changed_sections(
    form: Form, before: Mapping[str, Any], after: Mapping[str, Any]
) -> list[tuple[str, list[Changed]]]:
    """Two sets of answers by section, in the order of the form."""
    titles = {section.code: str(section.title) for section in form.sections}
    order = {code: place for place, code in enumerate(titles)}
    changes = sorted(
        comparison.compare(before, after),
        key=lambda change: order.get(change.name, len(order)),
    )
    return [
        (titles.get(change.name, change.name), list(_changed(form, change))) for change in changes
    ]


def _file(form: Form, file: Change) -> Change:
    """A file called by the field it proves and its own name."""
    path, _slash, name = file.name.partition("/")
    field = columns(form).get(path)
    return replace(file, name=f"{field.label} · {name}" if field else name or path)


def columns(form: Form) -> dict[str, Field]:
    return dict(column for section in form.sections for column in contents.columns(section))


def _facts(
    form: Form, old: Mapping[str, Any], new: Mapping[str, Any]
) -> Iterator[tuple[str, Any, Any]]:
    """(label, before, after) of the record, the provider and the restrictions."""
    for name, model in (("algorithm", Algorithm), ("provider", Provider)):
        labels = {f.name: str(f.verbose_name) for f in model._meta.concrete_fields}  # noqa: SLF001
        for change in comparison.compare(old[name], new[name]):
            yield labels.get(change.name, change.name), change.before, change.after
    paths = columns(form)
    words = dict(Restriction.choices)
    for change in comparison.compare(old["marks"], new["marks"]):
        before, after = (
            _(", ").join(str(words.get(mark, mark)) for mark in marks or ())
            for marks in (change.before, change.after)
        )
        yield str(paths[change.name].label if change.name in paths else change.name), before, after


def _changed(form: Form, section: Change) -> Iterator[Changed]:
    fields = {f.code: f for s in form.sections if s.code == section.name for f in s.fields}
    before, after = section.before or {}, section.after or {}
    order = {code: place for place, code in enumerate(fields)}
    changes = section.parts or comparison.compare(before, after)
    for change in sorted(changes, key=lambda each: order.get(each.name, len(order))):
        yield _labelled(fields.get(change.name), change, change.name)


def _labelled(field: Field | None, change: Change, label: str) -> Changed:
    inner = {f.code: f for f in field.fields} if field else {}
    if field and inner:
        names = _step_names(field, change)
        parts = tuple(
            Changed(
                reading.row_name(field, row.after or row.before or {}) or _("Row"),
                row,
                None,
                None,
                tuple(
                    _labelled(inner.get(c.name), _named(inner.get(c.name), c, names), c.name)
                    for c in row.parts
                ),
            )
            for row in change.parts
        )
    else:
        sides = sorted(change.parts, key=lambda part: part.name != "zh")
        parts = tuple(_labelled(None, c, _side(c.name)) for c in sides)
    return Changed(
        str(field.label) if field else label,
        change,
        reading.read_value(field, change.before) if field and not inner else None,
        reading.read_value(field, change.after) if field and not inner else None,
        parts,
    )


def _step_names(field: Field, table: Change) -> dict[str, str]:
    rows = [*(table.before or []), *(table.after or [])]
    return {row["key"]: reading.row_name(field, row) or _("Row") for row in rows}


def _named(field: Field | None, change: Change, names: Mapping[str, str]) -> Change:
    """The next steps of a step called by name instead of by key."""
    if field is None or field.kind != "steps":
        return change
    before, after = (
        [names[key] for key in keys or [] if key in names] or None
        for keys in (change.before, change.after)
    )
    return replace(change, before=before, after=after)


def _side(name: str) -> str:
    return {"zh": _("Chinese"), "en": _("English")}.get(name, name)
