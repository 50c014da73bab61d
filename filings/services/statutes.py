"""What an installation administrator enters about the law: schedules of days off, numbers."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from filings import history, lawbook, regulations
from filings.enums import InstallationAct
from filings.models import HolidaySchedule, LegalParameter, User
from filings.services import deadlines
from filings.statemachine import ActionRefused

MOST_DAYS_OFF = 45


@dataclass(frozen=True)
class YearSchedule:
    """A year's days off beyond weekends and the weekend days worked instead."""

    year: int
    notice_title: str
    notice_url: str
    published_on: date
    days_off: tuple[date, ...]
    workdays: tuple[date, ...]


def enter_schedule(schedule: YearSchedule, *, by: User) -> int:
    """Keep a year's schedule; open provisional terms follow. Returns how many moved."""
    _must_operate(by)
    _refuse_implausible(schedule)
    days = {
        "days_off": [day.isoformat() for day in sorted(schedule.days_off)],
        "workdays": [day.isoformat() for day in sorted(schedule.workdays)],
    }
    HolidaySchedule.objects.update_or_create(
        year=schedule.year,
        defaults=days
        | {
            "notice_title": schedule.notice_title,
            "notice_url": schedule.notice_url,
            "published_on": schedule.published_on,
            "entered_by": by,
        },
    )
    moved = deadlines.follow_calendar(by=by)
    history.record_for_all(
        InstallationAct.SCHEDULE_ENTERED,
        by=by,
        year=schedule.year,
        **days,
        notice=schedule.notice_title,
        origin=schedule.notice_url,
    )
    return moved


def set_parameter(*, code: str, value: str, source: str, by: User) -> LegalParameter:
    """Set a number that no source we read confirms; an empty value takes ours back."""
    _must_operate(by)
    if value:
        try:
            regulations.load((*lawbook.parameters().items(), (code, value)))
        except ValueError as error:
            raise ActionRefused(
                _("This number cannot be set: it is confirmed, or the value is not a number.")
            ) from error
    if not source.strip():
        raise ActionRefused(_("Say where the number comes from: the text, its article, its date."))
    made = LegalParameter.objects.create(code=code, value=value, source=source, set_by=by)
    history.record_for_all(
        InstallationAct.NUMBER_SET, by=by, parameter=code, value=value, origin=source
    )
    return made


def _must_operate(by: User) -> None:
    if not by.is_operator:
        raise ActionRefused(_("Only the installation administrator may enter this. Ask them."))


def _refuse_implausible(schedule: YearSchedule) -> None:
    if regulations.load().calendar().is_published(schedule.year):
        raise ActionRefused(_("The schedule of this year is part of the product already."))
    allowed = range(schedule.year - 1, schedule.year + 1)
    if any(day.year not in allowed for day in (*schedule.days_off, *schedule.workdays)):
        raise ActionRefused(_("A day lies outside the year. Check the dates."))
    if both := set(schedule.days_off) & set(schedule.workdays):
        raise ActionRefused(
            _("%(day)s is entered as a day off and as a working day.") % {"day": min(both)}
        )
    if weekdays := [day for day in schedule.workdays if day.weekday() < 5]:
        raise ActionRefused(
            _("%(day)s is not a weekend day, so it cannot be a make-up working day.")
            % {"day": min(weekdays)}
        )
    if not schedule.days_off or len(schedule.days_off) > MOST_DAYS_OFF:
        raise ActionRefused(_("Enter the days off as the notice names them."))


def spread(first: date, last: date) -> list[date]:
    """Every day of a holiday."""
    return [first + timedelta(n) for n in range((last - first).days + 1)]
