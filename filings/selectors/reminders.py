"""The inbox of reminders, and the calendar that a program reads."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from filings import icalendar, workdays
from filings.enums import DeadlineState
from filings.models import CalendarFeed, Deadline, Reminder, User
from filings.selectors import deadlines
from filings.selectors.deadlines import Term

SHOWN = 100
PAST = timedelta(days=60)
AHEAD = timedelta(days=400)


@dataclass(frozen=True)
class Line:
    row: Reminder
    term: Term


def inbox(user: User, provider_ids: list[int], today: date) -> list[Line]:
    """What one was reminded of lately, the newest first."""
    rows = (
        Reminder.objects.visible_to(user)
        .filter(person=user, provider_id__in=provider_ids, sent_at__isnull=False)
        .filter(sent_at__date__gte=today - PAST)
        .select_related("deadline__algorithm__provider", "deadline__filing")
        .order_by("-sent_at", "-id")[:SHOWN]
    )
    found = list(rows)
    terms = deadlines.words([row.deadline for row in found], today, workdays.calendar())
    return [Line(row, term) for row, term in zip(found, terms, strict=True)]


def open_feed(user: User) -> CalendarFeed | None:
    return CalendarFeed.objects.filter(person=user, closed_at=None).first()


def calendar(user: User, today: date, now: datetime, address: str) -> str:
    """The running terms of everything the person acts for; `address` is that of the site."""
    running = (
        Deadline.objects.visible_to(user)
        .filter(state=DeadlineState.OPEN, due_on__range=(today - PAST, today + AHEAD))
        .select_related("algorithm__provider", "filing")
        .order_by("due_on", "id")
    )
    entries = [
        icalendar.Entry(
            uid=f"deadline-{term.deadline.pk}@beian",
            on=term.deadline.due_on,
            title=f"{term.rule.title if term.rule else term.deadline.rule} · "
            f"{term.deadline.algorithm}",
            text=_description(term),
            url=f"{address}{term.deadline.algorithm.get_absolute_url()}",
        )
        for term in deadlines.words(running, today, workdays.calendar())
    ]
    return icalendar.calendar(_("Terms of algorithm filing"), entries, now)


def _description(term: Term) -> str:
    lines = [str(term.deadline.algorithm.provider), str(term.formula or "")]
    if term.deadline.provisional:
        lines.append(_("provisional"))
    return "\n".join(filter(None, lines))
