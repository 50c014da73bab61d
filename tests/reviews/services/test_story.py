"""Whole reviews through the services, each to where the law lets it end."""

from datetime import timedelta

from django.utils import timezone

from filings.models import Clearance
from reviews.enums import Outcome, Procedure, RecusalGround
from reviews.models import Decision, FollowUp
from reviews.services import decisions, follow_ups, intake, opinions, panel
from reviews.terms import add_months
from tests.factories import DisclosureFactory, wall_down
from tests.reviews import judging
from tests.reviews.judging import Bench, do, now


def held(bench: Bench) -> list[str]:
    """The clearances of the algorithm that hold now."""
    with wall_down():
        rows = Clearance.objects.filter(algorithm=bench.algorithm, withdrawn_at=None)
        return sorted(rows.values_list("kind", flat=True))


def test_an_ordinary_approval_comes_into_force_with_its_follow_up(bench: Bench) -> None:
    judging.released(bench)
    with wall_down():
        decision = Decision.objects.get(round=bench.round)
        follow_up = FollowUp.objects.get(case=bench.case)
    assert (bench.the_round.state, bench.the_case.state) == ("released", "in_force")
    assert bench.the_case.approved_id == bench.the_round.submission_id
    assert (decision.outcome, decision.staged_by, decision.released_by) == (
        "approve",
        bench.secretary.person,
        bench.chair,
    )
    assert follow_up.due_on == add_months(timezone.localdate(), 12)
    assert held(bench) == ["committee_approval"]


def test_a_listed_activity_is_approved_after_the_experts_agreed(bench: Bench) -> None:
    review = judging.replied(bench, against=1)
    assert (review.seats_counted, review.agreed, review.passed) == (5, 4, True)
    judging.vote(bench)
    assert bench.the_round.state == "voted_final"
    judging.released(bench)
    assert bench.the_case.state == "in_force"
    with wall_down():
        assert FollowUp.objects.get(case=bench.case).months == 6
    assert held(bench) == ["committee_approval", "expert_second_review_passed"]


def test_conditions_keep_an_approval_from_coming_into_force(bench: Bench) -> None:
    judging.released(bench, Outcome.APPROVE_AFTER_CHANGES)
    assert (bench.the_case.state, held(bench)) == ("conditional", [])
    with wall_down():
        condition = Decision.objects.get(round=bench.round).conditions.get()
    do(bench.filer, follow_ups.hand_in, condition=condition, report="已补充测试报告")
    do(bench.secretary.person, follow_ups.verify, condition=condition)
    assert (now(bench).the_case.state, held(bench)) == ("in_force", ["committee_approval"])


def test_a_revised_version_is_judged_anew(bench: Bench) -> None:
    judging.released(bench, Outcome.REVISE_AND_RESUBMIT)
    assert bench.the_case.state == "returned"
    DisclosureFactory(algorithm=bench.algorithm, number=2, frozen=True, answers={"a": {"b": "c"}})
    do(bench.filer, intake.resubmit, case=bench.case, note="已修改")
    now(bench)
    assert (bench.the_round.kind, bench.the_round.submission.number) == ("resubmission", 2)
    judging.released(bench)
    assert bench.the_case.state == "in_force"


def test_a_rejection_is_appealed_and_heard_by_others(bench: Bench) -> None:
    judging.released(bench, Outcome.REJECT)
    assert bench.the_case.state == "refused"
    do(bench.filer, intake.appeal, case=bench.case, reason="测试数据被误读")
    now(bench)
    assert bench.the_round.kind == "appeal"
    judging.accepted(bench)
    from_before, others = bench.members[2:4], bench.members[4:6]
    bench.members[2:4], bench.members[4:6] = others, from_before
    do(bench.chair, panel.assign, round_=bench.round, seats=others)
    judging.released(judging.deliberating(now(bench)))
    assert bench.the_case.state == "in_force"


