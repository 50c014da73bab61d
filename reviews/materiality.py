"""Whether a change of what was approved is material: read from the two versions, never typed."""

from dataclasses import dataclass
from typing import Any

from filings import changed, regulations
from filings.models import Disclosure
from reviews.models import Case

INCIDENT = "incident"
"""What no answer tells: whoever reports the change says it."""


@dataclass(frozen=True)
class Material:
    """One way in which a change is material, and the answers that show it."""

    code: str
    label: Any
    fields: list[str]


def between(before: Disclosure, after: Disclosure) -> list[Material]:
    kinds = regulations.load().material_changes
    return [
        Material(code, kinds[code].label, changed.labels(after, paths))
        for code, paths in changed.material(before, after).items()
    ]


def of(case: Case, disclosure: Disclosure | None) -> list[Material]:
    """Of this version against the one the committee approved last."""
    if disclosure is None or case.approved is None:
        return []
    return between(case.approved.disclosure, disclosure)


def codes(case: Case, disclosure: Disclosure, *, incident: bool) -> list[str]:
    """What a round about the change keeps; nothing in it means a change that is not material."""
    found = [each.code for each in of(case, disclosure)]
    return [*found, INCIDENT] if incident else found
