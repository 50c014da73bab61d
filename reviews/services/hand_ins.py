"""Reminders of what a committee hands in itself: its registration, its report on each year.

The terms follow from other facts and are no rows; that somebody was told of one is.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from filings import workdays
from filings.models import User
from filings.services import reminders
from reviews import composition, notifications, terms
from reviews.enums import OWN_COMMITTEE, PRESIDING, Handed, SeatRole
from reviews.models import Committee, CommitteeService, HandInReminder, Registration, Seat


@dataclass(frozen=True)
class OpenTerm:
    """What has not been handed in. `year` is that of a report; nothing for the registration."""

    provider_id: int
    committee: Committee
    year: int | None
    due_on: date

    @property
    def key(self) -> tuple[int, int, int | None]:
        return self.provider_id, self.committee.pk, self.year


def open_terms(today: date) -> Iterator[OpenTerm]:
    """Inside the wall of whoever calls. A committee of several providers registers once."""
    services = CommitteeService.objects.filter(committee__kind__in=OWN_COMMITTEE, until=None)
    reported = set(
        Registration.objects.filter(kind=Handed.REPORT).values_list(
            "provider_id", "committee_id", "year"
        )
    )
    registered: set[int] = set()
    for service in services.select_related("committee").order_by("committee", "provider"):
        committee, unit = service.committee, service.provider_id
        if committee.pk not in registered and committee.registered_on is None:
            pack = composition.pack_on(committee.founded_on)
            due = terms.registration_due(pack, committee.founded_on)
            yield OpenTerm(unit, committee, None, due)
        registered.add(committee.pk)
        for year in range(service.since.year, today.year):
            if (unit, committee.pk, year) not in reported:
                pack = composition.pack_on(date(year, 12, 31))
                yield OpenTerm(unit, committee, year, terms.report_due(pack, year))


def plan(now: datetime) -> None:
    """Rows for what comes up, to whoever runs the committee."""
    today, calendar = timezone.localdate(now), workdays.calendar()
    rows = [
        HandInReminder(
            provider_id=term.provider_id,
            committee=term.committee,
            year=term.year,
            person_id=person,
            step=step,
            due_at=at,
        )
        for term in open_terms(today)
        if term.due_on <= today + reminders.HORIZON
        for person in sorted(_running(term.committee, today))
        for step, at in reminders.moments(term.due_on, now, calendar)
    ]
    HandInReminder.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)


def send(now: datetime) -> int:
    """What is due and still open, one mail for each person; how many reminders went out."""
    today = timezone.localdate(now)
    still = {term.key: term for term in open_terms(today)}
    running: dict[int, set[int]] = {}
    for_person: dict[User, list[OpenTerm]] = defaultdict(list)
    sent = []
    for row in _due(now, {key[1] for key in still}):
        term = still.get((row.provider_id, row.committee_id, row.year))
        people = running.setdefault(row.committee_id, _running(row.committee, today))
        if term and row.person.is_active and row.person_id in people:
            for_person[row.person].append(term)
            sent.append(row.pk)
    HandInReminder.objects.filter(pk__in=sent).update(sent_at=now)
    for person, found in for_person.items():
        notifications.hand_in(person, list(dict.fromkeys(found)), today)
    return len(sent)


def _due(now: datetime, committees: set[int]) -> list[HandInReminder]:
    """Two clocks at once share the rows between them: neither sends the other's."""
    rows = HandInReminder.objects.select_for_update(of=("self",), skip_locked=True)
    due = rows.filter(sent_at=None, due_at__lte=now, committee__in=committees)
    return list(due.select_related("committee", "person").order_by("due_at", "id"))


def _running(committee: Committee, today: date) -> set[int]:
    seats = Seat.objects.current(today).filter(
        committee=committee, role__in=[*PRESIDING, SeatRole.SECRETARY]
    )
    return set(seats.values_list("person_id", flat=True))
