from dataclasses import replace
from datetime import date

import pytest

from filings import lawbook, walls, workdays
from filings.models import Deadline, HolidaySchedule, LegalParameter
from filings.services import deadlines, statutes
from filings.services.statutes import YearSchedule, spread
from filings.statemachine import ActionRefused
from tests.factories import AlgorithmFactory
from tests.people import People

# An invented schedule: the notice for 2027 is not published.
SCHEDULE = YearSchedule(
    year=2027,
    notice_title="关于2027年部分节假日安排的通知（示例）",
    notice_url="https://example.org/2027",
    published_on=date(2026, 11, 20),
    days_off=tuple(spread(date(2027, 1, 1), date(2027, 1, 3))),
    workdays=(date(2027, 1, 9),),
)


def test_open_provisional_terms_follow_a_schedule_entered(people: People) -> None:
    algorithm = AlgorithmFactory(provider=people.provider)
    with walls.for_person(people.filer):
        term = deadlines.start(
            algorithm=algorithm, rule="alg_file", starts_on=date(2026, 12, 24), by=people.filer
        )
        assert (term.due_on, term.provisional) == (date(2027, 1, 8), True)
    with walls.for_person(people.operator):
        moved = statutes.enter_schedule(
            replace(SCHEDULE, days_off=(*SCHEDULE.days_off, date(2027, 1, 4))), by=people.operator
        )
    with walls.for_person(people.filer):
        term.refresh_from_db()
    assert moved == 1
    assert (term.due_on, term.provisional) == (date(2027, 1, 9), False)


def test_a_firm_day_does_not_move(people: People) -> None:
    algorithm = AlgorithmFactory(provider=people.provider)
    with walls.for_person(people.filer):
        deadlines.start(
            algorithm=algorithm, rule="alg_file", starts_on=date(2026, 11, 2), by=people.filer
        )
    with walls.for_person(people.operator):
        assert statutes.enter_schedule(SCHEDULE, by=people.operator) == 0
    with walls.for_person(people.filer):
        assert not Deadline.objects.get().provisional


def test_the_entered_year_counts_as_published(people: People) -> None:
    assert not workdays.calendar().is_published(2027)
    with walls.for_person(people.operator):
        statutes.enter_schedule(SCHEDULE, by=people.operator)
    calendar = workdays.calendar()
    assert calendar.is_published(2027)
    assert calendar.is_workday(date(2027, 1, 9))


@pytest.mark.parametrize(
    "wrong",
    [
        {"year": 2026},
        {"workdays": (date(2027, 1, 2),)},
        {"workdays": (date(2027, 1, 6),)},
        {"days_off": ()},
        {"days_off": (date(2029, 1, 1),)},
    ],
)
def test_an_implausible_schedule_is_refused(people: People, wrong: dict[str, object]) -> None:
    with walls.for_person(people.operator):
        with pytest.raises(ActionRefused):
            statutes.enter_schedule(replace(SCHEDULE, **wrong), by=people.operator)  # type: ignore[arg-type]
        assert not HolidaySchedule.objects.exists()


def test_only_the_installation_administrator_enters(people: People) -> None:
    with walls.for_person(people.administrator):
        with pytest.raises(ActionRefused):
            statutes.enter_schedule(SCHEDULE, by=people.administrator)
        with pytest.raises(ActionRefused):
            statutes.set_parameter(
                code="deadline.alg_file", value="9", source="x", by=people.administrator
            )


def test_a_confirmed_number_cannot_be_set(people: People) -> None:
    for code, value in (("deadline.alg_file", "9"), ("nothing", "9")):
        with pytest.raises(ActionRefused):
            statutes.set_parameter(code=code, value=value, source="x", by=people.operator)
    assert not LegalParameter.objects.exists()


def test_a_number_set_is_kept_and_can_be_taken_back(people: People) -> None:
    number = next(p for p in lawbook.law().parameters.values() if p.editable)
    statutes.set_parameter(code=number.code, value="12", source="Notice", by=people.operator)
    assert lawbook.law().parameters[number.code].value == 12
    statutes.set_parameter(code=number.code, value="", source="Withdrawn", by=people.operator)
    assert lawbook.law().parameters[number.code].value == number.value
    assert LegalParameter.objects.count() == 2


def test_a_number_needs_a_source(people: People) -> None:
    number = next(p for p in lawbook.law().parameters.values() if p.editable)
    with pytest.raises(ActionRefused):
        statutes.set_parameter(code=number.code, value="12", source="  ", by=people.operator)
