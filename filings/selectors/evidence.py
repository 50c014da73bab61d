"""The files of an algorithm, by field, with their age; and what may be said of a new one."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from filings import answers as said
from filings import contents, regulations
from filings.enums import DisclosureState, Restriction
from filings.models import Algorithm, Disclosure, Evidence, User
from filings.regulations import Section
from filings.selectors.disclosure import is_expired, people_of

SOON = timedelta(days=30)


@dataclass(frozen=True)
class File:
    row: Evidence
    proves: str
    kind: str
    age: str
    """expired, soon, valid, or nothing when the file has no end"""
    is_removable: bool
    marks: tuple[str, ...]


def listed(algorithm: Algorithm) -> dict[str, Any]:
    """The files of the version being written, or of the last one; and those taken out."""
    rows = list(
        Evidence.objects.filter(algorithm=algorithm)
        .select_related("disclosure", "owner", "added_by")
        .defer("disclosure__content")
        .order_by("-disclosure__number", "path", "id")
    )
    draft = algorithm.disclosures.filter(state=DisclosureState.DRAFT).first()
    last = draft.number if draft else max((row.disclosure.number for row in rows), default=0)
    newest = draft or (rows[0].disclosure if rows else None)
    labels = _labels(contents.form_of(newest).sections if newest else ())
    files = [_file(row, labels) for row in rows]
    return {
        "draft": draft,
        "current": [f for f in files if f.row.disclosure.number == last and not f.row.removed_at],
        "earlier": [f for f in files if f.row.disclosure.number != last and not f.row.removed_at],
        "removed": [f for f in files if f.row.removed_at],
    }


def _file(row: Evidence, labels: dict[str, str]) -> File:
    kinds = regulations.load().evidence_kinds
    age = ""
    if row.expires_on:
        soon = row.expires_on < timezone.localdate() + SOON
        age = "expired" if is_expired(row) else "soon" if soon else "valid"
    return File(
        row,
        labels.get(row.path, row.path),
        str(kinds.get(row.kind, row.kind)),
        age,
        is_removable=row.removed_at is None and not row.disclosure.is_frozen,
        marks=tuple(str(Restriction(mark).label) for mark in row.marks),
    )


def _labels(sections: Iterable[Section]) -> dict[str, str]:
    """Section and field of every path a file may prove."""
    return {
        path: _("%(section)s: %(field)s") % {"section": section.title, "field": field.label}
        for section in sections
        for path, field in contents.columns(section)
    }


def offered(draft: Disclosure) -> dict[str, Any]:
    """The fields that apply, the kinds of file and the people a new file may name."""
    answers = contents.answers_of(draft)
    sections = (s for s in contents.form_of(draft).sections if said.shows(s.when, answers))
    kinds = {code: str(kind) for code, kind in regulations.load().evidence_kinds.items()}
    return {"paths": _labels(sections), "kinds": kinds, "people": people_of(draft.provider_id)}


def people(provider_id: int) -> dict[str, User]:
    members = User.objects.filter(memberships__provider_id=provider_id, is_system=False).distinct()
    return {str(member.pk): member for member in members}
