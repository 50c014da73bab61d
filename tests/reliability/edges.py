"""States of a review in which one guard of the law alone stands in the way."""

from collections.abc import Callable
from typing import Any

from django.utils import timezone

from reviews.enums import Discipline, Interest, Outcome, Procedure, RecusalGround
from reviews.models import Case, Committee, Seat
from reviews.services import expert_review, intake, meetings, panel
from tests.factories import DisclosureFactory
from tests.reviews import judging
from tests.reviews.judging import Bench, do, make_seat, seen


def exactly_two_thirds(bench: Bench) -> None:
    """Six attend, four of them in favour, one abstains; nobody has closed the vote."""
    judging.deliberating(bench)
    judging.meeting(bench, present=6)
    motion = do(bench.chair, meetings.open_vote, round_=bench.round, outcome=Outcome.APPROVE)
    for place, seat in enumerate(bench.members[:6]):
        choice = ("yes", "yes", "yes", "yes", "no", "abstain")[place]
        do(seat.person, meetings.cast, motion=motion, choice=choice, reason="理由")


def half(bench: Bench) -> None:
    """Six attend, three of them in favour."""
    judging.deliberating(bench)
    judging.meeting(bench, present=6)
    motion = do(bench.chair, meetings.open_vote, round_=bench.round, outcome=Outcome.APPROVE)
    for place, seat in enumerate(bench.members[:6]):
        do(seat.person, meetings.cast, motion=motion, choice="yes" if place < 3 else "abstain")


def experts_divided(bench: Bench) -> None:
    """Six experts have replied, four of them agree, and a seventh was recused."""
    review, head = judging.with_experts(bench, 7)
    do(head, expert_review.start, review=review)
    for place, seat in enumerate(bench.seats):
        with judging.as_judge(head):
            said = expert_review.Said(place < 4, "合规", "合理")
            expert_review.opine(seat=seat, said=said)
    do(head, expert_review.recuse_expert, seat=bench.seats[6], reason="有利害关系")


def experts_split(bench: Bench) -> None:
    """Six experts have replied, three of them agree."""
    experts(bench, 6, agreeing=3)


def experts(bench: Bench, count: int, *, agreeing: int) -> None:
    review, head = judging.with_experts(bench, count)
    do(head, expert_review.start, review=review)
    for place, seat in enumerate(bench.seats):
        with judging.as_judge(head):
            said = expert_review.Said(place < agreeing, "合规", "合理")
            expert_review.opine(seat=seat, said=said)


def simplified(bench: Bench) -> None:
    judging.accepted(bench, Procedure.SIMPLIFIED)
    judging.declare(bench)


def one_agrees_one_is_recused(bench: Bench) -> None:
    judging.independent(bench, Procedure.SIMPLIFIED)
    gone = bench.members[3].person
    do(gone, panel.recuse, case=bench.case, person=gone, ground=RecusalGround.MONEY)
    judging.opine(bench, bench.members[2])


def appealed(bench: Bench) -> None:
    judging.released(bench, Outcome.REJECT)
    do(bench.filer, intake.appeal, case=bench.case, reason="有误")
    judging.now(bench)
    judging.accepted(bench)


def meeting_planned(bench: Bench) -> None:
    judging.deliberating(bench)
    do(bench.chair, meetings.call, round_=bench.round, starts_at=timezone.now())


def without_video(bench: Bench) -> None:
    Committee.objects.filter(pk=bench.committee.pk).update(video_allowed=False)
    judging.deliberating(bench)
    judging.meeting(bench, present=5)


def recused_in_session(bench: Bench) -> None:
    judging.deliberating(bench)
    judging.meeting(bench, present=6)
    gone = bench.members[7].person  # the member whom the statements take
    do(gone, panel.recuse, case=bench.case, person=gone, ground=RecusalGround.MONEY)


def undecided_interest(bench: Bench) -> None:
    """Somebody attends whose declared interest nobody has decided on."""
    judging.deliberating(bench)
    extra = make_seat(bench.committee, 2)
    do(extra.person, panel.declare, case=bench.case, level=Interest.DECLARED, words="持股")
    meeting = judging.meeting(bench)
    do(bench.chair, meetings.attend, meeting=meeting, seat=extra)


def four_attend(bench: Bench) -> None:
    judging.deliberating(bench)
    judging.meeting(bench, present=4)


