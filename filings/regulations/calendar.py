"""Terms in the PRC's calendar, counted as the Civil Code does (Arts. 200 to 204).

The day of the event is not counted. A term of days, months or years that ends on a day off ends on
the next working day. Working days are those of the State Council's yearly notices, make-up
Saturdays and Sundays included. A year without a notice is counted by weekends and the statutory
holidays alone, and what rests on it is provisional.
"""

from calendar import monthrange
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from filings.regulations.text import Text

SHANGHAI = ZoneInfo("Asia/Shanghai")
DAY = timedelta(days=1)
SATURDAY = 5
UNITS = {"workday", "day", "hour", "month", "year", "annual", "immediate", "before"}


@dataclass(frozen=True)
class Schedule:
    """One notice. It may name days of the December before its year."""

    year: int
    off: frozenset[date]
    workdays: frozenset[date]
    notice: str = ""
    source: str = ""
    certainty: str = "S"


@dataclass(frozen=True)
class Floor:
    """The least that is off in any year: `(month, day)` each year, and lunar days entered."""

    fixed: frozenset[tuple[int, int]] = frozenset()
    lunar: frozenset[date] = frozenset()

    def is_off(self, day: date) -> bool:
        return (day.month, day.day) in self.fixed or day in self.lunar


@dataclass(frozen=True)
class DueDate:
    """`on` is the last day on which the act is in time; `at` the moment, where hours count."""

    on: date
    formula: Text
    at: datetime | None = None
    provisional: bool = False
    reason: Text | None = None


class Calendar:
    """Later schedules of a year replace earlier ones, so what an administrator enters prevails."""

    def __init__(self, schedules: Iterable[Schedule], floor: Floor = Floor()) -> None:
        self.schedules: Mapping[int, Schedule] = {each.year: each for each in schedules}
        self.floor = floor
        self._off = frozenset[date]().union(*(s.off for s in self.schedules.values()))
        self._workdays = frozenset[date]().union(*(s.workdays for s in self.schedules.values()))

    def is_published(self, year: int) -> bool:
        return year in self.schedules

    def is_workday(self, day: date) -> bool:
        if day in self._workdays:
            return True
        known = self.is_published(day.year)
        return not (
            day.weekday() >= SATURDAY or day in self._off or (not known and self.floor.is_off(day))
        )

    def due(self, start: date | datetime, amount: int, unit: str, fixed: str = "") -> DueDate:
        """When a term ends that starts with `start`; ValueError for an unknown unit, a negative
        term or a moment without a zone, TypeError for hours from a day.

        A moment must be aware; its day is the day in Shanghai. Hours need a moment. `fixed` is the
        `MM-DD` of an annual date: the first one after `start`, `amount` years later.
        """
        if amount < 0:
            raise ValueError("a term is not negative")
        if unit == "hour":
            return self._hours(start, amount)
        day = day_of(start)
        if unit == "annual":
            nominal = _annual(day, amount, fixed)
        else:
            nominal = self._nominal(unit)(day, amount)
        return self._settled(day, nominal, amount, unit)

    def _nominal(self, unit: str) -> Callable[[date, int], date]:
        counts: dict[str, Callable[[date, int], date]] = {
            "workday": self.add_workdays,
            "day": lambda day, n: day + n * DAY,
            "month": add_months,
            "year": lambda day, n: add_months(day, 12 * n),
            "immediate": lambda day, n: day,
            "before": lambda day, n: day - DAY,
        }
        if unit not in counts:
            raise ValueError(f"unknown unit {unit}")
        return counts[unit]

    def _settled(self, day: date, nominal: date, amount: int, unit: str) -> DueDate:
        moves = unit in ("day", "month", "year", "annual")
        on = self.next_workday(nominal) if moves else nominal
        first = nominal if moves else day
        reason = self._reason(first, on) if moves or unit == "workday" else None
        formula = _formula(day, nominal, on, amount, unit)
        return DueDate(on, formula, provisional=reason is not None, reason=reason)

    def _hours(self, start: date | datetime, amount: int) -> DueDate:
        if not isinstance(start, datetime):
            raise TypeError("hours run from a moment, not from a day")
        day_of(start)
        at = (start + timedelta(hours=amount)).astimezone(SHANGHAI)
        begun = f"{start.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
        formula = Text(f"{begun}起{amount}小时", f"{amount} hours from {begun}")
        return DueDate(at.date(), formula, at=at)

    def add_workdays(self, day: date, amount: int) -> date:
        while amount:
            day += DAY
            amount -= self.is_workday(day)
        return day

    def next_workday(self, day: date) -> date:
        """The day itself if one works on it, else the first working day after it."""
        while not self.is_workday(day):
            day += DAY
        return day

    def _reason(self, first: date, last: date) -> Text | None:
        years = range(first.year, last.year + 1)
        missing = [str(year) for year in years if not self.is_published(year)]
        if not missing:
            return None
        zh, en = "、".join(missing), ", ".join(missing)
        return Text(
            f"{zh}年放假安排尚未公布，暂按周末和法定节假日推算，公布后可能变动。",
            f"The holidays of {en} are not published. Counted by weekends and statutory holidays "
            "alone, the day may still move when they are.",
        )


def day_of(moment: date | datetime) -> date:
    """The day in Shanghai; a moment without a time zone is refused."""
    if not isinstance(moment, datetime):
        return moment
    if moment.tzinfo is None:
        raise ValueError("a moment needs its time zone")
    return moment.astimezone(SHANGHAI).date()


def end_of(day: date) -> datetime:
    """The last second of a day: an act before it is in time (Civil Code, Art. 203)."""
    return datetime.combine(day, time(23, 59, 59), SHANGHAI)


def add_months(day: date, amount: int) -> date:
    """The corresponding day, or the last of the month where there is none (Art. 202)."""
    year, month = divmod(day.year * 12 + day.month - 1 + amount, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _annual(day: date, amount: int, fixed: str) -> date:
    month, number = (int(part) for part in fixed.split("-"))
    found = date(day.year, month, number)
    return add_months(found, 12 * (amount + (found <= day)))


_UNITS = {
    "workday": ("个工作日", "working days"),
    "day": ("日", "days"),
    "month": ("个月", "months"),
    "year": ("年", "years"),
}


def _formula(day: date, nominal: date, on: date, amount: int, unit: str) -> Text:
    match unit:
        case "annual":
            text = Text(f"{day}之后的{nominal:%m-%d}", f"the first {nominal:%m-%d} after {day}")
        case "immediate":
            text = Text(f"{day}立即", f"at once on {day}")
        case "before":
            text = Text(f"{day}之前", f"before {day}")
        case _:
            zh, en = _UNITS[unit]
            en = en.removesuffix("s") if amount == 1 else en
            text = Text(f"{day}次日起{amount}{zh}", f"{day} + {amount} {en}, first day not counted")
    if on == nominal:
        return text
    return Text(
        f"{text.zh}，届满日{nominal}为休息日，顺延至{on}",
        f"{text.en}; ends on {nominal}, a day off, so on {on}",
    )
