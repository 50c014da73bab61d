"""Reminders of running terms: planned as rows, sent once each, whenever the clock comes by."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from django.db.models import Q
from django.utils import timezone

from filings import notifications, workdays
from filings.enums import DeadlineState, ReminderStep, Role
from filings.models import Deadline, Membership, Reminder, User
from filings.regulations import Calendar

BEFORE = {ReminderStep.WEEK: 5, ReminderStep.DAY: 1}
"""Working days before the last day."""
AT = time(9)
HORIZON = timedelta(days=30)
"""Five working days reach over the longest holidays."""
MOST = 2000


def plan(now: datetime) -> int:
    """Rows for what comes up, inside the wall of whoever calls; how many were new."""
    calendar, today = workdays.calendar(), timezone.localdate(now)
    running = (
        Deadline.objects.filter(state=DeadlineState.OPEN, due_on__lte=today + HORIZON)
        .exclude(reminders__step=ReminderStep.OVERDUE)
        .select_related("algorithm")
    )
    filers = _filers()
    _move(calendar)
    rows = [
        Reminder(
            provider_id=deadline.provider_id,
            deadline=deadline,
            person_id=person,
            step=step,
            due_at=at,
        )
        for deadline in running
        for step, at in moments(deadline.due_on, deadline.started_at, calendar)
        for person in sorted({*filers[deadline.provider_id], *_owner(deadline)})
    ]
    before = Reminder.objects.count()
    Reminder.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)
    return Reminder.objects.count() - before


def send(now: datetime) -> int:
    """Send what is due, one mail for each person; how many reminders went out.

    Two clocks at once share the rows between them: neither waits, neither sends the other's.
    """
    due = list(
        Reminder.objects.select_for_update(of=("self",), skip_locked=True)
        .filter(sent_at=None, due_at__lte=now, deadline__state=DeadlineState.OPEN)
        .select_related("deadline__algorithm", "person")
        .order_by("due_at", "id")[:MOST]
    )
    here = {(m.user_id, m.provider_id) for m in Membership.objects.all()}
    for_person: dict[User, list[Reminder]] = defaultdict(list)
    for row in due:
        if row.person.is_active and (row.person_id, row.provider_id) in here:
            for_person[row.person].append(row)
    sent = [row for rows in for_person.values() for row in rows]
    Reminder.objects.filter(pk__in=[row.pk for row in sent]).update(sent_at=now)
    for person, rows in for_person.items():
        notifications.remind(person, [row.deadline for row in rows], timezone.localdate(now))
    return len(sent)


def _move(calendar: Calendar) -> None:
    """A provisional term has moved since its reminders were planned: they follow it."""
    waiting = Reminder.objects.filter(sent_at=None, deadline__state=DeadlineState.OPEN)
    for row in waiting.select_related("deadline"):
        found = dict(moments(row.deadline.due_on, row.deadline.started_at, calendar))
        at = found.get(ReminderStep(row.step), row.due_at)
        if at != row.due_at:
            row.due_at = at
            row.save(update_fields=["due_at"])


def moments(
    due_on: date, since: datetime, calendar: Calendar
) -> Iterator[tuple[ReminderStep, datetime]]:
    """When to tell of a term; what lay before it was recorded is not told any more."""
    for step, days in BEFORE.items():
        at = _at(_back(due_on, days, calendar))
        if at >= since:
            yield step, at
    yield ReminderStep.OVERDUE, max(_at(due_on + timedelta(days=1)), since)


def _at(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, AT))


def _back(day: date, days: int, calendar: Calendar) -> date:
    while days:
        day -= timedelta(days=1)
        days -= calendar.is_workday(day)
    return day


def _filers() -> dict[int, set[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    rows = Membership.objects.filter(Q(role=Role.FILER) | Q(role=Role.APPROVER))
    for provider, person in rows.values_list("provider_id", "user_id"):
        found[provider].add(person)
    return found


def _owner(deadline: Deadline) -> set[int]:
    owner = deadline.algorithm.owner_id
    return {owner} if owner else set()
