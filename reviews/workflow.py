"""The tables of a review: who moves what from where to where, and what must hold before.

What a person may do stands in the first tables. What only follows from another act, such as the
standing after a decision, stands in the second ones, which no page offers.
"""

from collections.abc import Iterable
from typing import Any, Final

from django.db import models
from django.db.models import TextChoices

from filings.statemachine import Requirement, Transition, Who, Workflow, row
from reviews.enums import (
    OPEN_ROUND,
    AssignmentAction,
    AssignmentState,
    CaseAction,
    CaseState,
    ConditionAction,
    ConditionState,
    CorrectionAction,
    CorrectionState,
    DecisionAction,
    DecisionState,
    ExpertReviewAction,
    ExpertReviewState,
    ExpertSeatAction,
    ExpertSeatState,
    FollowUpAction,
    FollowUpState,
    MeetingAction,
    MeetingState,
    MotionAction,
    MotionState,
    RoundAction,
    RoundState,
)
from reviews.models import (
    Assignment,
    Case,
    Condition,
    Correction,
    Decision,
    ExpertReview,
    ExpertSeat,
    FollowUp,
    Meeting,
    Motion,
    Round,
)
from reviews.permissions import (
    EFFECT,
    is_applicant,
    is_applicants_legal,
    is_judge,
    is_organiser,
    is_presiding,
    is_reviewer,
    is_secretary,
    is_voter,
    may_recuse,
    runs_the_round,
)
from reviews.requirements import (
    all_experts_said,
    approving_vote,
    asked_once,
    committee_complete,
    decision_released,
    everybody_voted,
    exemption_proposed,
    experts_replied,
    follow_up_reported,
    has_declared,
    in_session,
    is_simplified,
    letter_printed,
    newer_version_frozen,
    no_correction_waiting,
    no_meeting_planned,
    no_round_open,
    no_vote_open,
    no_waiver_proposed,
    nobody_recused_since,
    not_exempted,
    not_extended,
    not_simplified,
    not_under_review,
    not_voted_yet,
    notice_printed,
    of_a_change,
    on_the_list,
    opinions_in,
    rests_on_final_vote,
    rests_on_first_vote,
    review_composing,
    review_running,
    second_review_done,
    someone_else_proposed,
    someone_else_reported,
    someone_else_staged,
    waiver_proposed,
)


class Stays(TextChoices):
    STAYS = "stays", "stays"


STAYS: Final = Stays.STAYS
"""The target of an act that changes no state."""


def act(
    action: TextChoices, states: Iterable[TextChoices], who: Who, *provided: Requirement
) -> Transition:
    """An act within a state."""
    return row(action, states, STAYS, who, *provided)


def effect(action: TextChoices, states: Iterable[TextChoices], target: TextChoices) -> Transition:
    return row(action, states, target, EFFECT)


def mermaid(*tables: Workflow[Any]) -> str:
    """One diagram of several tables; acts that change no state are not drawn."""
    edges = [
        f"    {source} --> {transition.target.value}: {transition.action.value}"
        for table in tables
        for transition in table.rows.values()
        if transition.target is not STAYS
        for source in sorted(transition.sources)
    ]
    return "\n".join(["stateDiagram-v2", *edges])


C, CA = CaseState, CaseAction
JUDGED = (C.UNDER_REVIEW, C.CONDITIONAL, C.IN_FORCE, C.SUSPENDED)

