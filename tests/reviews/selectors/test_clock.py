"""Who had a case for how long."""

from datetime import date

from reviews.selectors.clock import APPLICANT, COMMITTEE, NOBODY, clock, drawn, spans
from tests.factories import wall_down
from tests.reviews import judging
from tests.reviews.judging import Bench


def day(number: int) -> date:
    return date(2026, 3, number)


def test_a_case_passes_from_hand_to_hand() -> None:
    acts = [
        (APPLICANT, day(1)),
        (COMMITTEE, day(3)),
        (APPLICANT, day(8)),
        (COMMITTEE, day(9)),
        (NOBODY, day(20)),
    ]
    found = list(spans(acts, day(30)))
    assert found == [(APPLICANT, 2), (COMMITTEE, 5), (APPLICANT, 1), (COMMITTEE, 11)]
    shown = drawn(found)
    assert shown.totals == {APPLICANT: 3, COMMITTEE: 16, "paused": 0}
    assert [round(each.start + each.width) for each in shown.segments] == [11, 37, 42, 100]


def test_whoever_has_it_now_has_it_until_today() -> None:
    assert list(spans([(COMMITTEE, day(3))], day(7))) == [(COMMITTEE, 4)]


def test_nothing_is_drawn_on_the_first_day() -> None:
    assert drawn([(APPLICANT, 0)]).segments == []


def test_the_clock_follows_what_the_applicant_is_told(bench: Bench) -> None:
    judging.staged(bench)
    with wall_down():
        before = clock(bench.the_case, date(2030, 1, 1))
    assert [each.holder for each in before.segments] == [COMMITTEE]
    judging.released(bench)
    with wall_down():
        assert clock(bench.the_case, date(2030, 1, 1)).segments == []
