"""A watched fact that differs from what is filed starts the term for a change filing."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from filings import answers as said
from filings import contents, standing
from filings.models import Disclosure, User
from filings.regulations import Field, Form
from filings.services import deadlines

RULE = "alg_change"


def propose(disclosure: Disclosure, *, by: User) -> list[str]:
    """Start the term of Order 9, Art. 24(2), where the frozen version departs from the filed one.

    It runs from the freeze, the first day on which the change is a recorded fact; who knows the
    day of the change itself corrects the term. Gives the paths of the changed facts.
    """
    filed = standing.in_force(disclosure.algorithm_id)
    if filed is None:
        return []
    changed = watched(contents.form_of(disclosure), filed.disclosure.content, disclosure.content)
    if changed:
        deadlines.start(
            algorithm=disclosure.algorithm, rule=RULE, starts_on=timezone.localdate(), by=by
        )
    return changed


def watched(
    form: Form, before: Mapping[str, Any] | None, after: Mapping[str, Any] | None
) -> list[str]:
    """Paths of the facts whose change must be filed and that differ; both are frozen contents."""
    old, new = ((content or {}).get("answers", {}) for content in (before, after))
    return [
        f"{section.code}.{field.code}"
        for section in form.sections
        for field in section.fields
        if _is_watched(field)
        and said.essence(old.get(section.code, {}).get(field.code))
        != said.essence(new.get(section.code, {}).get(field.code))
    ]


def _is_watched(field: Field) -> bool:
    """A table is watched as a whole when one of its columns is."""
    return field.watched or any(map(_is_watched, field.fields))
