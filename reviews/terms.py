"""Moments and days of the law of review: when a decision is due, when the next follow-up."""

from calendar import monthrange
from datetime import date, datetime, timedelta

from reviews.enums import Procedure
from reviews.models import RulePack


def add_months(day: date, months: int) -> date:
    """The same day so many months later, or the month's last one."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def decision_due(pack: RulePack, procedure: str, accepted: datetime) -> datetime:
    if procedure == Procedure.EMERGENCY:
        return accepted + timedelta(hours=pack.emergency_hours)
    return accepted + timedelta(days=pack.decision_days)


def experts_due(pack: RulePack, procedure: str, received: datetime) -> datetime:
    if procedure == Procedure.EMERGENCY:
        return received + timedelta(hours=pack.emergency_expert_hours)
    return received + timedelta(days=pack.expert_days)


def registration_due(pack: RulePack, since: date) -> date:
    """Of a committee from its setting up, of a listed activity from its approval."""
    return since + timedelta(days=pack.registration_days)


def report_due(pack: RulePack, year: int) -> date:
    return date(year + 1, pack.report_month, pack.report_day)


def follow_up_months(pack: RulePack, *, listed: bool | None) -> int:
    """Unknown counts as listed."""
    return pack.tracking_months if listed is False else pack.tracking_months_listed
