"""Running terms: they start, are met, corrected and voided, and follow the calendar."""

import datetime as dt
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from filings import regulations, walls, workdays
from filings.enums import Act, DeadlineState, FilingAction, FilingState, Role
from filings.models import Algorithm, Deadline, Event, HolidaySchedule
from filings.services import changes, deadlines, ledger, lifecycle, pauses
from filings.statemachine import ActionRefused
from tests.factories import (
    AlgorithmFactory,
    DeterminationFactory,
    DisclosureFactory,
    FilingFactory,
    wall_down,
)
from tests.filings.services.test_lifecycle import GOOD, to, today
from tests.people import People

DAY = dt.date


@pytest.fixture
def algorithm(people: People) -> Algorithm:
    made: Algorithm = AlgorithmFactory(provider=people.provider)
    DeterminationFactory(disclosure=DisclosureFactory(algorithm=made, number=1, frozen=True))
    return made


def run(people: People, algorithm: Algorithm, on: DAY, rule: str = "alg_file") -> Deadline:
    with walls.for_person(people.filer):
        return deadlines.start(algorithm=algorithm, rule=rule, starts_on=on, by=people.filer)


def recorded(algorithm: Algorithm) -> list[tuple[str, Any]]:
    with wall_down():
        events = Event.objects.filter(algorithm=algorithm).order_by("id")
        return [(e.act, e.payload.get("changes", {}).get("due_on")) for e in events]


def test_a_term_is_counted_in_working_days_and_says_how(
    people: People, algorithm: Algorithm
) -> None:
    term = run(people, algorithm, DAY(2026, 9, 21))
    # 25 to 27 September and 1 to 7 October are off, Saturday 10 October is worked
    assert (term.due_on, term.provisional) == (DAY(2026, 10, 12), False)
    assert term.formula["en"] == "2026-09-21 + 10 working days, first day not counted"
    assert term.formula["zh"]
    assert term.reason == {}


def test_the_same_start_again_is_no_second_term(people: People, algorithm: Algorithm) -> None:
    first = run(people, algorithm, DAY(2026, 9, 21))
    assert run(people, algorithm, DAY(2026, 9, 21)) == first
    assert recorded(algorithm) == [(Act.DEADLINE_STARTED, None)]


def test_another_start_corrects_and_keeps_the_old_row(people: People, algorithm: Algorithm) -> None:
    first = run(people, algorithm, DAY(2026, 11, 2))
    second = run(people, algorithm, DAY(2026, 11, 3))
    with wall_down():
        first.refresh_from_db()
    assert (first.state, first.due_on) == (DeadlineState.VOID, DAY(2026, 11, 16))
    assert (second.replaces, second.due_on) == (first, DAY(2026, 11, 17))
    assert recorded(algorithm)[1:] == [(Act.DEADLINE_CORRECTED, ["2026-11-16", "2026-11-17"])]


def test_a_term_that_is_met_or_void_changes_no_more(people: People, algorithm: Algorithm) -> None:
    run(people, algorithm, DAY(2026, 11, 2))
    with walls.for_person(people.filer):
        met = deadlines.meet(
            algorithm=algorithm, rule="alg_file", on=DAY(2026, 11, 9), by=people.filer
        )
        assert met is not None
        assert (met.state, met.met_on) == (DeadlineState.MET, DAY(2026, 11, 9))
        assert deadlines.meet(algorithm=algorithm, rule="alg_file", on=today(), by=None) is None
        for act in (
            lambda: deadlines.void(deadline=met, reason="", by=people.filer),
            lambda: deadlines.correct(deadline=met, starts_on=today(), by=people.filer),
        ):
            with pytest.raises(ActionRefused, match="no longer runs"):
                act()
    with pytest.raises(DatabaseError), transaction.atomic(), wall_down():
        Deadline.objects.filter(pk=met.pk).update(due_on=today())


def test_a_provisional_term_follows_the_schedule_that_is_entered(
    people: People, algorithm: Algorithm
) -> None:
    term = run(people, algorithm, DAY(2026, 12, 28))
    certain = run(people, algorithm, DAY(2026, 11, 2), rule="alg_change")
    assert (term.due_on, term.provisional) == (DAY(2027, 1, 12), True)
    assert "2027" in term.reason["en"]
    with walls.for_person(people.operator):
        assert deadlines.follow_calendar(by=people.operator) == 0
        HolidaySchedule.objects.create(
            year=2027,
            notice_title="国务院办公厅关于2027年部分节假日安排的通知",
            notice_url="https://example.com/2027",
            published_on=DAY(2026, 11, 20),
            days_off=["2027-01-01", "2027-01-02", "2027-01-03", "2027-01-04"],
            workdays=["2027-01-10"],
        )
        assert deadlines.follow_calendar(by=people.operator) == 0  # one more off, one more worked
        assert not Deadline.objects.exists()  # the wall stands again as before
    with wall_down():
        term.refresh_from_db()
        certain.refresh_from_db()
    assert (term.due_on, term.provisional, term.reason) == (DAY(2027, 1, 12), False, {})
    assert certain.due_on == DAY(2026, 11, 16)
    assert recorded(algorithm)[-1] == (Act.DEADLINE_CORRECTED, ["2027-01-12", "2027-01-12"])