def test_the_simplified_procedure_ends_without_a_meeting_when_all_agree(bench: Bench) -> None:
    judging.independent(bench, Procedure.SIMPLIFIED)
    for seat in bench.members[2:4]:
        judging.opine(bench, seat)
    assert now(bench).the_round.state == "voted"
    judging.released(bench)
    with wall_down():
        assert Decision.objects.get(round=bench.round).simplified
    assert bench.the_case.state == "in_force"


def test_the_simplified_procedure_turns_general_on_a_doubt(bench: Bench) -> None:
    judging.independent(bench, Procedure.SIMPLIFIED)
    judging.opine(bench, bench.members[2], Outcome.REVISE_AND_RESUBMIT)
    assert now(bench).the_round.procedure == "general"
    judging.opine(bench, bench.members[3])
    do(bench.secretary.person, opinions.deliberate, round_=bench.round)
    judging.released(now(bench))
    assert bench.the_case.state == "in_force"


def test_a_simplified_review_waits_for_another_reviewer_where_one_was_recused(
    bench: Bench,
) -> None:
    judging.independent(bench, Procedure.SIMPLIFIED)
    gone = bench.members[3].person
    do(gone, panel.recuse, case=bench.case, person=gone, ground=RecusalGround.MONEY)
    judging.opine(bench, bench.members[2])
    assert now(bench).the_round.state == "independent"
    do(bench.chair, panel.assign_more, round_=bench.round, seats=[bench.members[4]])
    judging.opine(bench, bench.members[4])
    assert now(bench).the_round.state == "voted"


def test_an_emergency_is_due_in_seventy_two_hours_with_the_same_numbers(bench: Bench) -> None:
    judging.accepted(bench, Procedure.EMERGENCY)
    accepted_at, due_at = bench.the_round.accepted_at, bench.the_round.due_at
    assert accepted_at
    assert due_at
    assert due_at - accepted_at == timedelta(hours=72)
    judging.released(judging.independent(bench))
    assert bench.the_case.state == "in_force"


def test_a_follow_up_suspends_and_a_vote_lifts(bench: Bench) -> None:
    judging.released(bench)
    with wall_down():
        first = FollowUp.objects.get(case=bench.case)
    do(bench.filer, follow_ups.report, follow_up=first, text="模型升级，投诉增加")
    do(
        bench.secretary.person,
        follow_ups.begin,
        case=bench.case,
        simplified=False,
        reason="投诉增加",
    )
    now(bench)
    judging.released(bench, Outcome.SUSPEND)
    assert (bench.the_case.state, held(bench)) == ("suspended", [])
    do(bench.chair, follow_ups.propose, case=bench.case, reason="整改完成，建议恢复")
    now(bench)
    judging.released(bench, Outcome.LIFT)
    assert (bench.the_case.state, held(bench)) == ("in_force", ["committee_approval"])
    with wall_down():
        states = list(FollowUp.objects.filter(case=bench.case).values_list("state", flat=True))
    assert states == ["completed", "scheduled"]


def test_who_presides_suspends_at_once_and_the_committee_confirms(bench: Bench) -> None:
    judging.released(bench)
    do(bench.chair, follow_ups.suspend, case=bench.case, reason="发生安全事件")
    now(bench)
    assert (bench.the_case.state, bench.the_round.state) == ("suspended", "deliberation")
    judging.released(bench, Outcome.TERMINATE)
    assert (bench.the_case.state, held(bench)) == ("terminated", [])


def test_a_vote_that_does_not_carry_leaves_the_case_undecided(bench: Bench) -> None:
    judging.deliberating(bench)
    motion = judging.vote(bench, against=3)
    assert (motion.present, motion.yes, motion.carried) == (8, 5, False)
    assert bench.the_round.state == "deliberation"
    judging.vote(bench, against=2)
    assert bench.the_round.state == "voted"


def test_a_decision_taken_back_can_be_voted_on_again(bench: Bench) -> None:
    judging.staged(bench)
    do(bench.chair, decisions.unstage, round_=bench.round, reason="理由表述有误")
    do(bench.chair, decisions.vote_again, round_=now(bench).round, reason="补充讨论")
    now(bench)
    judging.released(bench, Outcome.REVISE_AND_RESUBMIT)
    assert bench.the_case.state == "returned"
