"""What must hold before an act: (object, person) -> nothing, or the sentence of what is missing."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from filings.enums import DisclosureState
from filings.models import Disclosure, User
from filings.statemachine import Sentence
from reviews import composition
from reviews.enums import (
    APPROVING,
    MET,
    OPEN_ROUND,
    AssignmentState,
    CorrectionState,
    DecisionState,
    ExpertReviewState,
    MeetingState,
    MotionState,
    Procedure,
    RoundKind,
    RoundState,
)
from reviews.models import (
    Assignment,
    Ballot,
    Case,
    Condition,
    Correction,
    Decision,
    ExpertReview,
    ExpertSeat,
    FollowUp,
    InterestDeclaration,
    Motion,
    Round,
)

Missing = Sentence | None


def open_round(case: Case) -> Round | None:
    return case.rounds.filter(state__in=OPEN_ROUND).first()


def newest_frozen(case: Case) -> Disclosure | None:
    frozen = Disclosure.objects.filter(algorithm=case.algorithm_id, state=DisclosureState.FROZEN)
    return frozen.order_by("-number").first()


def vote_of(round_: Round, *, final: bool | None = None) -> Motion | None:
    """The last vote that was not declared void."""
    motions = round_.motions.exclude(state=MotionState.VOID)
    if final is not None:
        motions = motions.filter(final=final)
    return motions.order_by("id").last()


# -- the case -------------------------------------------------------------------------------------
def no_round_open(case: Case, _person: User) -> Missing:
    if open_round(case):
        return _("A round of this case is open. It must end first.")
    return None


def newer_version_frozen(case: Case, _person: User) -> Missing:
    last = case.submissions.order_by("number").last()
    newest = newest_frozen(case)
    if newest is None or (last and newest.pk == last.disclosure_id):
        return _("Nothing has been frozen since the last version. Start and freeze the next one.")
    return None


def follow_up_reported(case: Case, _person: User) -> Missing:
    if not case.follow_ups.filter(state="reported").exists():
        return _("The applicant has not handed in the follow-up report yet.")
    return None


# -- the round ------------------------------------------------------------------------------------
def asked_once(round_: Round, _person: User) -> Missing:
    if round_.asked_at:
        return _(
            "Missing material was asked for already; the law lets you ask once. Accept, or refuse "
            "with the reason."
        )
    return None


def committee_complete(round_: Round, _person: User) -> Missing:
    if lacks := composition.lacks(round_.committee_id, timezone.localdate()):
        return _("The committee is not composed as the law asks: %(lacks)s.") % {
            "lacks": "; ".join(map(str, lacks))
        }
    return None


def of_a_change(round_: Round, _person: User) -> Missing:
    if round_.kind != RoundKind.CHANGE:
        return _("Withdraw the case instead: this round is its own.")
    return None


def is_simplified(round_: Round, _person: User) -> Missing:
    if round_.procedure != Procedure.SIMPLIFIED:
        return _("Only the simplified procedure can be converted.")
    return None


def not_simplified(round_: Round, _person: User) -> Missing:
    if round_.procedure == Procedure.SIMPLIFIED:
        return _("The simplified procedure has no deliberation. Convert to the general one first.")
    return None


def not_extended(round_: Round, _person: User) -> Missing:
    if round_.due_at is None or round_.due_at < timezone.now():
        return _("A term is extended before it ends only.")
    return None


def opinions_in(round_: Round, _person: User) -> Missing:
    if round_.assignments.filter(state=AssignmentState.INVITED).exists():
        return _("Opinions are still awaited. Wait, or say for each why you go on without it.")
    return None


def no_meeting_planned(round_: Round, _person: User) -> Missing:
    if round_.meetings.exclude(state=MeetingState.ENDED).exists():
        return _("A meeting on this case is planned or in session already.")
    return None


def in_session(round_: Round, _person: User) -> Missing:
    if not round_.meetings.filter(state=MeetingState.OPEN).exists():
        return _("The meeting is not in session. Open it first.")
    return None


def no_vote_open(round_: Round, _person: User) -> Missing:
    if round_.motions.filter(state=MotionState.OPEN).exists():
        return _("A vote is open already. Close it first.")
    return None


def experts_replied(round_: Round, _person: User) -> Missing:
    if round_.state == RoundState.WITH_EXPERTS and replied(round_) is None:
        return _("The experts have not replied yet.")
    return None


def replied(round_: Round) -> ExpertReview | None:
    return round_.expert_reviews.filter(
        state=ExpertReviewState.CLOSED, submission=round_.submission_id
    ).first()


def exempted(round_: Round) -> bool:
    return round_.exemptions.filter(
        submission=round_.submission_id, signed_by__isnull=False
    ).exists()


def approving_vote(round_: Round, _person: User) -> Missing:
    vote = vote_of(round_, final=False)
    if vote is None or vote.outcome not in APPROVING:
        return _("Only an approval goes to the experts.")
    return None


def on_the_list(round_: Round, _person: User) -> Missing:
    if round_.listed is False:
        return _("The activity is not on the list; no second review is needed.")
    return None


def not_exempted(round_: Round, _person: User) -> Missing:
    if exempted(round_):
        return _("Legal has signed an exemption for this version.")
    return None


def exemption_proposed(round_: Round, person: User) -> Missing:
    proposed = round_.exemptions.filter(submission=round_.submission_id).first()
    if proposed is None:
        return _("No exemption has been proposed.")
    if proposed.signed_by_id:
        return _("The exemption has been signed.")
    if proposed.proposed_by_id == person.pk:
        return _("You proposed this exemption. Somebody else of legal must sign it.")
    return None


def second_review_done(round_: Round, _person: User) -> Missing:
    """An approval of a listed activity rests on the final vote, or on an exemption."""
    vote = vote_of(round_, final=False)
    if (
        round_.state == RoundState.VOTED
        and vote
        and vote.outcome in APPROVING
        and round_.listed is not False
        and not exempted(round_)
    ):
        return _(
            "The activity is on the list. Apply for the second review, or have legal sign an "
            "exemption."
        )
    return None


def staged(round_: Round) -> Decision | None:
    return round_.decisions.filter(state=DecisionState.STAGED).select_related("motion").first()


def rests_on_first_vote(round_: Round, _person: User) -> Missing:
    found = staged(round_)
    if found and found.motion and found.motion.final:
        return _("The decision rests on the final vote. Take that one back.")
    return None


def rests_on_final_vote(round_: Round, _person: User) -> Missing:
    found = staged(round_)
    if not (found and found.motion and found.motion.final):
        return _("The decision does not rest on a final vote. Take that one back.")
    return None


def someone_else_staged(round_: Round, person: User) -> Missing:
    found = staged(round_)
    if found and found.staged_by_id == person.pk:
        return _("You prepared this decision. A second person must release it.")
    return None


def letter_printed(round_: Round, _person: User) -> Missing:
    found = staged(round_)
    if found and found.letter_id is None:
        return _(
            "The letter has not been printed yet. Wait a moment; if it failed, print it again."
        )
    return None


def nobody_recused_since(round_: Round, _person: User) -> Missing:
    found = staged(round_)
    if found is None:
        return None
    recused = round_.case.recusals.values("person")
    voted = found.motion and found.motion.voters.filter(seat__person__in=recused).exists()
    wrote = found.simplified and (
        round_.assignments.filter(seat__person__in=recused, opinion__isnull=False).exists()
    )
    if voted or wrote:
        return _(
            "Somebody who took part was recused afterwards. Take the decision back and vote again."
        )
    return None


# -- opinions, meetings, votes --------------------------------------------------------------------
def has_declared(obj: Assignment | Motion, person: User) -> Missing:
    version = obj.round.submission_id
    if not InterestDeclaration.objects.filter(submission=version, person=person).exists():
        return _("Declare your interests in this version first.")
    return None


def not_voted_yet(motion: Motion, person: User) -> Missing:
    if Ballot.objects.filter(voter__motion=motion, voter__seat__person=person).exists():
        return _("You have voted already. A vote stays as it was given.")
    return None


def everybody_voted(motion: Motion, _person: User) -> Missing:
    if motion.voters.filter(ballot__isnull=True).exists():
        return _("Not everybody on the list has voted. Wait, or record who has left.")
    return None


# -- experts, conditions, follow-ups --------------------------------------------------------------
def all_experts_said(review: ExpertReview, _person: User) -> Missing:
    if review.seats.filter(state="accepted", opinion__isnull=True).exists():
        return _("Not every expert has replied.")
    return None


def review_composing(seat: ExpertSeat, _person: User) -> Missing:
    if seat.review.state != ExpertReviewState.COMPOSING:
        return _("The expert group is not being composed now.")
    return None


def review_running(seat: ExpertSeat, _person: User) -> Missing:
    if seat.review.state != ExpertReviewState.REVIEWING:
        return _("The review has not begun or is over.")
    return None


def someone_else_reported(condition: Condition, person: User) -> Missing:
    if condition.reported_by_id == person.pk:
        return _("You handed in the evidence. Somebody else must verify it.")
    return None


def decision_released(condition: Condition, _person: User) -> Missing:
    if condition.decision.state != DecisionState.RELEASED:
        return _("The decision has not been released.")
    return None


def no_correction_waiting(decision: Decision, _person: User) -> Missing:
    if decision.corrections.filter(state=CorrectionState.PROPOSED).exists():
        return _("A correction waits to be made or dropped. Settle that one first.")
    return None


def someone_else_proposed(correction: Correction, person: User) -> Missing:
    if correction.proposed_by_id == person.pk:
        return _("You proposed this correction. Somebody else who presides must make it.")
    return None


def notice_printed(correction: Correction, _person: User) -> Missing:
    if correction.letter_id is None:
        return _(
            "The notice has not been printed yet. Wait a moment; if it failed, print it again."
        )
    return None


def no_waiver_proposed(condition: Condition, _person: User) -> Missing:
    if condition.waiver_by_id:
        return _(
            "It has been proposed to waive this condition. Somebody else decides, who presides."
        )
    return None


def waiver_proposed(condition: Condition, person: User) -> Missing:
    if condition.waiver_by_id is None:
        return _("Nobody has proposed to waive this condition. Have it proposed with a reason.")
    if condition.waiver_by_id == person.pk:
        return _("You proposed to waive this condition. Somebody else must decide.")
    return None


def all_met(case: Case) -> bool:
    open_ones = Condition.objects.filter(
        decision__round__case=case, decision__state=DecisionState.RELEASED
    ).exclude(state__in=MET)
    return not open_ones.filter(decision__superseded_by=None).exists()


def not_under_review(follow_up: FollowUp, _person: User) -> Missing:
    if follow_up.rounds.filter(state__in=OPEN_ROUND).exists():
        return _("The committee is looking at this follow-up already.")
    return None