CASE: Workflow[Case] = Workflow(
    row(CA.SUBMIT, {C.DRAFT}, C.UNDER_REVIEW, is_applicant),
    row(CA.WITHDRAW, {C.DRAFT, C.UNDER_REVIEW, C.RETURNED}, C.WITHDRAWN, is_applicant),
    row(CA.RESUBMIT, {C.RETURNED}, C.UNDER_REVIEW, is_applicant, newer_version_frozen),
    act(CA.REPORT_CHANGE, {C.IN_FORCE}, is_applicant, no_round_open, newer_version_frozen),
    row(CA.APPEAL, {C.REFUSED}, C.UNDER_REVIEW, is_applicant),
    act(CA.DECLARE, JUDGED, is_judge),
    act(CA.RULE, JUDGED, is_presiding),
    act(CA.RECUSE, set(C) - {C.DRAFT}, may_recuse),
    row(CA.SUSPEND, {C.IN_FORCE}, C.SUSPENDED, is_presiding, no_round_open),
    act(CA.PROPOSE, {C.IN_FORCE, C.SUSPENDED}, is_presiding, no_round_open),
    act(CA.OUT_OF_TURN, {C.IN_FORCE, C.SUSPENDED}, is_presiding),
    act(
        CA.FOLLOW_UP,
        {C.IN_FORCE, C.SUSPENDED},
        is_secretary,
        no_round_open,
        follow_up_reported,
    ),
    row(
        CA.CLOSE,
        {C.CONDITIONAL, C.IN_FORCE, C.SUSPENDED},
        C.CLOSED,
        is_applicant,
        no_round_open,
    ),
)
CASE_EFFECTS: Workflow[Case] = Workflow(
    effect(CA.NOT_ACCEPTED, {C.UNDER_REVIEW}, C.RETURNED),
    effect(CA.APPROVED, {C.UNDER_REVIEW}, C.IN_FORCE),
    effect(CA.APPROVED_CONDITIONALLY, {C.UNDER_REVIEW}, C.CONDITIONAL),
    effect(CA.TO_REVISE, {C.UNDER_REVIEW}, C.RETURNED),
    effect(CA.NOT_APPROVED, {C.UNDER_REVIEW}, C.REFUSED),
    effect(CA.CONDITIONS_MET, {C.CONDITIONAL}, C.IN_FORCE),
    effect(CA.SUSPENDED, {C.IN_FORCE}, C.SUSPENDED),
    effect(CA.LIFTED, {C.SUSPENDED}, C.IN_FORCE),
    effect(CA.TERMINATED, {C.IN_FORCE, C.SUSPENDED}, C.TERMINATED),
)

S, A = RoundState, RoundAction
REVIEWED = set(OPEN_ROUND) - {S.SUBMITTED, S.SUPPLEMENT_ASKED}
"""What the applicant may do is the same in all of these: it tells nothing of a vote."""

ROUND: Workflow[Round] = Workflow(
    row(A.ASK_SUPPLEMENT, {S.SUBMITTED}, S.SUPPLEMENT_ASKED, is_secretary, asked_once),
    row(A.SUPPLEMENT, {S.SUPPLEMENT_ASKED}, S.SUBMITTED, is_applicant),
    row(A.ACCEPT, {S.SUBMITTED}, S.ACCEPTED, is_secretary, committee_complete),
    row(A.REFUSE_INTAKE, {S.SUBMITTED}, S.NOT_ACCEPTED, is_secretary),
    row(A.ENTRUST, OPEN_ROUND, S.WITHDRAWN, is_applicants_legal),
    row(A.ASSIGN, {S.ACCEPTED}, S.INDEPENDENT, runs_the_round),
    act(A.ASSIGN_MORE, {S.INDEPENDENT}, runs_the_round),
    act(A.CONVERT, {S.ACCEPTED, S.INDEPENDENT}, is_judge, is_simplified),
    act(A.EXTEND, REVIEWED - {S.STAGED}, is_presiding, not_extended),
    row(
        A.DELIBERATE,
        {S.INDEPENDENT},
        S.DELIBERATION,
        runs_the_round,
        opinions_in,
        not_simplified,
    ),
    act(A.CALL_MEETING, {S.DELIBERATION, S.WITH_EXPERTS}, runs_the_round, no_meeting_planned),
    act(
        A.OPEN_VOTE,
        {S.DELIBERATION, S.WITH_EXPERTS},
        is_presiding,
        in_session,
        no_vote_open,
        experts_replied,
    ),
    row(
        A.REQUEST_EXPERTS,
        {S.VOTED},
        S.WITH_EXPERTS,
        is_secretary,
        approving_vote,
        on_the_list,
        not_exempted,
    ),
    act(A.PROPOSE_EXEMPTION, REVIEWED, is_applicant, on_the_list, not_exempted),
    act(A.SIGN_EXEMPTION, REVIEWED, is_applicants_legal, exemption_proposed),
    row(A.STAGE, {S.VOTED, S.VOTED_FINAL}, S.STAGED, runs_the_round, second_review_done),
    row(A.UNSTAGE, {S.STAGED}, S.VOTED, runs_the_round, rests_on_first_vote),
    row(A.UNSTAGE_FINAL, {S.STAGED}, S.VOTED_FINAL, runs_the_round, rests_on_final_vote),
    row(A.VOTE_AGAIN, {S.VOTED}, S.DELIBERATION, is_presiding),
    row(A.FINAL_VOTE_AGAIN, {S.VOTED_FINAL}, S.WITH_EXPERTS, is_presiding),
    row(
        A.RELEASE,
        {S.STAGED},
        S.RELEASED,
        is_presiding,
        someone_else_staged,
        letter_printed,
        nobody_recused_since,
    ),
    row(A.WITHDRAW, OPEN_ROUND, S.WITHDRAWN, is_applicant, of_a_change),
)
ROUND_EFFECTS: Workflow[Round] = Workflow(
    effect(A.RECORD_VOTE, {S.DELIBERATION}, S.VOTED),
    effect(A.SIMPLIFIED_RESULT, {S.INDEPENDENT}, S.VOTED),
    effect(A.RECORD_FINAL_VOTE, {S.WITH_EXPERTS}, S.VOTED_FINAL),
    effect(A.END_WITH_CASE, OPEN_ROUND, S.WITHDRAWN),
)