def test_following_moves_the_day_and_says_from_where(people: People, algorithm: Algorithm) -> None:
    term = run(people, algorithm, DAY(2026, 12, 28))
    with walls.for_person(people.operator):
        HolidaySchedule.objects.create(
            year=2027,
            notice_title="通知",
            notice_url="https://example.com/2027",
            published_on=DAY(2026, 11, 20),
            days_off=["2027-01-01", "2027-01-02", "2027-01-03", "2027-01-04", "2027-01-05"],
        )
    assert deadlines.follow_calendar(by=None) == 1
    with wall_down():
        term.refresh_from_db()
    assert term.due_on == DAY(2027, 1, 14)
    assert recorded(algorithm)[-1] == (Act.DEADLINE_CORRECTED, ["2027-01-12", "2027-01-14"])


@pytest.mark.parametrize(
    ("today_", "due", "left"),
    [
        (DAY(2026, 11, 26), DAY(2026, 12, 4), 6),
        (DAY(2026, 11, 27), DAY(2026, 11, 30), 1),
        (DAY(2026, 11, 30), DAY(2026, 11, 30), 0),
        (DAY(2026, 12, 1), DAY(2026, 11, 30), -1),
        (DAY(2026, 10, 8), DAY(2026, 9, 30), -1),
    ],
)
def test_working_days_left(db: None, today_: DAY, due: DAY, left: int) -> None:
    assert workdays.left(workdays.calendar(), today_, due) == left


# -- what a filing starts and ends ----------------------------------------------------------------
def states(algorithm: Algorithm) -> dict[str, str]:
    with wall_down():
        return dict(Deadline.objects.filter(algorithm=algorithm).values_list("rule", "state"))


def test_a_submission_meets_our_term_and_starts_the_authoritys(
    people: People, algorithm: Algorithm
) -> None:
    run(people, algorithm, today())
    filing = to(FilingState.SUBMITTED, algorithm, people)
    assert states(algorithm) == {"alg_file": "met", "alg_authority": "open"}
    with walls.for_person(people.filer):
        lifecycle.perform(
            filing, FilingAction.RECORD_NUMBER, by=people.filer, number=GOOD, filed_on=today()
        )
    assert states(algorithm) == {"alg_file": "met", "alg_authority": "met"}


def test_the_end_of_a_filed_service_starts_twenty_days(people: People) -> None:
    filed = AlgorithmFactory(provider=people.provider, number=GOOD)
    bare = AlgorithmFactory(provider=people.provider)
    with walls.for_person(people.filer):
        for each in (filed, bare):
            ledger.record_end_of_service(algorithm=each, ended_on=DAY(2026, 11, 2), by=people.filer)
        term = Deadline.objects.get()
    assert (term.algorithm, term.rule, term.due_on) == (filed, "alg_dereg", DAY(2026, 11, 30))


@pytest.mark.parametrize(("purpose", "runs"), [("推荐商品", False), ("推荐商品和内容", True)])
def test_a_watched_fact_that_departs_from_what_is_filed_starts_ten_days(
    people: People, algorithm: Algorithm, purpose: str, runs: bool
) -> None:
    def version(number: int, text: str, seen: str) -> Any:
        said: dict[str, Any] = {"notice": {"purpose": {"zh": text, "en": "", "behind": None}}}
        said |= {"responsibility": {"remark": seen}}  # nobody watches this
        return DisclosureFactory(algorithm=algorithm, number=number, frozen=True, answers=said)

    filed = version(2, "推荐商品", "a")
    FilingFactory(algorithm=algorithm, disclosure=filed, state=FilingState.FILED)
    newer = version(3, purpose, "b")
    with walls.for_person(people.filer):
        changed = changes.propose(newer, by=people.filer)
        terms = list(Deadline.objects.all())
    assert changed == (["notice.purpose"] if runs else [])
    assert [(term.rule, term.starts_on) for term in terms] == (
        [("alg_change", timezone.localdate())] if runs else []
    )


def test_without_a_filing_nothing_has_changed(people: People, algorithm: Algorithm) -> None:
    newer = DisclosureFactory(algorithm=algorithm, number=2, frozen=True)
    with walls.for_person(people.filer):
        assert changes.propose(newer, by=people.filer) == []


# -- standing still -------------------------------------------------------------------------------
def stopped(people: People, term: Deadline, on: DAY) -> Deadline:
    with walls.for_person(people.filer):
        return pauses.pause(deadline=term, on=on, reason="通知书", by=people.filer)


