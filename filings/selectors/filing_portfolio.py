"""Open filings by state and by the next date that concerns them."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from filings.models import Filing, User
from filings.models.filing import OPEN_STATES
from filings.selectors.filing import with_due
from filings.statemachine import Sentence


@dataclass(frozen=True)
class Bucket:
    """Open filings in one state whose next date lies in one stretch of time."""

    state: str
    label: str
    counts: list[int]

    @property
    def total(self) -> int:
        return sum(self.counts)


STRETCHES: tuple[Sentence, ...] = (
    _("Overdue"),
    _("Within 7 days"),
    _("Within 30 days"),
    _("Later"),
    _("No date"),
)


def portfolio(user: User, provider_ids: list[int], today: date) -> list[Bucket]:
    """Open filings by state and by the next date of their algorithm, in one query."""
    rows: Any = with_due(
        Filing.objects.visible_to(user).filter(provider_id__in=provider_ids, state__in=OPEN_STATES)
    )
    counted = Counter(
        (state, _stretch(due, today)) for state, due in rows.values_list("state", "due_on")
    )
    found = [
        Bucket(
            state.value,
            str(state.label),
            [counted[state.value, number] for number in range(len(STRETCHES))],
        )
        for state in OPEN_STATES
    ]
    return [bucket for bucket in found if bucket.total]


def _stretch(due_on: date | None, today: date) -> int:
    if due_on is None:
        return len(STRETCHES) - 1
    days = (due_on - today).days
    return 0 if days < 0 else 1 if days <= 7 else 2 if days <= 30 else 3