ASSIGNMENT: Workflow[Assignment] = Workflow(
    row(
        AssignmentAction.SUBMIT_OPINION,
        {AssignmentState.INVITED},
        AssignmentState.SUBMITTED,
        is_reviewer,
        has_declared,
    ),
    row(
        AssignmentAction.RELEASE_REVIEWER,
        {AssignmentState.INVITED},
        AssignmentState.RELEASED,
        is_presiding,
    ),
)
MEETING: Workflow[Meeting] = Workflow(
    row(MeetingAction.OPEN, {MeetingState.PLANNED}, MeetingState.OPEN, is_presiding),
    act(MeetingAction.ATTEND, {MeetingState.OPEN}, runs_the_round),
    act(MeetingAction.LEAVE, {MeetingState.OPEN}, runs_the_round),
    act(MeetingAction.NOTE, {MeetingState.OPEN}, runs_the_round),
    row(
        MeetingAction.END,
        {MeetingState.PLANNED, MeetingState.OPEN},
        MeetingState.ENDED,
        runs_the_round,
    ),
)
MOTION: Workflow[Motion] = Workflow(
    act(MotionAction.CAST, {MotionState.OPEN}, is_voter, not_voted_yet),
    row(MotionAction.CLOSE, {MotionState.OPEN}, MotionState.CLOSED, is_presiding, everybody_voted),
    row(MotionAction.VOID, {MotionState.OPEN}, MotionState.VOID, is_presiding),
)
DECISION: Workflow[Decision] = Workflow(
    act(
        DecisionAction.PROPOSE_CORRECTION,
        {DecisionState.RELEASED},
        runs_the_round,
        no_correction_waiting,
    ),
)
CORRECTION: Workflow[Correction] = Workflow(
    row(
        CorrectionAction.MAKE,
        {CorrectionState.PROPOSED},
        CorrectionState.MADE,
        is_presiding,
        someone_else_proposed,
        notice_printed,
    ),
    row(CorrectionAction.DROP, {CorrectionState.PROPOSED}, CorrectionState.DROPPED, runs_the_round),
)
DECISION_EFFECTS: Workflow[Decision] = Workflow(
    effect(DecisionAction.RELEASE, {DecisionState.STAGED}, DecisionState.RELEASED),
    effect(DecisionAction.TAKE_BACK, {DecisionState.STAGED}, DecisionState.TAKEN_BACK),
)

