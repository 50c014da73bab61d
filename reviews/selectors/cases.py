"""The list of cases and one case, as each person may see them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext_lazy as _

from filings.models import User
from filings.statemachine import Sentence
from reviews import permissions
from reviews.enums import (
    PRESIDING,
    CaseState,
    CorrectionState,
    MeetingState,
    Procedure,
    RoundState,
    SeatRole,
)
from reviews.models import (
    Assignment,
    Case,
    Condition,
    Correction,
    Decision,
    ExpertReview,
    ExpertSeat,
    InterestDeclaration,
    Meeting,
    Motion,
    Opinion,
    Round,
)
from reviews.requirements import open_round
from reviews.selectors import quorum as quorums
from reviews.selectors.acts import Act, has_spoken, in_order, offered
from reviews.selectors.history import Told, history
from reviews.selectors.quorum import Quorum
from reviews.selectors.votes import Vote, votes

IN_REVIEW = _("In review")
TO_THE_APPLICANT: dict[str, Sentence] = {
    RoundState.ACCEPTED: IN_REVIEW,
    RoundState.INDEPENDENT: IN_REVIEW,
    RoundState.DELIBERATION: IN_REVIEW,
    RoundState.VOTED: IN_REVIEW,
    RoundState.VOTED_FINAL: IN_REVIEW,
    RoundState.STAGED: IN_REVIEW,
}
"""What the applicant reads instead of a state that would tell of a vote."""

NEXT: dict[str, Sentence] = {
    RoundState.SUBMITTED: _("The secretary accepts it, or asks once for what is missing."),
    RoundState.SUPPLEMENT_ASKED: _("The applicant hands in what was asked for."),
    RoundState.ACCEPTED: _("Reviewers are named; each declares their interests before."),
    RoundState.INDEPENDENT: _("Each reviewer writes their opinion alone; all are opened together."),
    RoundState.DELIBERATION: _("The committee meets and votes."),
    RoundState.VOTED: _("The decision is prepared; a listed activity goes to the experts first."),
    RoundState.WITH_EXPERTS: _("The experts reply; then the committee takes its final vote."),
    RoundState.VOTED_FINAL: _("The decision is prepared on the final vote."),
    RoundState.STAGED: _("A second person releases the decision."),
}
STANDING: dict[str, Sentence] = {
    CaseState.DRAFT: _("The applicant submits the last frozen version."),
    CaseState.RETURNED: _("The applicant revises, freezes a new version and submits it again."),
    CaseState.CONDITIONAL: _("Not in force yet: each condition is met and verified first."),
    CaseState.IN_FORCE: _("In force. Report changes, and hand in the follow-up report in time."),
    CaseState.SUSPENDED: _("Suspended. The committee votes on lifting or termination."),
    CaseState.REFUSED: _("Not approved. The applicant may appeal."),
    CaseState.TERMINATED: _("Terminated. A new case is needed to start again."),
    CaseState.WITHDRAWN: _("Withdrawn. Another case can be opened."),
    CaseState.CLOSED: _("The activity has ended."),
}
WITH_APPLICANT = {RoundState.SUPPLEMENT_ASKED}
COLOURS = {
    CaseState.IN_FORCE: "good",
    CaseState.SUSPENDED: "bad",
    CaseState.TERMINATED: "bad",
    CaseState.REFUSED: "bad",
    CaseState.CLOSED: "neutral",
    CaseState.WITHDRAWN: "neutral",
    CaseState.DRAFT: "neutral",
}


def stage(round_: Round | None, *, judges: bool) -> Sentence:
    if round_ is None:
        return ""
    if judges or round_.state not in TO_THE_APPLICANT:
        return round_.get_state_display()
    return TO_THE_APPLICANT[round_.state]


@dataclass(frozen=True)
class Row:
    case: Case
    colour: str
    stage: Sentence
    with_applicant: bool
    due_at: datetime | None


def listed(user: User, state: str = "") -> list[Row]:
    judged = set(Case.objects.judged_by(user).values_list("pk", flat=True))
    rows = Case.objects.visible_to(user).select_related("algorithm", "provider", "committee")
    if state:
        rows = rows.filter(state=state)
    found = []
    for case in rows.prefetch_related(Prefetch("rounds", Round.objects.order_by("-number"))):
        last = next(iter(case.rounds.all()), None)
        current = last if last and last.is_open else None
        found.append(
            Row(
                case,
                COLOURS.get(CaseState(case.state), "waiting"),
                stage(current, judges=case.pk in judged),
                _has_it(case, current),
                current.due_at if current else None,
            )
        )
    return found


def _has_it(case: Case, round_: Round | None) -> bool:
    """Whether the applicant has it."""
    if round_:
        return round_.state in WITH_APPLICANT
    return case.state in {CaseState.DRAFT, CaseState.RETURNED, CaseState.CONDITIONAL}


@dataclass(frozen=True)
class Reviewer:
    assignment: Assignment
    state: Sentence
    """Nothing while telling would bias."""
    opinion: Opinion | None


@dataclass(frozen=True)
class Shown:
    """A case for one person; what they may not see is not in here."""

    case: Case
    judges: bool
    round: Round | None
    stage: Sentence
    sentence: Sentence
    with_applicant: bool
    acts: list[Act]
    rounds: list[Round]
    declared: bool
    waiting_rulings: list[InterestDeclaration]
    reviewers: list[Reviewer]
    meetings: list[Meeting]
    votes: list[Vote]
    decisions: list[Decision]
    conditions: list[Condition]
    expert_review: ExpertReview | None
    history: list[Told]
    quorum: Quorum | None
    """Of the meeting that is planned or in session."""
    limbo: list[Sentence]
    """Why nobody may act; told to who judges and to the applicant's legal."""

    @property
    def quorum_said(self) -> list[str]:
        return quorums.sentences(self.quorum) if self.quorum else []

    @property
    def entrusting(self) -> Act | None:
        """The way out when nobody may act, where it is this person's to take."""
        return next((each for each in self.acts if each.code.startswith("entrust-")), None)

    @property
    def colour(self) -> str:
        return COLOURS.get(CaseState(self.case.state), "waiting")


