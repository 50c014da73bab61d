"""Every case trips the one check it was made for, and a clean one none."""

from collections import Counter

import pytest

from filings import precheck
from tests.filings.precheck.cases import LAW, Case, cases

CASES = cases()
CLEAN = [case for case in CASES if not case.trips]


def tripped(case: Case) -> set[str]:
    return {finding.rule.code for finding in precheck.check(case.facts, LAW.checks)}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_case_trips_exactly_its_check(case: Case) -> None:
    assert tripped(case) == ({case.trips} if case.trips else set())


def test_every_check_of_the_law_is_a_function_and_has_a_case() -> None:
    assert precheck.CHECKS.keys() == LAW.checks.keys()
    assert {case.trips for case in CASES} - {""} == LAW.checks.keys()


def test_the_corpus_is_as_large_as_promised() -> None:
    assert len(CASES) - len(CLEAN) >= 60
    assert len(CLEAN) >= 20


def test_every_reason_for_return_that_is_called_checked_has_a_check() -> None:
    reasons = Counter(rule.reason for rule in LAW.checks.values() if rule.reason)
    assert set(reasons) == {r.code for r in LAW.return_reasons.values() if r.checked}


@pytest.mark.parametrize("code", precheck.CHECKS)
def test_a_check_that_sees_nothing_fails_its_case(code: str) -> None:
    """The control: without its function, each check's own cases would be taken for clean."""
    rules = {rule: LAW.checks[rule] for rule in LAW.checks if rule != code}
    own = [case for case in CASES if case.trips == code]
    assert [precheck.check(case.facts, rules) for case in own] == [()] * len(own)
    assert own