X, XA = ExpertReviewState, ExpertReviewAction
EXPERT_REVIEW: Workflow[ExpertReview] = Workflow(
    row(XA.COMPOSE, {X.REQUESTED}, X.COMPOSING, is_organiser),
    act(XA.INVITE, {X.COMPOSING}, is_organiser),
    act(XA.RECORD_EXPERT, {X.COMPOSING}, is_organiser),
    act(XA.RECORD_REPLY, {X.REVIEWING}, is_organiser),
    row(XA.START, {X.COMPOSING}, X.REVIEWING, is_organiser),
    row(XA.RECOMPOSE, {X.REVIEWING}, X.COMPOSING, is_organiser),
    row(XA.CLOSE, {X.REVIEWING}, X.CLOSED, is_organiser, all_experts_said),
    row(XA.VOID, {X.REQUESTED, X.COMPOSING, X.REVIEWING}, X.VOID, is_organiser),
)
EXPERT_SEAT: Workflow[ExpertSeat] = Workflow(
    row(
        ExpertSeatAction.RECUSE,
        {ExpertSeatState.INVITED, ExpertSeatState.ACCEPTED},
        ExpertSeatState.RECUSED,
        is_organiser,
    ),
)
EXPERT_SEAT_EFFECTS: Workflow[ExpertSeat] = Workflow(
    row(
        ExpertSeatAction.ACCEPT,
        {ExpertSeatState.INVITED},
        ExpertSeatState.ACCEPTED,
        EFFECT,
        review_composing,
    ),
    effect(ExpertSeatAction.DECLINE, {ExpertSeatState.INVITED}, ExpertSeatState.DECLINED),
    act(ExpertSeatAction.OPINE, {ExpertSeatState.ACCEPTED}, EFFECT, review_running),
)
"""What the expert does: their link has let them in; they have no account that a table could ask."""

CONDITION: Workflow[Condition] = Workflow(
    row(
        ConditionAction.HAND_IN,
        {ConditionState.OPEN},
        ConditionState.EVIDENCE,
        is_applicant,
        decision_released,
    ),
    row(ConditionAction.SEND_BACK, {ConditionState.EVIDENCE}, ConditionState.OPEN, runs_the_round),
    row(
        ConditionAction.VERIFY,
        {ConditionState.EVIDENCE},
        ConditionState.VERIFIED,
        runs_the_round,
        someone_else_reported,
    ),
    act(
        ConditionAction.PROPOSE_WAIVER,
        {ConditionState.OPEN, ConditionState.EVIDENCE},
        runs_the_round,
        decision_released,
        no_waiver_proposed,
    ),
    row(
        ConditionAction.WAIVE,
        {ConditionState.OPEN, ConditionState.EVIDENCE},
        ConditionState.WAIVED,
        is_presiding,
        waiver_proposed,
    ),
)
FOLLOW_UP: Workflow[FollowUp] = Workflow(
    row(
        FollowUpAction.REPORT,
        {FollowUpState.SCHEDULED},
        FollowUpState.REPORTED,
        is_applicant,
        not_under_review,
    ),
)
FOLLOW_UP_EFFECTS: Workflow[FollowUp] = Workflow(
    effect(
        FollowUpAction.COMPLETE,
        {FollowUpState.SCHEDULED, FollowUpState.REPORTED},
        FollowUpState.COMPLETED,
    ),
    effect(
        FollowUpAction.CANCEL,
        {FollowUpState.SCHEDULED, FollowUpState.REPORTED},
        FollowUpState.CANCELLED,
    ),
)

NOTHING: Workflow[Any] = Workflow()
TABLES: dict[type[models.Model], Workflow[Any]] = {
    Case: CASE,
    Round: ROUND,
    Assignment: ASSIGNMENT,
    Meeting: MEETING,
    Motion: MOTION,
    Decision: DECISION,
    Correction: CORRECTION,
    ExpertReview: EXPERT_REVIEW,
    ExpertSeat: EXPERT_SEAT,
    Condition: CONDITION,
    FollowUp: FOLLOW_UP,
}
EFFECTS: dict[type[models.Model], Workflow[Any]] = dict.fromkeys(TABLES, NOTHING) | {
    Case: CASE_EFFECTS,
    Round: ROUND_EFFECTS,
    Decision: DECISION_EFFECTS,
    ExpertSeat: EXPERT_SEAT_EFFECTS,
    FollowUp: FOLLOW_UP_EFFECTS,
}
