"""What comes after an approval: conditions, follow-ups, suspension, the end."""

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from filings.models import Enclosure, User
from filings.statemachine import ActionRefused
from reviews.enums import (
    CaseAction,
    ConditionAction,
    FollowUpAction,
    FollowUpState,
    Procedure,
    RoundKind,
    SimplifiedGround,
)
from reviews.models import Case, Condition, FollowUp, Round
from reviews.models.follow_up import OPEN_FOLLOW_UP
from reviews.refusals import spoken
from reviews.services import clearance, standing
from reviews.services.door import lock, moving
from reviews.services.intake import open_standing


# -- conditions -----------------------------------------------------------------------------------
def hand_in(*, condition: Condition, by: User, report: str, proof: Enclosure | None = None) -> None:
    _needs(report, _("Say what was done, and where that can be seen."))
    with moving(condition, ConditionAction.HAND_IN, by=by) as (row, says):
        row.report, row.reported_by, row.reported_at = report.strip(), by, timezone.now()
        row.proof = proof
        says.update({"number": row.number, "sha256": proof.sha256 if proof else ""})


def send_back(*, condition: Condition, by: User, remark: str) -> None:
    _needs(remark, _("Say what is still missing."))
    with moving(condition, ConditionAction.SEND_BACK, by=by) as (row, says):
        row.remark = remark.strip()
        says.update({"number": row.number, "remark": row.remark})


def verify(*, condition: Condition, by: User) -> None:
    with spoken():
        with moving(condition, ConditionAction.VERIFY, by=by) as (row, says):
            row.verified_by, row.verified_at = by, timezone.now()
            says["number"] = row.number
        standing.conditions_met(lock(row.decision.round.case), by)


def propose_waiver(*, condition: Condition, by: User, reason: str) -> None:
    """One of two: says why the condition is no longer needed."""
    _needs(reason, _("Say why the condition is no longer needed."))
    with moving(condition, ConditionAction.PROPOSE_WAIVER, by=by) as (row, says):
        row.waiver_reason, row.waiver_by = reason.strip(), by
        says.update({"number": row.number, "reason": row.waiver_reason})


def waive(*, condition: Condition, by: User) -> None:
    """The other of two, who presides. A condition waived counts as met."""
    with spoken():
        with moving(condition, ConditionAction.WAIVE, by=by) as (row, says):
            row.waived_by, row.waived_at = by, timezone.now()
            says.update({"number": row.number, "reason": row.waiver_reason})
        standing.conditions_met(lock(row.decision.round.case), by)


# -- follow-ups -----------------------------------------------------------------------------------
def report(*, follow_up: FollowUp, by: User, text: str) -> None:
    """Execution and changes of the plan, control of risks, what changed for people (Art. 19)."""
    _needs(text, _("Write the report."))
    with moving(follow_up, FollowUpAction.REPORT, by=by) as (row, says):
        row.report, row.reported_by, row.reported_at = text.strip(), by, timezone.now()
        says["number"] = row.number


def begin(*, case: Case, by: User, simplified: bool, reason: str) -> Round:
    """The committee looks at the report; without a major change two reviewers may do."""
    _needs(reason, _("Give the reasons for the procedure."))
    with moving(case, CaseAction.FOLLOW_UP, by=by) as (row, says):
        found = row.follow_ups.get(state=FollowUpState.REPORTED)
        says["number"] = found.number
        return open_standing(
            row,
            RoundKind.FOLLOW_UP,
            by,
            reason=reason,
            procedure=Procedure.SIMPLIFIED if simplified else Procedure.GENERAL,
            simplified_ground=SimplifiedGround.UNCHANGED if simplified else "",
            follow_up=found,
        )


def bring_forward(*, case: Case, by: User, due_on: date, reason: str) -> None:
    """An incident or a doubt: the open follow-up is due earlier."""
    _needs(reason, _("Say what has happened."))
    with moving(case, CaseAction.OUT_OF_TURN, by=by) as (row, says):
        found = row.follow_ups.filter(state__in=OPEN_FOLLOW_UP).first()
        if found is None or due_on >= found.due_on:
            raise ActionRefused(_("The follow-up is due by then anyway. Choose an earlier day."))
        says["changes"] = {"due_on": [found.due_on.isoformat(), due_on.isoformat()]}
        says["reason"] = reason.strip()
        found.due_on, found.out_of_turn = due_on, reason.strip()
        found.save(update_fields=["due_on", "out_of_turn"])


# -- suspension and the end -----------------------------------------------------------------------
def suspend(*, case: Case, by: User, reason: str) -> Round:
    """At once, by whoever presides; the committee must confirm or lift it by a vote."""
    _needs(reason, _("Say why it is suspended."))
    with spoken():
        with moving(case, CaseAction.SUSPEND, by=by) as (row, says):
            row.suspended_reason = reason.strip()
            says["reason"] = row.suspended_reason
        clearance.end(row, reason.strip(), by)
        return open_standing(row, RoundKind.STANDING, by, reason=reason)


def propose(*, case: Case, by: User, reason: str) -> Round:
    """Suspension, lifting or termination is put to the committee's vote."""
    _needs(reason, _("Say what is proposed, and why."))
    with moving(case, CaseAction.PROPOSE, by=by) as (row, says):
        says["reason"] = reason.strip()
        return open_standing(row, RoundKind.STANDING, by, reason=reason)


def close_case(*, case: Case, by: User, reason: str) -> None:
    """The activity has ended; nothing is left to follow up."""
    with spoken():
        with moving(case, CaseAction.CLOSE, by=by) as (row, says):
            says["reason"] = reason.strip()
        standing.cancel_follow_up(row, by)


def _needs(text: str, otherwise: str) -> None:
    if not text.strip():
        raise ActionRefused(otherwise)