def test_a_term_goes_on_with_the_working_days_that_were_left(
    people: People, algorithm: Algorithm
) -> None:
    term = run(people, algorithm, DAY(2026, 9, 21))
    still = stopped(people, term, DAY(2026, 9, 23))  # 24, 28, 29, 30; 8 to 12 October: 8 left
    with walls.for_person(people.filer):
        made = pauses.resume(deadline=still, on=DAY(2026, 11, 2), reason="恢复", by=people.filer)
    with wall_down():
        still.refresh_from_db()
    assert (still.state, still.due_on) == (DeadlineState.VOID, DAY(2026, 10, 12))
    assert (made.left, made.replaces, made.due_on) == (8, still, DAY(2026, 11, 12))
    assert made.formula["en"] == (
        "paused on 2026-09-23 with 8 working days left; "
        "2026-11-02 + 8 working days, first day not counted"
    )
    assert recorded(algorithm)[1:] == [
        (Act.DEADLINE_PAUSED, None),
        (Act.DEADLINE_RESUMED, ["2026-10-12", "2026-11-12"]),
    ]


def test_a_term_that_stands_still_is_met_all_the_same_and_no_second_one_starts(
    people: People, algorithm: Algorithm
) -> None:
    still = stopped(people, run(people, algorithm, DAY(2026, 9, 21)), DAY(2026, 9, 23))
    assert run(people, algorithm, DAY(2026, 9, 21)) == still
    with walls.for_person(people.filer):
        met = deadlines.meet(
            algorithm=algorithm, rule="alg_file", on=DAY(2026, 9, 24), by=people.filer
        )
    assert met == still


def test_a_schedule_published_later_moves_a_term_that_went_on(
    people: People, algorithm: Algorithm
) -> None:
    still = stopped(people, run(people, algorithm, DAY(2026, 11, 2)), DAY(2026, 11, 12))
    assert pauses.left(still, DAY(2026, 11, 12)) == 2
    made = Deadline(
        provider_id=still.provider_id,
        algorithm=algorithm,
        rule="alg_file",
        starts_on=still.starts_on,
        paused_on=still.paused_on,
        resumed_on=DAY(2027, 2, 4),
        left=2,
    )
    with wall_down():
        deadlines.count(made, workdays.calendar())
        assert (made.due_on, made.provisional) == (DAY(2027, 2, 10), True)
        HolidaySchedule.objects.create(
            year=2027,
            notice_title="通知",
            notice_url="https://example.com/2027",
            published_on=DAY(2026, 11, 20),
            days_off=["2027-02-05"],
            workdays=["2027-02-07"],
        )
        deadlines.count(made, workdays.calendar())
    assert (made.due_on, made.provisional) == (DAY(2027, 2, 8), False)


@pytest.mark.parametrize(
    ("on", "reason", "sentence"),
    [
        (DAY(2026, 9, 20), "x", "from 2026-09-21 to 2026-10-12"),
        (DAY(2026, 10, 13), "x", "from 2026-09-21 to 2026-10-12"),
        (DAY(2099, 1, 1), "x", "in the future"),
        (DAY(2026, 9, 22), " ", "on what this rests"),
    ],
)
def test_a_pause_that_cannot_be_is_refused_and_changes_nothing(
    people: People, algorithm: Algorithm, on: DAY, reason: str, sentence: str
) -> None:
    term = run(people, algorithm, DAY(2026, 9, 21))
    with walls.for_person(people.filer), pytest.raises(ActionRefused, match=sentence):
        pauses.pause(deadline=term, on=on, reason=reason, by=people.filer)
    for role in set(Role) - {Role.FILER}:
        person = people.acting_as(role)
        with walls.for_person(person), pytest.raises(ActionRefused, match="Only a filer"):
            pauses.pause(deadline=term, on=DAY(2026, 9, 22), reason="x", by=person)
    with walls.for_person(people.filer), pytest.raises(ActionRefused, match="is running"):
        pauses.resume(deadline=term, on=DAY(2026, 9, 22), reason="x", by=people.filer)
    assert recorded(algorithm) == [(Act.DEADLINE_STARTED, None)]


def test_a_term_whose_last_day_the_law_names_does_not_stop(
    people: People, algorithm: Algorithm
) -> None:
    rule = next(c for c, r in regulations.load().deadlines.items() if r.unit == "annual")
    term = run(people, algorithm, DAY(2026, 9, 21), rule)
    with walls.for_person(people.filer), pytest.raises(ActionRefused, match="it cannot stop"):
        pauses.pause(deadline=term, on=DAY(2026, 9, 22), reason="x", by=people.filer)


@pytest.mark.parametrize(
    "written", ["state = 'open'", "paused_on = '2026-09-25'", "due_on = '2027-01-01'", "left = 3"]
)
def test_the_database_lets_nobody_rewrite_a_pause(
    people: People, algorithm: Algorithm, written: str
) -> None:
    still = stopped(people, run(people, algorithm, DAY(2026, 9, 21)), DAY(2026, 9, 23))
    order = f"UPDATE filings_deadline SET {written} WHERE id = %s"
    with (
        wall_down(),
        pytest.raises(DatabaseError),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(order, [still.pk])