def shown(case: Case, user: User) -> Shown:
    judges = _judges(case, user)
    rounds = list(
        case.rounds.select_related(
            "rule_pack", "submission__disclosure", "submission__case", "committee"
        )
    )
    current = open_round(case)
    last = current or (rounds[0] if rounds else None)
    decisions = _decisions(case, user)
    conditions = _conditions(case, user)
    return Shown(
        case=case,
        judges=judges,
        round=current,
        stage=stage(current, judges=judges),
        sentence=_sentence(case, current, judges=judges),
        with_applicant=_has_it(case, current),
        acts=in_order(
            [
                *_acts(case, current, conditions, user, judges=judges),
                *(_of_letters(decisions, user) if judges else []),
            ]
        ),
        rounds=rounds,
        declared=not judges or last is None or _declared(last, user),
        waiting_rulings=_rulings(last, user) if judges and last else [],
        reviewers=_reviewers(last, user) if judges and last else [],
        meetings=_meetings(case) if judges else [],
        votes=votes(case, user) if judges else [],
        decisions=decisions,
        conditions=conditions,
        expert_review=_second(last, user) if last else None,
        history=history(case, judges=judges),
        quorum=_quorum(current) if judges and current else None,
        limbo=_limbo(current, user, judges=judges) if current else [],
    )


def next_step(case: Case, user: User) -> tuple[list[Act], Sentence]:
    """What the person may do now, and what comes next: all that a desk shows of a case."""
    judges, current = _judges(case, user), open_round(case)
    acts = _acts(case, current, _conditions(case, user), user, judges=judges)
    return in_order(acts), _sentence(case, current, judges=judges)


def _judges(case: Case, user: User) -> bool:
    return Case.objects.judged_by(user).filter(pk=case.pk).exists()


def _decisions(case: Case, user: User) -> list[Decision]:
    seen = Prefetch("corrections", Correction.objects.visible_to(user).order_by("id"))
    rows = Decision.objects.visible_to(user).filter(round__case=case)
    related = ("round__case", "motion", "expert_review", "superseded_by")
    return list(rows.select_related(*related).prefetch_related(seen))


def _of_letters(decisions: list[Decision], user: User) -> Iterator[Act]:
    """What is rarely done, so only the case itself offers it."""
    for decision in decisions:
        yield from offered(decision, user, about=f" ({decision.round.number})")


def _conditions(case: Case, user: User) -> list[Condition]:
    decisions = Decision.objects.visible_to(user).filter(round__case=case).released()
    rows = Condition.objects.filter(decision__in=decisions)
    return list(rows.select_related("decision", "owner"))


def may_read_facts(case: Case, user: User) -> bool:
    """Whoever votes or advises declares their interests before; the secretary checks the intake."""
    if not _judges(case, user) or has_spoken(case, user):
        return True
    return permissions.sits(user, case.committee_id, SeatRole.SECRETARY)


def _quorum(current: Round) -> Quorum | None:
    meeting = current.meetings.exclude(state=MeetingState.ENDED).first()
    return quorums.of_meeting(meeting) if meeting else None


