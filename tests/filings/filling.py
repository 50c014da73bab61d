"""Answers for whatever form is in force, and what a browser sends for them."""

from collections.abc import Mapping, Sequence
from typing import Any

from filings import contents
from filings.forms.typed import flat
from filings.models import Disclosure, User
from filings.regulations import Field, Form, Section
from filings.services import drafting

KEY = "0a1b2c3d"
SAMPLES: dict[str, Any] = {
    "text": "星澜商城推荐",
    "long_text": "根据用户的浏览与收藏记录计算兴趣，\n再按兴趣排序。",
    "date": "2026-03-31",
    "integer": 120_000,
    "decimal": "98.5",
    "yes_no": False,
    "url": "https://example.com/app",
    "email": "person@example.com",
    "steps": [],
}


def sample(field: Field, person: User) -> Any:
    """A well-formed answer to any field."""
    if field.fields:
        return [{"key": KEY, **samples(field.fields, person)}]
    if field.bilingual:
        return {"zh": SAMPLES[field.kind], "en": "Text", "behind": None}
    if field.kind in ("choice", "multi"):
        first = field.choices[0].code
        return [first] if field.kind == "multi" else first
    if field.kind == "person":
        return {"id": person.pk, "name": person.name}
    return (
        SAMPLES[field.kind][: field.max_length or None]
        if field.kind == "text"
        else SAMPLES[field.kind]
    )


def samples(fields: Sequence[Field], person: User) -> dict[str, Any]:
    return {field.code: sample(field, person) for field in fields}


def complete(form: Form, person: User) -> dict[str, Any]:
    return {section.code: samples(section.fields, person) for section in form.sections}


def fill(disclosure: Disclosure, by: User, **changed: Mapping[str, Any]) -> None:
    """Save every section of a draft; `changed` gives other answers for some sections."""
    for section in contents.form_of(disclosure).sections:
        row = disclosure.sections.filter(code=section.code).first()
        answers = samples(section.fields, by) | dict(changed.get(section.code, {}))
        drafting.save_section(
            disclosure=disclosure,
            code=section.code,
            answers=answers,
            marks={},
            revision=row.revision if row else 0,
            by=by,
        )


def posted(section: Section, answers: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    """What a browser sends for the section's form, every field of it asked."""
    data: dict[str, Any] = dict(flat(section, answers, {}).lists())
    asked = [name for field, name in _conditional(section.fields, answers, "")]
    return data | {"shown": asked, "revision": 0} | more


def _conditional(
    fields: Sequence[Field], values: Mapping[str, Any], prefix: str
) -> list[tuple[Field, str]]:
    found = [(field, prefix + field.code) for field in fields if field.when]
    for field in fields:
        for row in (values.get(field.code) or []) if field.fields else []:
            found += _conditional(field.fields, row, f"{prefix}{field.code}.{row['key']}.")
    return found
