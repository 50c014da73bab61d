"""Each reminder is sent once, however long the clock slept and however often it ran."""

import datetime as dt
import threading
from typing import Any

import pytest
from django.core.mail import EmailMessage
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from filings import walls, workdays
from filings.enums import DeadlineState, ReminderStep, Role
from filings.models import Deadline, Membership, Reminder
from filings.services import deadlines, reminders
from tests.factories import AlgorithmFactory, DeadlineFactory, wall_down
from tests.people import People, make_people

DUE = dt.date(2026, 9, 18)
"""A Friday. Five working days before is the 11th, one is the 17th; the holidays begin later."""


def at(day: int, hour: int = 12, month: int = 9) -> dt.datetime:
    return dt.datetime(2026, month, day, hour, tzinfo=timezone.get_default_timezone())


def term(
    people: People,
    due_on: dt.date = DUE,
    started: dt.datetime | None = None,
    provisional: bool = False,
) -> Deadline:
    algorithm = AlgorithmFactory(provider=people.provider, owner=people.algorithm_owner)
    made: Deadline = DeadlineFactory(
        algorithm=algorithm,
        starts_on=due_on,
        due_on=due_on,
        started_at=started or at(1),
        provisional=provisional,
    )
    return made


def clock(now: dt.datetime) -> int:
    """One turn of the clock; how many reminders it sent."""
    with walls.for_clock():
        reminders.plan(now)
    with walls.for_clock():
        return reminders.send(now)


def sent() -> list[tuple[str, str]]:
    with wall_down():
        rows = Reminder.objects.filter(sent_at__isnull=False).order_by("due_at", "person__name")
        return list(rows.values_list("step", "person__name"))


CONCERNED = ["Algorithm Owner", "Approver", "Filer"]


def test_three_people_are_reminded_at_three_moments(
    people: People, mailoutbox: list[EmailMessage], django_capture_on_commit_callbacks: Any
) -> None:
    term(people)
    with django_capture_on_commit_callbacks(execute=True):
        assert [clock(at(day)) for day in (10, 11, 16, 17, 18, 19)] == [0, 3, 0, 3, 0, 3]
    assert sent() == [(step.value, name) for step in ReminderStep for name in CONCERNED]
    assert len(mailoutbox) == 9
    assert mailoutbox[0].subject == "1 term of algorithm filing needs you"
    assert "Fri 18 Sep 2026" in mailoutbox[0].body
    assert "Overdue" not in mailoutbox[0].body
    assert "Overdue" in mailoutbox[-1].body


def test_a_clock_that_slept_sends_each_once_and_one_mail_to_each(
    people: People, mailoutbox: list[EmailMessage], django_capture_on_commit_callbacks: Any
) -> None:
    term(people)
    with django_capture_on_commit_callbacks(execute=True):
        assert [clock(at(2, month=10)) for _turn in range(3)] == [9, 0, 0]
    assert sorted(message.to[0] for message in mailoutbox) == sorted(
        person.email for person in (people.filer, people.approver, people.algorithm_owner)
    )
    assert {message.subject for message in mailoutbox} == {"3 terms of algorithm filing need you"}


def test_what_lay_before_the_record_is_not_told(people: People) -> None:
    term(people, started=at(17, 18))
    assert clock(at(18)) == 0
    assert clock(at(21)) == 3
    assert {step for step, _name in sent()} == {"overdue"}


def test_a_term_that_no_longer_runs_and_a_person_who_has_left_are_left_alone(
    people: People,
) -> None:
    first, second = term(people), term(people)
    with walls.for_clock():
        reminders.plan(at(10))
    with walls.for_person(people.filer):
        deadlines.void(deadline=first, reason="", by=people.filer)
    with wall_down():
        Membership.objects.filter(user=people.approver).update(user=people.stranger)
    assert clock(at(11)) == 2
    with wall_down():
        rows = Reminder.objects.filter(sent_at__isnull=False)
        assert set(rows.values_list("deadline", flat=True)) == {second.pk}
    assert second.state == DeadlineState.OPEN


def test_reminders_follow_a_term_that_moves(people: People) -> None:
    made = term(people, provisional=True)
    with walls.for_clock():
        reminders.plan(at(10))
        Deadline.objects.filter(pk=made.pk).update(due_on=dt.date(2026, 9, 21))
    assert clock(at(11)) == 0
    assert clock(at(15)) == 3, "the Sunday before is a make-up working day"


def test_the_steps_are_counted_in_working_days(people: People) -> None:
    """The last working day before the National Day holidays comes before the ones after."""
    made = term(people, due_on=dt.date(2026, 10, 9))
    found = dict(reminders.moments(made.due_on, made.started_at, workdays.calendar()))
    assert found[ReminderStep.DAY] == at(8, 9, month=10)
    assert found[ReminderStep.WEEK].month == 9
    assert found[ReminderStep.OVERDUE] == at(10, 9, month=10)


def test_two_clocks_at_once_share_the_rows(cloned_database: str) -> None:
    with transaction.atomic():
        people = make_people()
        for _each in range(10):
            term(people)
    with walls.for_clock():
        reminders.plan(at(10))
    gate, counts = threading.Barrier(4), list[int]()

    def run() -> None:
        gate.wait()
        try:
            counts.append(clock(at(11)))
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _each in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(counts) == 30
    with transaction.atomic(), wall_down():
        assert Reminder.objects.filter(sent_at__isnull=False).count() == 30


def test_the_database_sends_nothing_twice(people: People) -> None:
    made = term(people)
    clock(at(11))
    with wall_down():
        row = Reminder.objects.filter(sent_at__isnull=False)[0]
        unsent = Reminder.objects.filter(sent_at=None)[0]
    for change, match in (
        (lambda: Reminder.objects.filter(pk=row.pk).update(sent_at=at(12)), "sent once"),
        (lambda: Reminder.objects.filter(pk=unsent.pk).update(sent_at=at(1)), "not_early"),
        (
            lambda: Reminder.objects.create(
                provider_id=made.provider_id,
                deadline=made,
                person_id=row.person_id,
                step=row.step,
                due_at=at(11),
            ),
            "reminder_once",
        ),
    ):
        with pytest.raises(IntegrityError, match=match), transaction.atomic(), wall_down():
            change()


def test_only_those_who_act_for_the_provider_are_told(people: People) -> None:
    term(people)
    clock(at(11))
    with wall_down():
        told = set(Reminder.objects.values_list("person", flat=True))
        assert told == {people.filer.pk, people.approver.pk, people.algorithm_owner.pk}
        assert not Membership.objects.filter(
            user__in=told, provider=people.elsewhere, role=Role.FILER
        ).exists()
