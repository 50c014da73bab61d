"""The form a version answers, its answers, and the content that a freeze makes of them."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from django.forms.models import model_to_dict
from django.utils import timezone
from django.utils.translation import gettext as _

from filings import answers as said
from filings import regulations
from filings.models import Algorithm, Disclosure, Evidence, Provider
from filings.regulations import Field, Form, Section
from filings.statemachine import ActionRefused

CARRIED = (
    "path", "kind", "name", "media_type", "size", "sha256", "owner", "dated_on", "expires_on",
    "marks",
)  # fmt: skip
"""What a file keeps when the next version takes it over."""


def form_on(day: date) -> Form:
    return regulations.load().form(on=day)


def form_of(disclosure: Disclosure) -> Form:
    """The form in force when the version was started; a later form takes the next version."""
    return form_on(timezone.localdate(disclosure.started_at))


def section_of(disclosure: Disclosure, code: str) -> Section:
    for section in form_of(disclosure).sections:
        if section.code == code:
            return section
    raise ActionRefused(_("The form has no such section."))


def answers_of(disclosure: Disclosure) -> dict[str, Any]:
    """`{section: {field: value}}`, with the record's own facts for the conditions."""
    if disclosure.is_frozen and disclosure.content:
        return dict(disclosure.content["answers"])
    return {row.code: row.answers for row in disclosure.sections.all()}


def marks_of(disclosure: Disclosure) -> dict[str, list[str]]:
    if disclosure.is_frozen and disclosure.content:
        return dict(disclosure.content["marks"])
    return {path: chosen for row in disclosure.sections.all() for path, chosen in row.marks.items()}


def columns(section: Section) -> Iterator[tuple[str, Field]]:
    """Every field with its path; one inside a group stands for its whole column."""

    def visit(fields: Sequence[Field], prefix: str) -> Iterator[tuple[str, Field]]:
        for field in fields:
            yield f"{prefix}.{field.code}", field
            yield from visit(field.fields, f"{prefix}.{field.code}")

    return visit(section.fields, section.code)


def applying(disclosure: Disclosure) -> dict[str, Any]:
    """The answers of the sections that apply, without those to questions no longer asked."""
    answers = answers_of(disclosure)
    return {
        section.code: said.applying(section, answers)
        for section in form_of(disclosure).sections
        if said.shows(section.when, answers)
    }


def make(draft: Disclosure) -> dict[str, Any]:
    """The content of a version: only sections that apply, and everything it rests on."""
    form, kept = form_of(draft), applying(draft)
    paths = {p for s in form.sections if s.code in kept for p, _field in columns(s)}
    return {
        "form": form.version,
        "algorithm": algorithm_facts(draft.algorithm),
        "provider": provider_facts(draft.provider),
        "answers": {code: values for code, values in kept.items() if values},
        "marks": {p: chosen for p, chosen in marks_of(draft).items() if p in paths},
        "evidence": [file_facts(file) for file in draft.evidence.filter(removed_at=None)],
    }


def algorithm_facts(algorithm: Algorithm) -> dict[str, Any]:
    return {
        "id": algorithm.pk,
        "reference": algorithm.reference,
        "name_zh": algorithm.name_zh,
        "name_en": algorithm.name_en,
        "type": algorithm.type,
        "role": algorithm.role,
        "number": algorithm.number,
    }


def provider_facts(provider: Provider) -> dict[str, Any]:
    """All that a paper says about the provider, so that a reprint never changes."""
    facts = model_to_dict(provider)
    return facts | {
        "id": provider.pk,
        "mau_on": provider.mau_on.isoformat() if provider.mau_on else None,
    }


def file_facts(file: Evidence) -> dict[str, Any]:
    return {
        "path": file.path,
        "kind": file.kind,
        "name": file.name,
        "media_type": file.media_type,
        "size": file.size,
        "sha256": file.sha256,
        "dated_on": file.dated_on.isoformat() if file.dated_on else None,
        "expires_on": file.expires_on.isoformat() if file.expires_on else None,
        "marks": list(file.marks),
    }
