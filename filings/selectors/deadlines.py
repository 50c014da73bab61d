"""Running terms: a month drawn as a calendar, and one algorithm's terms with their bookkeeping."""

import calendar as months
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet

from filings import regulations, workdays
from filings.enums import DeadlineState
from filings.models import Deadline
from filings.regulations import Calendar, DeadlineRule, Text

YEARS = range(2000, 2101)
"""The years that a page of the calendar shows."""


@dataclass(frozen=True)
class Term:
    """A deadline with its rule in words and the working days that remain."""

    deadline: Deadline
    rule: DeadlineRule | None
    days_left: int
    formula: Text | None
    reason: Text | None


@dataclass(frozen=True)
class Day:
    on: date
    inside: bool
    is_workday: bool
    is_today: bool
    terms: list[Term]


@dataclass(frozen=True)
class Month:
    first: date
    weeks: list[list[Day]]
    terms: list[Term]
    is_published: bool

    @property
    def before(self) -> date | None:
        before = (self.first - timedelta(days=1)).replace(day=1)
        return before if before.year in YEARS else None

    @property
    def after(self) -> date | None:
        after = (self.first + timedelta(days=31)).replace(day=1)
        return after if after.year in YEARS else None


def month(provider_ids: list[int], first: date, today: date) -> Month:
    """Terms that end in the month, and every overdue one when it is the present month."""
    weeks = months.Calendar().monthdatescalendar(first.year, first.month)
    calendar = workdays.calendar()
    rows = _running(provider_ids).filter(due_on__range=(weeks[0][0], weeks[-1][-1]))
    terms = words(rows, today, calendar)
    on: dict[date, list[Term]] = {}
    for term in terms:
        on.setdefault(term.deadline.due_on, []).append(term)
    return Month(
        first=first,
        weeks=[
            [
                Day(d, d.month == first.month, calendar.is_workday(d), d == today, on.get(d, []))
                for d in week
            ]
            for week in weeks
        ],
        terms=[t for t in terms if t.deadline.due_on.month == first.month],
        is_published=calendar.is_published(first.year),
    )


def overdue(provider_ids: list[int], today: date) -> list[Term]:
    return words(_running(provider_ids).filter(due_on__lt=today), today, workdays.calendar())


def words(rows: Iterable[Deadline], today: date, calendar: Calendar) -> list[Term]:
    """Names and formulas do not change with the numbers set here, so no row of those is read."""
    book = regulations.load()
    return [
        Term(
            deadline=row,
            rule=book.deadlines.get(row.rule),
            days_left=workdays.left(calendar, today, row.due_on),
            formula=Text(**row.formula) if row.formula else None,
            reason=Text(**row.reason) if row.reason else None,
        )
        for row in rows
    ]


def _running(provider_ids: list[int]) -> QuerySet[Deadline]:
    return (
        Deadline.objects.filter(provider_id__in=provider_ids, state=DeadlineState.OPEN)
        .select_related("algorithm", "algorithm__provider", "filing")
        .order_by("due_on", "id")
    )
