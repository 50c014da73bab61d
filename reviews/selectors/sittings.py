"""The meetings of a committee: what stands on the agenda of each, and what could be put there."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from filings.models import User
from reviews.enums import MeetingState, RoundAction, RoundState
from reviews.models import Case, Committee, Meeting, Round
from reviews.selectors import quorum
from reviews.selectors.quorum import Quorum
from reviews.workflow import ROUND

LAST = 20
"""Meetings that are over and still shown."""


@dataclass(frozen=True)
class Item:
    meeting: Meeting
    quorum: Quorum | None


@dataclass(frozen=True)
class Sitting:
    """Meetings at one time and place: one item of the agenda for each case."""

    starts_at: datetime
    place: str
    items: list[Item]

    @property
    def is_over(self) -> bool:
        return all(item.meeting.state == MeetingState.ENDED for item in self.items)


@dataclass(frozen=True)
class Ready:
    """A case that waits for a meeting."""

    round: Round
    quorum: Quorum


def sittings(committee: Committee, user: User) -> list[Sitting]:
    """Of the cases that the person judges: what is to come first, then the last ones held."""
    cases = Case.objects.judged_by(user).filter(committee=committee).values("pk").order_by()
    rows = Meeting.objects.filter(round__case__in=cases, round__committee=committee).select_related(
        "round__case__algorithm", "round__rule_pack"
    )
    coming = rows.exclude(state=MeetingState.ENDED).order_by("starts_at", "id")
    over = rows.filter(state=MeetingState.ENDED).order_by("-starts_at", "id")[:LAST]
    return [*_together(coming), *_together(over)]


def _together(rows: Iterable[Meeting]) -> list[Sitting]:
    found: dict[tuple[datetime, str], list[Item]] = {}
    for row in rows:
        item = Item(row, quorum.of_meeting(row))
        found.setdefault((row.starts_at, row.place), []).append(item)
    return [Sitting(at, place, items) for (at, place), items in found.items()]


def ready(committee: Committee, user: User) -> list[Ready]:
    """Cases for which this person may call a meeting now."""
    cases = Case.objects.judged_by(user).filter(committee=committee).values("pk").order_by()
    waiting = Round.objects.filter(
        case__in=cases,
        committee=committee,
        state__in=[RoundState.DELIBERATION, RoundState.WITH_EXPERTS],
    ).select_related("case__algorithm", "rule_pack")
    row = ROUND.rows[RoundAction.CALL_MEETING]
    today = timezone.localdate()
    return [
        Ready(each, quorum.ahead(each, today))
        for each in waiting
        if row.who.allows(user, each) and not row.refusals(each, user)
    ]
