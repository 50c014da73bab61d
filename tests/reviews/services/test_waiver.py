"""A condition is waived by two, with a reason; a later decision takes the place of an earlier."""

import pytest
from django.db import IntegrityError, transaction

from filings.statemachine import ActionRefused
from reviews.enums import CaseState, ConditionState, Outcome
from reviews.models import Condition, Decision
from reviews.services import follow_ups, intake
from tests.factories import DisclosureFactory, wall_down
from tests.reviews import judging
from tests.reviews.judging import Bench, do


def condition_of(bench: Bench) -> Condition:
    with wall_down():
        return Condition.objects.select_related("decision__round__case__algorithm").get()


@pytest.fixture
def conditional(bench: Bench) -> Bench:
    return judging.released(bench, Outcome.APPROVE_AFTER_CHANGES)


def test_two_waive_a_condition_and_the_approval_comes_into_force(conditional: Bench) -> None:
    facts = {"condition": condition_of(conditional)}
    secretary, chair = conditional.secretary.person, conditional.chair
    do(secretary, follow_ups.propose_waiver, **facts, reason="功能已下线，条件不再适用")
    do(chair, follow_ups.waive, **facts)
    found = condition_of(conditional)
    assert (found.state, found.waived_by, found.waiver_by) == (
        ConditionState.WAIVED,
        chair,
        secretary,
    )
    judging.now(conditional)
    assert conditional.the_case.state == CaseState.IN_FORCE


def test_nobody_waives_alone_or_without_a_reason(conditional: Bench) -> None:
    facts = {"condition": condition_of(conditional)}
    chair = conditional.chair
    with pytest.raises(ActionRefused):
        do(chair, follow_ups.waive, **facts)
    with pytest.raises(ActionRefused):
        do(chair, follow_ups.propose_waiver, **facts, reason=" ")
    do(chair, follow_ups.propose_waiver, **facts, reason="不再适用")
    with pytest.raises(ActionRefused):
        do(chair, follow_ups.waive, **facts)
    with pytest.raises(ActionRefused):
        do(conditional.filer, follow_ups.waive, **facts)
    assert condition_of(conditional).state == ConditionState.OPEN
    judging.now(conditional)
    assert conditional.the_case.state == CaseState.CONDITIONAL


def test_the_database_asks_for_two_as_well(conditional: Bench) -> None:
    row = condition_of(conditional)
    with pytest.raises(IntegrityError), transaction.atomic(), wall_down():
        Condition.objects.filter(pk=row.pk).update(
            state=ConditionState.WAIVED,
            waiver_reason="x",
            waiver_by=conditional.chair,
            waived_by=conditional.chair,
            waived_at=row.state_since,
        )


def test_a_later_decision_takes_the_place_of_the_earlier_one(bench: Bench) -> None:
    judging.released(bench, Outcome.REVISE_AND_RESUBMIT)
    with wall_down():
        DisclosureFactory(
            algorithm=bench.algorithm, number=2, frozen=True, answers=judging.DISCLOSED
        )
    do(bench.filer, intake.resubmit, case=bench.case, note="已修改")
    judging.now(bench)
    judging.released(bench)
    with wall_down():
        first, second = Decision.objects.order_by("pk")
    assert (first.superseded_by, second.superseded_by) == (second, None)
    assert first.outcome == Outcome.REVISE_AND_RESUBMIT
