"""Opinions: written alone, kept while written, sealed at submission, opened together."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from filings.models import User
from filings.statemachine import ActionRefused
from reviews.enums import AssignmentAction, AssignmentState, Outcome, Procedure, RoundAction
from reviews.models import Assignment, Opinion, OpinionDraft, Round
from reviews.permissions import is_reviewer
from reviews.services import panel
from reviews.services.door import moving

AGREEING = (Outcome.APPROVE, Outcome.CONTINUE)


def save_draft(*, assignment: Assignment, by: User, facts: Mapping[str, Any]) -> OpinionDraft:
    """What the form holds now; nobody but its author reads it."""
    if not is_reviewer.allows(by, assignment):
        raise ActionRefused(is_reviewer.otherwise)
    draft, _made = OpinionDraft.objects.select_for_update(of=("self",)).get_or_create(
        assignment=assignment, defaults={"provider_id": assignment.provider_id}
    )
    draft.points, draft.summary = dict(facts.get("points", {})), facts.get("summary", "")
    draft.outcome, draft.revision = facts.get("outcome", ""), draft.revision + 1
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
