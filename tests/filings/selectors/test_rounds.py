"""Days counted turn by turn: with us until a submission, with the authority until its answer."""

from datetime import date

import pytest

from filings.models import SubmissionRound
from filings.selectors.rounds import Span, segments, spans


def on(day: int) -> date:
    return date(2026, 11, day)


def went(submitted: int, answered: int | None = None) -> SubmissionRound:
    return SubmissionRound(
        submitted_on=on(submitted), answered_on=on(answered) if answered else None
    )


@pytest.mark.parametrize(
    ("rows", "until", "expected"),
    [
        ([], on(4), [("us", 3)]),
        ([went(3)], on(10), [("us", 2), ("them", 7)]),
        ([went(3, 8)], None, [("us", 2), ("them", 5)]),
        ([went(3, 8)], on(10), [("us", 2), ("them", 5), ("us", 2)]),
        (
            [went(3, 8), went(12, 20)],
            None,
            [("us", 2), ("them", 5), ("us", 4), ("them", 8)],
        ),
    ],
)
def test_each_turn_has_its_holder_and_days(
    rows: list[SubmissionRound], until: date | None, expected: list[Span]
) -> None:
    assert spans(on(1), rows, until) == expected


def test_the_line_is_whole_and_leaves_out_what_took_no_day() -> None:
    drawn = segments([("us", 1), ("them", 3), ("us", 0)])
    assert [(each.holder, each.start, each.width) for each in drawn] == [
        ("us", 0.0, 25.0),
        ("them", 25.0, 75.0),
    ]
    assert [each.text for each in drawn] == ["1 day with us", "3 days with the authority"]
    assert segments([("us", 0)]) == []
