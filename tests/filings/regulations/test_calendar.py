"""Terms end on the right day, and what rests on an unpublished year says so."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from filings import regulations
from filings.regulations.calendar import (
    SHANGHAI,
    Calendar,
    Floor,
    Schedule,
    add_months,
    day_of,
    end_of,
)

LAW = regulations.load()
CALENDAR = LAW.calendar()


def on(text: str) -> date:
    return date.fromisoformat(text)


def due(start: str, amount: int, unit: str, fixed: str = "") -> str:
    found = CALENDAR.due(on(start), amount, unit, fixed)
    return f"{found.on}{' provisional' if found.provisional else ''}"


@pytest.mark.parametrize(
    ("start", "ten", "twenty", "thirty"),
    [
        ("2025-01-22", "2025-02-11", "2025-02-25", "2025-03-11"),
        ("2025-09-25", "2025-10-15", "2025-10-29", "2025-11-12"),
        ("2025-12-31", "2026-01-15", "2026-01-29", "2026-02-12"),
        ("2026-02-10", "2026-03-02", "2026-03-16", "2026-03-30"),
        ("2026-04-28", "2026-05-14", "2026-05-28", "2026-06-11"),
        ("2026-09-18", "2026-10-09", "2026-10-22", "2026-11-05"),
        ("2026-09-30", "2026-10-20", "2026-11-03", "2026-11-17"),
        ("2026-11-22", "2026-12-04", "2026-12-18", "2027-01-04 provisional"),
    ],
)
def test_terms_of_order_nine_end_as_worked_out_by_hand(
    start: str, ten: str, twenty: str, thirty: str
) -> None:
    found = [due(start, amount, "workday") for amount in (10, 20, 30)]
    assert found == [ten, twenty, thirty]


@pytest.mark.parametrize(
    ("day", "works"),
    [
        ("2025-01-26", True),  # a Sunday before the Spring Festival
        ("2025-02-08", True),  # a Saturday after it
        ("2025-01-27", True),
        ("2025-01-28", False),
        ("2025-02-04", False),
        ("2025-02-05", True),
        ("2025-04-04", False),
        ("2025-04-27", True),
        ("2025-05-05", False),
        ("2025-09-28", True),
        ("2025-10-08", False),
        ("2025-10-11", True),
        ("2025-10-12", False),
        ("2026-01-02", False),
        ("2026-01-04", True),
        ("2026-02-14", True),
        ("2026-02-15", False),
        ("2026-02-23", False),
        ("2026-02-24", True),
        ("2026-02-28", True),
        ("2026-05-09", True),
        ("2026-06-19", False),
        ("2026-09-20", True),
        ("2026-09-25", False),
        ("2026-10-07", False),
        ("2026-10-08", True),
        ("2026-10-10", True),
        ("2026-11-21", False),
        ("2004-01-22", False),  # Spring Festival of the first year
        ("2006-12-30", True),  # a Saturday that the notice for 2007 names
        ("2007-12-31", False),  # a Monday that the notice for 2008 names
        ("2011-12-31", True),
        ("2015-09-03", False),  # a holiday of that year only
        ("2020-01-31", False),  # the Spring Festival prolonged
        ("2027-02-05", False),  # statutory, though no notice is published
        ("2027-06-09", False),
        ("2027-06-10", True),
        ("2029-10-01", False),
    ],
)
def test_a_day_is_worked_or_off_as_the_notice_says(day: str, works: bool) -> None:
    assert CALENDAR.is_workday(on(day)) is works


@pytest.mark.parametrize(("year", "days"), [(2025, 248), (2026, 248)])
def test_a_year_has_its_number_of_working_days(year: int, days: int) -> None:
    first = date(year, 1, 1)
    found = sum(
        CALENDAR.is_workday(first + timedelta(n))
        for n in range(366)
        if (first + timedelta(n)).year == year
    )
    assert found == days


def test_schedules_reach_from_2004_to_2026() -> None:
    assert [schedule.year for schedule in LAW.schedules] == list(range(2004, 2027))
    assert all(schedule.notice and schedule.source for schedule in LAW.schedules)


@pytest.mark.parametrize(
    ("start", "amount", "unit", "end"),
    [
        ("2026-09-19", 1, "workday", "2026-09-20"),  # the next day is a make-up Sunday
        ("2026-02-13", 1, "workday", "2026-02-14"),
        ("2026-02-14", 1, "workday", "2026-02-24"),
        ("2026-02-27", 1, "workday", "2026-02-28"),
        ("2026-05-08", 1, "workday", "2026-05-09"),
        ("2026-10-09", 1, "workday", "2026-10-10"),
        ("2025-01-26", 1, "workday", "2025-01-27"),
        ("2026-10-01", 1, "workday", "2026-10-08"),
        ("2026-03-02", 0, "workday", "2026-03-02"),
        ("2006-12-29", 1, "workday", "2006-12-30"),
        ("2011-12-30", 1, "workday", "2011-12-31"),
        ("2026-03-01", 30, "day", "2026-03-31"),
        ("2026-03-05", 30, "day", "2026-04-07"),  # 04-04 to 04-06 is off
        ("2026-01-16", 30, "day", "2026-02-24"),  # ends in the Spring Festival
        ("2026-09-01", 30, "day", "2026-10-08"),  # 10-01 to 10-07 is off
        ("2026-08-21", 30, "day", "2026-09-20"),  # a make-up Sunday is no day off
        ("2026-11-01", 6, "day", "2026-11-09"),  # Saturday to Monday
        ("2026-06-01", 0, "day", "2026-06-01"),
        ("2026-01-31", 1, "month", "2026-02-28"),  # no 31st; the 28th is worked
        ("2025-01-31", 1, "month", "2025-02-28"),
        ("2024-01-31", 1, "month", "2024-02-29"),
        ("2024-01-30", 1, "month", "2024-02-29"),
        ("2025-08-31", 6, "month", "2026-02-28"),
        ("2025-12-15", 12, "month", "2026-12-15"),
        ("2025-05-13", 12, "month", "2026-05-13"),
        ("2025-10-03", 12, "month", "2026-10-08"),
        ("2026-04-30", 1, "month", "2026-06-01"),  # 05-30 is a Saturday
        ("2024-02-29", 1, "year", "2025-02-28"),
        ("2020-02-29", 4, "year", "2024-02-29"),
        ("2021-03-02", 5, "year", "2026-03-02"),
        ("2023-10-01", 3, "year", "2026-10-08"),
        ("2026-11-25", 0, "immediate", "2026-11-25"),
        ("2026-10-03", 0, "immediate", "2026-10-03"),
        ("2026-03-02", 0, "before", "2026-03-01"),
        ("2026-01-01", 0, "before", "2025-12-31"),
    ],
)
def test_terms_end_by_the_civil_code(start: str, amount: int, unit: str, end: str) -> None:
    assert due(start, amount, unit) == end


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("2025-03-30", "2025-03-31"),
        ("2025-03-31", "2026-03-31"),
        ("2025-12-31", "2026-03-31"),
        ("2026-03-30", "2026-03-31"),
        ("2026-03-31", "2027-03-31 provisional"),
        ("2018-04-01", "2019-04-01"),  # 2019-03-31 is a Sunday
    ],
)
def test_an_annual_date_is_the_first_one_after_the_start(start: str, end: str) -> None:
    assert due(start, 0, "annual", "03-31") == end


@pytest.mark.parametrize(
    ("start", "amount", "unit", "provisional"),
    [
        ("2026-12-17", 10, "workday", False),
        ("2026-12-18", 10, "workday", True),
        ("2026-12-01", 30, "day", False),
        ("2026-12-02", 30, "day", True),
        ("2025-12-31", 12, "month", False),
        ("2026-01-31", 12, "month", True),
        ("2020-06-01", 6, "year", False),
        ("2020-06-01", 8, "year", True),
        ("2031-01-05", 0, "immediate", False),
        ("2003-12-20", 1, "workday", True),
    ],
)
def test_only_what_rests_on_an_unpublished_year_is_provisional(
    start: str, amount: int, unit: str, provisional: bool
) -> None:
    found = CALENDAR.due(on(start), amount, unit)
    assert (found.provisional, found.reason is not None) == (provisional, provisional)


def test_a_provisional_day_names_the_years_it_waits_for() -> None:
    reason = CALENDAR.due(on("2026-12-25"), 300, "workday").reason
    assert reason is not None
    assert "2027、2028年" in reason.zh
    assert "2027, 2028" in reason.en


def test_a_schedule_that_is_entered_makes_the_day_firm_and_moves_it() -> None:
    entered = Schedule(
        2027, frozenset({on("2027-01-01"), on("2027-01-04")}), frozenset({on("2027-01-09")})
    )
    calendar = LAW.calendar([entered])
    found = calendar.due(on("2026-12-31"), 5, "workday")
    assert (found.on, found.provisional, found.reason) == (on("2027-01-09"), False, None)
    assert CALENDAR.due(on("2026-12-31"), 5, "workday").on == on("2027-01-08")


def test_what_an_administrator_enters_prevails_over_what_was_shipped() -> None:
    calendar = LAW.calendar([Schedule(2026, frozenset({on("2026-03-02")}), frozenset())])
    assert not calendar.is_workday(on("2026-03-02"))
    assert calendar.is_workday(on("2026-10-01"))


def test_hours_run_by_the_clock_across_days_off() -> None:
    start = datetime(2026, 9, 30, 16, 30, tzinfo=SHANGHAI)
    found = CALENDAR.due(start, 72, "hour")
    assert found.at == datetime(2026, 10, 3, 16, 30, tzinfo=SHANGHAI)
    assert (found.on, found.provisional) == (on("2026-10-03"), False)
    assert CALENDAR.due(start, 36, "hour").at == datetime(2026, 10, 2, 4, 30, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 3, 2, 15, 59, 59, tzinfo=UTC), "2026-03-02"),
        (datetime(2026, 3, 2, 16, 0, 0, tzinfo=UTC), "2026-03-03"),
        (datetime(2026, 3, 2, 23, 59, 59, tzinfo=SHANGHAI), "2026-03-02"),
        (datetime(2026, 3, 3, 0, 0, 0, tzinfo=SHANGHAI), "2026-03-03"),
        (datetime(2025, 12, 31, 18, 0, tzinfo=UTC), "2026-01-01"),
    ],
)
def test_the_day_of_a_moment_is_the_day_in_shanghai(moment: datetime, day: str) -> None:
    assert day_of(moment) == on(day)
    assert CALENDAR.due(moment, 10, "workday") == CALENDAR.due(on(day), 10, "workday")


def test_a_day_ends_at_its_last_second() -> None:
    assert end_of(on("2026-03-02")) == datetime(2026, 3, 2, 23, 59, 59, tzinfo=SHANGHAI)


def test_what_cannot_be_counted_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        CALENDAR.due(datetime(2026, 3, 2, 9), 1, "day")  # noqa: DTZ001
    with pytest.raises(ValueError, match="unknown unit week"):
        CALENDAR.due(on("2026-03-02"), 1, "week")
    with pytest.raises(ValueError, match="not negative"):
        CALENDAR.due(on("2026-03-02"), -1, "day")
    with pytest.raises(TypeError, match="from a moment"):
        CALENDAR.due(on("2026-03-02"), 72, "hour")


def test_the_formula_tells_how_the_day_came_about() -> None:
    moved = CALENDAR.due(on("2026-09-01"), 30, "day").formula
    assert moved.en == (
        "2026-09-01 + 30 days, first day not counted; ends on 2026-10-01, a day off, "
        "so on 2026-10-08"
    )
    assert moved.zh == "2026-09-01次日起30日，届满日2026-10-01为休息日，顺延至2026-10-08"
    plain = CALENDAR.due(on("2026-09-18"), 10, "workday").formula
    assert plain.zh == "2026-09-18次日起10个工作日"


DAYS = st.dates(date(2004, 1, 1), date(2030, 12, 31))
UNITS = st.sampled_from(["workday", "day", "month", "year"])


@given(DAYS, st.integers(0, 400), st.integers(0, 30), st.sampled_from(["workday", "day"]))
def test_a_longer_term_never_ends_earlier(start: date, amount: int, more: int, unit: str) -> None:
    assert CALENDAR.due(start, amount, unit).on <= CALENDAR.due(start, amount + more, unit).on


@given(DAYS, st.integers(0, 40), st.integers(1, 9), UNITS)
def test_a_later_start_never_ends_earlier(start: date, days: int, amount: int, unit: str) -> None:
    later = start + timedelta(days)
    assert CALENDAR.due(start, amount, unit).on <= CALENDAR.due(later, amount, unit).on


@given(DAYS, st.integers(1, 60))
def test_working_days_between_start_and_end_are_as_many_as_the_term(day: date, n: int) -> None:
    end = CALENDAR.due(day, n, "workday").on
    between = [day + timedelta(k) for k in range(1, (end - day).days + 1)]
    assert sum(map(CALENDAR.is_workday, between)) == n
    assert CALENDAR.is_workday(end)


@given(DAYS, st.integers(0, 60))
def test_months_added_one_by_one_never_pass_months_added_at_once(day: date, n: int) -> None:
    stepped = day
    for _step in range(n):
        stepped = add_months(stepped, 1)
    assert stepped <= add_months(day, n)
    assert (stepped.year, stepped.month) == (add_months(day, n).year, add_months(day, n).month)


def test_a_calendar_without_any_schedule_knows_weekends_only() -> None:
    bare = Calendar([], Floor())
    assert bare.is_workday(on("2026-10-01"))
    assert not bare.is_workday(on("2026-10-10"))
    assert bare.due(on("2026-10-01"), 1, "workday").provisional
