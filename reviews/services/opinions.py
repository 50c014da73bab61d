"""Opinions: written alone, kept while written, sealed at submission, opened together."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from filings.models import User
from filings.statemachine import ActionRefused
from reviews.enums import AssignmentAction, AssignmentState, Outcome, Procedure, RoundAction
from reviews.models import Assignment, Opinion, OpinionDraft, Round
from reviews.permissions import is_reviewer
from reviews.services import panel
from reviews.services.door import lock, moving

AGREEING = (Outcome.APPROVE, Outcome.CONTINUE)


@dataclass(frozen=True)
class Written:
    """What the form holds, and of which revision of the draft it knew."""

    points: Mapping[str, str]
    summary: str
    outcome: str
    revision: int


def save_draft(*, assignment: Assignment, by: User, written: Written) -> OpinionDraft:
    """Nobody but its author reads it, and no history tells that somebody writes."""
    if not is_reviewer.allows(by, assignment):
        raise ActionRefused(is_reviewer.otherwise)
    lock(assignment.case)
    if Assignment.objects.get(pk=assignment.pk).state != AssignmentState.INVITED:
        raise ActionRefused(_("The opinion is not awaited any more; nothing can be saved to it."))
    draft, _made = OpinionDraft.objects.get_or_create(
        assignment=assignment, defaults={"provider_id": assignment.provider_id}
    )
    if draft.revision != written.revision:
        raise ActionRefused(
            _(
                "Another draft was saved in another window meanwhile. Save this one by the button "
                "to compare the two; then the one you save last counts."
            )
        )
    draft.points, draft.summary = dict(written.points), written.summary
    draft.outcome, draft.revision = written.outcome, draft.revision + 1
    draft.save()
    return draft


def submit(
    *,
    assignment: Assignment,
    by: User,
    outcome: Outcome,
    summary: str,
    points: Mapping[str, Any] | None = None,
) -> None:
    """The database seals it. In the simplified procedure anything but agreement converts."""
    if not summary.strip():
        raise ActionRefused(_("Sum up your opinion."))
    with moving(assignment, AssignmentAction.SUBMIT_OPINION, by=by) as (row, says):
        opinion = Opinion.objects.create(
            provider_id=row.provider_id,
            round=row.round,
            assignment=row,
            submission_id=row.round.submission_id,
            outcome=outcome,
            points=dict(points or {}),
            summary=summary.strip(),
        )
        opinion.refresh_from_db(fields=["sha256", "submitted_at"])
        says["sha256"] = opinion.sha256
    if row.round.procedure == Procedure.SIMPLIFIED:
        _simplified(Round.objects.get(pk=row.round_id), outcome, by)


def _simplified(round_: Round, outcome: Outcome, by: User) -> None:
    if outcome not in AGREEING:
        panel.convert(round_=round_, by=by, reason=_("A reviewer does not agree."))
    elif panel.awaited(round_) == 0 and _enough(round_):
        with moving(round_, RoundAction.SIMPLIFIED_RESULT, by=by):
            pass


def _enough(round_: Round) -> bool:
    """Where a reviewer was recused, the chair names another before the result stands."""
    agreed = round_.assignments.filter(state=AssignmentState.SUBMITTED).count()
    return round_.rule_pack is not None and agreed >= round_.rule_pack.simplified_min


def deliberate(*, round_: Round, by: User) -> None:
    """All are in, or the chair has said why not: whoever judges may read them now."""
    with moving(round_, RoundAction.DELIBERATE, by=by):
        pass
