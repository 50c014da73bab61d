"""The calendar of the installation: published schedules, and those an administrator entered."""

from datetime import date

from filings import regulations
from filings.models import HolidaySchedule
from filings.regulations import Calendar, Schedule


def calendar() -> Calendar:
    return regulations.load().calendar(_entered())


def _entered() -> list[Schedule]:
    return [
        Schedule(
            year=row.year,
            off=frozenset(map(date.fromisoformat, row.days_off)),
            workdays=frozenset(map(date.fromisoformat, row.workdays)),
            notice=row.notice_title,
            source=row.notice_url,
        )
        for row in HolidaySchedule.objects.order_by("year")
    ]


def left(calendar: Calendar, today: date, due_on: date) -> int:
    """Working days that remain, the last one included, today not; negative once overdue."""
    first, last, sign = (today, due_on, 1) if due_on >= today else (due_on, today, -1)
    days = (last.toordinal() - first.toordinal()) + 1
    counted = sum(
        calendar.is_workday(date.fromordinal(first.toordinal() + n)) for n in range(1, days)
    )
    return sign * counted
