"""Decisions: prepared by one, released by another, with their effects on what may run."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from filings.enums import DocumentKind
from filings.models import User
from filings.services import deadlines
from filings.statemachine import ActionRefused
from reviews import notifications
from reviews.enums import (
    APPROVING,
    DecisionAction,
    Outcome,
    Procedure,
    RoundAction,
)
from reviews.models import Condition, Decision, Round
from reviews.refusals import spoken
from reviews.requirements import replied, staged, vote_of
from reviews.services import papers, standing
from reviews.services.door import moving
from reviews.services.intake import DECISION_TERM


@dataclass(frozen=True)
class Wanted:
    """One condition of an approval after changes."""

    text: str
    due_on: date
    anchor: str = ""
    owner: User | None = None


def stage(
    *,
    round_: Round,
    by: User,
    reasons: str,
    advice: str = "",
    conditions: Sequence[Wanted] = (),
) -> Decision:
    """The outcome is that of the vote that stands; whoever prepares adds reasons and conditions.

    The letter is ordered with it: what is released later are its bytes.
    """
    if not reasons.strip():
        raise ActionRefused(_("Give the reasons of the decision."))
    with moving(round_, RoundAction.STAGE, by=by) as (row, says):
        decision = _from_basis(row, by, reasons.strip(), advice.strip())
        if bool(conditions) != (decision.outcome == Outcome.APPROVE_AFTER_CHANGES):
            raise ActionRefused(
                _("An approval after changes names its conditions; no other decision has any.")
            )
        for number, wanted in enumerate(conditions, 1):
            Condition.objects.create(
                provider_id=row.provider_id,
                decision=decision,
                number=number,
                text=wanted.text.strip(),
                anchor=wanted.anchor,
                owner=wanted.owner,
                due_on=wanted.due_on,
            )
        says.update({"decision": decision.pk, "outcome": decision.outcome})
    papers.ask(kind=DocumentKind.REVIEW_DECISION, subject=decision, by=by)
    return decision


def _from_basis(row: Round, by: User, reasons: str, advice: str) -> Decision:
    vote = vote_of(row, final=True) or vote_of(row, final=False)
    simplified = vote is None and row.procedure == Procedure.SIMPLIFIED
    if vote is None and not simplified:
        raise ActionRefused(_("No vote on this version has carried."))
    agreed = row.opinions.first()
    return Decision.objects.create(
        provider_id=row.provider_id,
        round=row,
        motion=vote,
        simplified=simplified,
        expert_review=replied(row),
        exemption=row.exemptions.filter(
            submission=row.submission_id, signed_by__isnull=False
        ).first(),
        outcome=vote.outcome if vote else agreed.outcome if agreed else "",
        reasons=reasons,
        advice=advice,
        staged_by=by,
    )


def unstage(*, round_: Round, by: User, reason: str) -> None:
    """The prepared decision is kept as taken back; the vote stands until it is set aside."""
    found = staged(round_)
    final = bool(found and found.motion and found.motion.final)
    step = RoundAction.UNSTAGE_FINAL if final else RoundAction.UNSTAGE
    with moving(round_, step, by=by) as (row, says):
        says["reason"] = reason.strip()
        with moving(row.decisions.get(state="staged"), DecisionAction.TAKE_BACK, by=by):
            pass


def vote_again(*, round_: Round, by: User, reason: str) -> None:
    """The carried vote stays in the record; another one takes its place."""
    final = round_.state == "voted_final"
    step = RoundAction.FINAL_VOTE_AGAIN if final else RoundAction.VOTE_AGAIN
    if not reason.strip():
        raise ActionRefused(_("Say why the vote is set aside."))
    with moving(round_, step, by=by) as (_row, says):
        says["reason"] = reason.strip()


def release(*, round_: Round, by: User) -> Decision:
    """A second person lets it out. The standing of the case, follow-ups and clearance follow."""
    with spoken():
        with moving(round_, RoundAction.RELEASE, by=by) as (row, says):
            decision = row.decisions.get(state="staged")
            with moving(decision, DecisionAction.RELEASE, by=by) as (moved, _said):
                moved.released_by = by
            moved.refresh_from_db()
            says.update({"outcome": moved.outcome, "sha256": moved.sha256, "decision": moved.pk})
            says["letter"] = moved.letter.sha256 if moved.letter else ""
        deadlines.meet(
            algorithm=row.case.algorithm, rule=DECISION_TERM, on=timezone.localdate(), by=by
        )
        standing.follow(row, moved, by)
        notifications.decision_released(row, moved)
    return moved


def is_approving(decision: Decision) -> bool:
    return decision.outcome in APPROVING