def _limbo(current: Round, user: User, *, judges: bool) -> list[Sentence]:
    """Why nobody may go on, for those who can do something about it."""
    case = current.case
    if not judges and not permissions.is_applicants_legal.allows(user, case):
        return []
    free = quorums.able(case)
    found: list[Sentence] = []
    if not any(seat.role in PRESIDING for seat in free):
        found.append(
            _(
                "The chair and every vice chair are recused or work for the application, so nobody "
                "can preside."
            )
        )
    if current.procedure != Procedure.SIMPLIFIED and quorums.hopeless(current):
        found.append(
            _(
                "Without those who are recused or whose term has ended the committee reaches no "
                "quorum, in number or in a category."
            )
        )
    return found


def _sentence(case: Case, current: Round | None, *, judges: bool) -> Sentence:
    if current is None:
        return STANDING.get(CaseState(case.state), "")
    if not judges and current.state in TO_THE_APPLICANT:
        return _("The committee has it. You will be told when the decision is released.")
    return NEXT[RoundState(current.state)]


def _acts(
    case: Case, current: Round | None, conditions: list[Condition], user: User, *, judges: bool
) -> list[Act]:
    found = list(offered(case, user))
    if current:
        found += offered(current, user)
    for correction in _waiting_corrections(case) if judges else []:
        found += offered(correction, user)
    for condition in conditions:
        found += offered(condition, user, about=f" ({condition.number})")
    for follow_up in case.follow_ups.filter(state__in=["scheduled", "reported"]):
        found += offered(follow_up, user)
    if current and judges:
        found += _of_the_round(current, user)
    return found


def _of_the_round(current: Round, user: User) -> Iterator[Act]:
    for meeting in current.meetings.exclude(state="ended"):
        yield from offered(meeting, user)
    for motion in current.motions.filter(state="open"):
        yield from offered(motion, user)
    for assignment in current.assignments.filter(state="invited").select_related("seat__person"):
        about = "" if assignment.seat.person_id == user.pk else f" ({assignment.seat.person})"
        yield from offered(assignment, user, about=about)


def _waiting_corrections(case: Case) -> QuerySet[Correction]:
    rows = Correction.objects.filter(decision__round__case=case, state=CorrectionState.PROPOSED)
    return rows.select_related("decision__round")


def _declared(round_: Round, user: User) -> bool:
    return InterestDeclaration.objects.filter(submission=round_.submission_id, person=user).exists()


def _rulings(round_: Round, user: User) -> list[InterestDeclaration]:
    """Declared interests that somebody who presides has yet to decide on."""
    if not permissions.is_presiding.allows(user, round_):
        return []
    waiting = InterestDeclaration.objects.filter(
        submission=round_.submission_id, level="declared", ruling=""
    )
    return list(waiting.exclude(person=user).select_related("person"))


def _reviewers(round_: Round, user: User) -> list[Reviewer]:
    rows = list(round_.assignments.select_related("seat__person"))
    opinions = {
        o.assignment_id: o
        for o in Opinion.objects.visible_to(user).filter(round=round_).select_related("submission")
    }
    sealed = round_.state == RoundState.INDEPENDENT
    writes = any(r.seat.person_id == user.pk and r.state == "invited" for r in rows)
    runs = permissions.runs_the_round.allows(user, round_) and not writes
    return [
        Reviewer(
            row,
            row.get_state_display() if not sealed or runs or row.seat.person_id == user.pk else "",
            opinions.get(row.pk),
        )
        for row in rows
    ]


def _meetings(case: Case) -> list[Meeting]:
    return list(
        Meeting.objects.filter(round__case=case)
        .select_related("chaired_by__person", "round")
        .prefetch_related("attendance__seat__person")
    )


def _second(round_: Round, user: User) -> ExpertReview | None:
    rows = ExpertReview.objects.visible_to(user).filter(round__case=round_.case_id)
    return rows.exclude(state="void").order_by("-id").first()


def may_see(user: User, obj: Any) -> bool:
    """Whether the person may know of what an act is about.

    Opinions asked for, meetings and votes are the committee's alone.
    """
    if isinstance(obj, ExpertReview | ExpertSeat):
        review = obj.review_id if isinstance(obj, ExpertSeat) else obj.pk
        return ExpertReview.objects.visible_to(user).filter(pk=review).exists()
    if isinstance(obj, Assignment | Meeting | Motion):
        return Case.objects.judged_by(user).filter(pk=obj.case.pk).exists()
    return Case.objects.visible_to(user).filter(pk=obj.case.pk).exists()