def no_lawyer_attends(bench: Bench) -> None:
    judging.deliberating(bench)
    bench.members = [seat for seat in bench.members if seat.category != "law"]
    judging.meeting(bench)


def withdrawn_in_a_vote(bench: Bench) -> None:
    exactly_two_thirds(bench)
    do(bench.filer, intake.withdraw_case, case=bench.case, reason="终止")


def voted_for_conditions(bench: Bench) -> None:
    judging.voted(bench, Outcome.APPROVE_AFTER_CHANGES)


def staged_with_conditions(bench: Bench) -> None:
    judging.staged(bench, Outcome.APPROVE_AFTER_CHANGES)


def listed_and_voted(bench: Bench) -> None:
    judging.voted(bench, listed=True)


def listed_and_rejected(bench: Bench) -> None:
    judging.voted(bench, Outcome.REJECT, listed=True)


def changed_and_suspended(bench: Bench) -> None:
    judging.released(bench)
    DisclosureFactory(algorithm=bench.algorithm, number=2, frozen=True, answers={"a": {"b": "c"}})
    do(bench.filer, intake.report_change, case=bench.case, reason="升级")
    judging.now(bench)
    judging.voted(bench)
    with seen():
        Case.objects.filter(pk=bench.the_case.pk).update(
            state="suspended", suspended_reason="安全事件"
        )


def exemption_proposed(bench: Bench) -> None:
    judging.voted(bench, listed=True)
    do(
        bench.filer,
        expert_review.propose_exemption,
        round_=bench.round,
        grounds="已受监管",
        evidence="备案编号",
    )


def experts_composing(bench: Bench) -> None:
    judging.with_experts(bench)


def four_experts(bench: Bench) -> None:
    judging.with_experts(bench, 4)


def technologists_alone(bench: Bench) -> None:
    review, head = judging.with_experts(bench, 0)
    for number in range(5):
        person = judging.expert(number, discipline=Discipline.TECHNOLOGY)
        seat, _link = do(head, expert_review.invite, review=review, person=person)
        with judging.as_judge(head):
            expert_review.accept_seat(seat=seat, relations="无")


def expert_invited_late(bench: Bench) -> None:
    review, head = judging.with_experts(bench, 5)
    do(head, expert_review.invite, review=review, person=judging.expert(9))
    do(head, expert_review.start, review=review)


def reviewer_left(bench: Bench) -> None:
    judging.independent(bench)
    gone = [seat.pk for seat in bench.members[2:4]]
    Seat.objects.filter(pk__in=gone).update(ended_on=timezone.localdate())


def resubmitted(bench: Bench) -> None:
    judging.released(bench, Outcome.REVISE_AND_RESUBMIT)
    DisclosureFactory(algorithm=bench.algorithm, number=2, frozen=True, answers={"a": {"b": "c"}})
    do(bench.filer, intake.resubmit, case=bench.case, note="已修改")


def committee_incomplete(bench: Bench) -> None:
    judging.submitted(bench)
    gone = [seat.pk for seat in bench.members[5:]]
    Seat.objects.filter(pk__in=gone).update(ended_on=timezone.localdate())


def correction_unprinted(bench: Bench) -> None:
    judging.released(bench)
    judging.corrected(bench)


def correction_printed(bench: Bench) -> None:
    judging.released(bench)
    judging.with_notice(bench, judging.corrected(bench))


def correction_of_the_recused(bench: Bench) -> None:
    correction_printed(bench)
    chair = bench.chair
    do(chair, panel.recuse, case=bench.case, person=chair, ground=RecusalGround.MONEY)


EDGES: dict[str, Callable[[Bench], Any]] = {
    reach.__name__: reach
    for reach in (
        exactly_two_thirds,
        half,
        experts_divided,
        experts_split,
        simplified,
        one_agrees_one_is_recused,
        appealed,
        meeting_planned,
        without_video,
        recused_in_session,
        undecided_interest,
        four_attend,
        no_lawyer_attends,
        withdrawn_in_a_vote,
        voted_for_conditions,
        staged_with_conditions,
        listed_and_voted,
        listed_and_rejected,
        changed_and_suspended,
        exemption_proposed,
        experts_composing,
        four_experts,
        technologists_alone,
        expert_invited_late,
        reviewer_left,
        resubmitted,
        committee_incomplete,
        correction_unprinted,
        correction_printed,
        correction_of_the_recused,
    )
}
