"""Conditions in three values, after Kleene."""

from itertools import product
from typing import Any

import pytest

from filings.regulations.conditions import Outcome, parse

KNOWN: dict[bool | None, dict[str, Any]] = {
    True: {"s": {"a": True}},
    False: {"s": {"a": False}},
    None: {"s": {}},
}
HOLDS = {"path": "s.a", "is": True}


def both(one: bool | None, other: bool | None) -> dict[str, Any]:
    return {"s": {k: v for k, v in (("a", one), ("b", other)) if v is not None}}


def test_an_answer_decides_and_none_leaves_open() -> None:
    condition = parse(HOLDS)
    assert condition.evaluate(KNOWN[True]) == Outcome(True, ("s.a",), ())
    assert condition.evaluate(KNOWN[False]) == Outcome(False, ("s.a",), ())
    assert condition.evaluate(KNOWN[None]) == Outcome(None, (), ("s.a",))


@pytest.mark.parametrize(("one", "other"), [*product([True, False, None], repeat=2)])
def test_all_any_and_not_follow_kleene(one: bool | None, other: bool | None) -> None:
    parts = [HOLDS, {"path": "s.b", "is": True}]
    answers = both(one, other)
    every = False if False in (one, other) else None if None in (one, other) else True
    some = True if True in (one, other) else None if None in (one, other) else False
    assert parse({"all": parts}).evaluate(answers).truth is every
    assert parse({"any": parts}).evaluate(answers).truth is some
    negated = parse({"not": HOLDS}).evaluate(answers).truth
    assert negated is (None if one is None else not one)


def test_only_what_decided_is_named_and_only_what_could_change_it_is_unknown() -> None:
    condition = parse({"all": [HOLDS, {"path": "s.b", "is": True}, {"path": "s.c", "is": True}]})
    assert condition.evaluate(both(False, True)) == Outcome(False, ("s.a",), ())
    assert condition.evaluate(both(True, None)) == Outcome(None, ("s.a",), ("s.b", "s.c"))


@pytest.mark.parametrize(
    ("condition", "value", "truth"),
    [
        ({"in": ["x", "y"]}, "y", True),
        ({"in": ["x", "y"]}, "z", False),
        ({"has": "x"}, ["x", "z"], True),
        ({"has": ["x", "y"]}, ["z"], False),
        ({"at_least": 1_000_000}, 1_000_000, True),
        ({"at_least": 1_000_000}, 999_999, False),
        ({"at_least": 12.5}, "12.50", True),
        ({"at_least": 1}, "many", False),
        ({"answered": True}, "x", True),
        ({"answered": True}, None, False),
        ({"answered": False}, "", True),
        ({"is": False}, False, True),
        ({"is": 0}, 0, True),
    ],
)
def test_each_comparison(condition: dict[str, Any], value: Any, truth: bool) -> None:
    assert parse({"path": "s.a", **condition}).evaluate({"s": {"a": value}}).truth is truth


def test_inside_a_table_one_row_that_fits_is_enough() -> None:
    condition = parse({"path": "s.rows.origin", "is": "third_party"})
    rows = [{"key": "1", "origin": "own"}, {"key": "2", "origin": "third_party"}, {"key": "3"}]
    assert condition.evaluate({"s": {"rows": rows}}).truth is True
    assert condition.evaluate({"s": {"rows": rows[:1]}}).truth is False
    assert condition.evaluate({"s": {"rows": rows[2:]}}).truth is None


@pytest.mark.parametrize(
    "data", [{}, {"all": []}, {"path": "a"}, {"path": "a", "like": 1}, {"all": [HOLDS], "x": 1}, []]
)
def test_what_is_no_condition_is_refused(data: Any) -> None:
    with pytest.raises(ValueError, match="no condition"):
        parse(data)
