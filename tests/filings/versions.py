"""Frozen versions for papers: every question answered, the provider known, files attached."""

import hashlib
from collections.abc import Mapping
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from filings import answers as said
from filings import contents
from filings.models import Algorithm, Disclosure, Evidence
from tests.factories import DisclosureFactory, EvidenceFactory, frozen_facts, wall_down
from tests.filings.filling import complete
from tests.people import People

PROVIDER = {
    "name_zh": "星澜（上海）商贸有限公司",
    "uscc": "91000000MADEM1XHAA",
    "responsible_person": "顾明远",
    "responsible_title": "合规总监",
    "responsible_phone": "021-00000001",
    "responsible_email": "gu@example.com",
    "legal_representative": "苏慕白",
}
Answers = dict[str, Any]


def told(people: People, **changed: Mapping[str, Any]) -> Answers:
    """Every question answered; long answers name their question, so that each can be found."""
    form = contents.form_on(timezone.localdate())
    answers = complete(form, people.filer)
    for section in form.sections:
        for field in section.fields:
            if field.kind == "long_text":
                text = f"关于{field.label.zh}的说明，编号{section.code}.{field.code}。"
                said = {"zh": text, "en": f"About {field.code}.", "behind": None}
                answers[section.code][field.code] = said if field.bilingual else text
    for code, fields in changed.items():
        answers[code] = answers[code] | dict(fields)
    return answers


def frozen(
    algorithm: Algorithm,
    answers: Answers,
    *files: tuple[str, str, bytes],
    number: int = 1,
    provider: Mapping[str, str] | None = None,
    **marks: Any,
) -> Disclosure:
    """As a freeze makes it: what the form no longer asks is left out, files stand in the content.

    `files` are (path, name, content); the name's ending gives the kind.
    """
    form = contents.form_on(timezone.localdate())
    kept = {
        section.code: said.applying(section, answers)
        for section in form.sections
        if said.shows(section.when, answers)
    }
    disclosure: Disclosure = DisclosureFactory(algorithm=algorithm, number=number)
    rows = [attached(disclosure, *file) for file in files]
    facts = frozen_facts(disclosure.form_version, kept, disclosure.started_by)
    facts["content"] |= {
        "provider": PROVIDER | dict(provider or {}),
        "algorithm": contents.algorithm_facts(algorithm),
        "marks": marks,
        "evidence": [contents.file_facts(row) for row in rows],
    }
    for name, value in facts.items():
        setattr(disclosure, name, value)
    with wall_down():
        disclosure.save()
    return disclosure


MEDIA = {"png": "image/png", "pdf": "application/pdf"}


def attached(disclosure: Disclosure, path: str, name: str, content: bytes) -> Evidence:
    row: Evidence = EvidenceFactory(
        algorithm=disclosure.algorithm, disclosure=disclosure, path=path, kind="screenshot",
        name=name, media_type=MEDIA[name[-3:]], size=len(content),
        sha256=hashlib.sha256(content).hexdigest(), added_by=disclosure.started_by,
    )  # fmt: skip
    if not default_storage.exists(row.storage_name):
        default_storage.save(row.storage_name, ContentFile(content))
    return row
