"""What of a frozen version everybody may read, put together for publication; pure."""

from dataclasses import dataclass
from typing import Any

from filings import contents
from filings.answers import reading
from filings.answers.reading import ReadField
from filings.enums import Audience
from filings.models import Disclosure

TEXTS = {
    "name": "basics.name",
    "principle": "notice.principle",
    "mechanism": "notice.mechanism",
    "scenario": "notice.scenario",
    "purpose": "notice.purpose",
}
CONTACT, DAYS = "rights.complaints", "rights.complaint_days"
OWED = (*(path for code, path in TEXTS.items() if code != "scenario"), CONTACT, DAYS)


@dataclass(frozen=True)
class Draft:
    """What would be published of a version; `lacking` names the fields that stand in the way."""

    content: dict[str, Any]
    lacking: list[str]


def draft(disclosure: Disclosure, link: str) -> Draft:
    """Fields that are internal, for the authority alone, or marked are not even looked at."""
    form = contents.form_of(disclosure)
    frozen = disclosure.content or {"answers": {}, "marks": {}}
    sections = reading.read(form, frozen, Audience.PUBLIC)
    known = {field.path: field for section in sections for field in section.fields}
    said = {code: _words(known[path]) for code, path in TEXTS.items() if path in known}
    provider = disclosure.provider
    content = {
        "provider": {
            "name_zh": provider.name_zh,
            "name_en": provider.name_en,
            "uscc": provider.uscc,
        },
        "algorithm": {
            "number": disclosure.algorithm.number,
            "type": disclosure.algorithm.type,
        },
        "texts": {code: words for code, words in said.items() if words},
        "complaints": {
            code: frozen["answers"]["rights"][path.partition(".")[2]]
            for code, path in (("contact", CONTACT), ("days", DAYS))
            if path in known
        },
        "list": link.strip(),
    }
    labels = form.paths()
    return Draft(content, [str(labels[p].label) for p in OWED if p not in known and p in labels])


def _words(field: ReadField) -> dict[str, str]:
    """Without a translation that has fallen behind."""
    return {
        each.language: each.text for each in field.words if each.language != (field.behind or None)
    }
