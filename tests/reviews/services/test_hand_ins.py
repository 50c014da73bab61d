"""Whoever runs a committee is told of its registration and its report, each once at each step."""

import datetime as dt
from typing import Any

import pytest
from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction
from django.utils import timezone

from filings import regulations, walls
from filings.models import User
from filings.services import reminders
from reviews.models import Committee, HandInReminder, Registration
from reviews.services import hand_ins
from tests.factories import wall_down
from tests.reviews.judging import Bench


def clock(moment: dt.datetime) -> int:
    with walls.for_clock():
        hand_ins.plan(moment)
    with walls.for_clock():
        return hand_ins.send(moment)


def at(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(12), timezone.get_default_timezone())


YEAR = timezone.localdate().year
DUE = dt.date(YEAR + 1, 3, 31)
"""Of the report on this year."""
WEEK, DAY, LATE = (
    timezone.localdate(moment)
    for _step, moment in reminders.moments(DUE, timezone.now(), regulations.load().calendar())
)
NEXT = dt.timedelta(days=1)


@pytest.fixture
def registered(bench: Bench) -> Bench:
    """Registered, and reported on the years before this one."""
    Committee.objects.update(registered_on=dt.date(2026, 1, 9), registration="委-1")
    with wall_down():
        Registration.objects.bulk_create(
            Registration(
                kind="report",
                provider=bench.provider,
                committee=bench.committee,
                year=year,
                done_on=dt.date(year + 1, 3, 1),
                reference="报-1",
                recorded_by=bench.chair,
            )
            for year in range(2026, YEAR)
        )
    return bench


def told() -> list[tuple[str, int | None]]:
    with wall_down():
        rows = HandInReminder.objects.filter(sent_at__isnull=False)
        return list(rows.values_list("step", "year").distinct().order_by("step"))


def test_the_report_on_a_year_is_told_of_at_three_moments(
    registered: Bench, mailoutbox: list[EmailMessage], django_capture_on_commit_callbacks: Any
) -> None:
    """Five working days before the last of March, one before, and once it is over."""
    days = [WEEK - NEXT, WEEK, DAY - NEXT, DAY, DUE, LATE, LATE]
    assert dt.timedelta(days=5) <= DUE - WEEK <= dt.timedelta(days=9)
    with django_capture_on_commit_callbacks(execute=True):
        assert [clock(at(day)) for day in days] == [0, 3, 0, 3, 0, 3, 0]
    assert told() == [("day", YEAR), ("overdue", YEAR), ("week", YEAR)]
    running = [registered.chair, registered.members[1].person, registered.secretary.person]
    assert {message.to[0] for message in mailoutbox} == {each.email for each in running}
    assert f"Annual report on {YEAR}" in mailoutbox[0].body
    assert "Overdue" not in mailoutbox[0].body
    assert "Overdue" in mailoutbox[-1].body


def test_a_clock_that_slept_tells_once_that_it_is_overdue(registered: Bench) -> None:
    assert [clock(at(LATE + 30 * NEXT)) for _turn in range(2)] == [3, 0]
    assert told() == [("overdue", YEAR)]


def test_an_unregistered_committee_is_told_of_and_a_registered_one_is_not(
    bench: Bench, mailoutbox: list[EmailMessage], django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        clock(timezone.now())
    assert "Registration of the committee" in mailoutbox[0].body
    assert ("overdue", None) in told()
    assert "to hand in for the ethics committee" in mailoutbox[0].subject


def test_what_was_handed_in_or_who_left_is_told_nothing(registered: Bench) -> None:
    assert clock(at(WEEK - NEXT)) == 0
    User.objects.filter(pk=registered.secretary.person_id).update(is_active=False)
    assert clock(at(WEEK)) == 2
    with wall_down():
        Registration.objects.create(
            kind="report",
            provider=registered.provider,
            committee=registered.committee,
            year=YEAR,
            done_on=timezone.localdate(),
            reference="报-2",
            recorded_by=registered.chair,
        )
    assert clock(at(LATE)) == 0


def test_a_reminder_that_was_sent_stays_so(registered: Bench) -> None:
    clock(at(LATE))
    with pytest.raises(IntegrityError), transaction.atomic(), wall_down():
        HandInReminder.objects.update(sent_at=None)
