"""What a released decision does: the standing of the case, its follow-ups, its clearance."""

from django.utils import timezone
from django.utils.translation import gettext as _

from filings.models import User
from filings.services import deadlines
from reviews import composition, terms
from reviews.enums import (
    APPROVING,
    JUDGING,
    CaseAction,
    CaseState,
    FollowUpAction,
    Outcome,
    RoundKind,
)
from reviews.models import Case, Decision, FollowUp, Registration, Round
from reviews.models.follow_up import OPEN_FOLLOW_UP
from reviews.requirements import all_met
from reviews.services import clearance
from reviews.services.door import lock, moving

REGISTRATION = "eth_reg_activity"


def follow(round_: Round, decision: Decision, by: User) -> None:
    """In the transaction of the release, the case being locked."""
    case = lock(round_.case)
    if round_.kind in JUDGING:
        _judged(case, round_, decision, by)
    else:
        _looked_at(case, round_, Outcome(decision.outcome), by)


def _judged(case: Case, round_: Round, decision: Decision, by: User) -> None:
    """A change that is not approved leaves the approval of the earlier version as it is."""
    outcome = Outcome(decision.outcome)
    case.listed = round_.listed
    if outcome == Outcome.APPROVE or (
        outcome == Outcome.APPROVE_AFTER_CHANGES and case.state == CaseState.UNDER_REVIEW
    ):
        case.approved = round_.submission
    case.save(update_fields=["listed", "approved"])
    if outcome == Outcome.APPROVE or case.state == CaseState.UNDER_REVIEW:
        _supersede(case, decision)
    if outcome in APPROVING and case.listed is not False:
        _register_in_time(case, by)
    if outcome == Outcome.APPROVE:
        clearance.grant(case, by)
    if case.state == CaseState.UNDER_REVIEW:
        step = {
            Outcome.APPROVE: CaseAction.APPROVED,
            Outcome.APPROVE_AFTER_CHANGES: CaseAction.APPROVED_CONDITIONALLY,
            Outcome.REVISE_AND_RESUBMIT: CaseAction.TO_REVISE,
            Outcome.REJECT: CaseAction.NOT_APPROVED,
        }[outcome]
        with moving(case, step, by=by):
            pass
        if outcome == Outcome.APPROVE:
            schedule(case, by)


def _register_in_time(case: Case, by: User) -> None:
    """An approved activity of the list is registered within its term (2023 measures, Art. 44)."""
    if not Registration.objects.filter(case=case).exists():
        deadlines.start(
            algorithm=case.algorithm, rule=REGISTRATION, starts_on=timezone.localdate(), by=by
        )


def _supersede(case: Case, decision: Decision) -> None:
    """The earlier decisions on the application stay readable and say which one took their place."""
    before = Decision.objects.released().filter(
        round__case=case, round__kind__in=JUDGING, superseded_by=None
    )
    before.exclude(pk=decision.pk).update(superseded_by=decision)


def _looked_at(case: Case, round_: Round, outcome: Outcome, by: User) -> None:
    suspended = case.state == CaseState.SUSPENDED
    if round_.kind == RoundKind.FOLLOW_UP and round_.follow_up:
        with moving(round_.follow_up, FollowUpAction.COMPLETE, by=by) as (row, says):
            row.outcome, row.completed_on = outcome, timezone.localdate()
            says["outcome"] = outcome.value
        if outcome != Outcome.TERMINATE:
            schedule(case, by)
    if outcome == Outcome.TERMINATE:
        with moving(case, CaseAction.TERMINATED, by=by):
            pass
        cancel_follow_up(case, by)
        clearance.end(case, _("The committee has terminated the activity."), by)
    elif outcome == Outcome.SUSPEND and not suspended:
        with moving(case, CaseAction.SUSPENDED, by=by):
            pass
        clearance.end(case, _("The committee has suspended the activity."), by)
    elif suspended and outcome == Outcome.LIFT:
        with moving(case, CaseAction.LIFTED, by=by):
            pass
        clearance.grant(case, by)


def conditions_met(case: Case, by: User) -> None:
    """The approval comes into force when the last condition has been verified."""
    if not all_met(case):
        return
    if case.state == CaseState.CONDITIONAL:
        with moving(case, CaseAction.CONDITIONS_MET, by=by):
            pass
        clearance.grant(case, by)
        schedule(case, by)
    elif case.state == CaseState.IN_FORCE:
        last = Decision.objects.released().filter(round__case=case).latest("released_at")
        if last.outcome == Outcome.APPROVE_AFTER_CHANGES:
            _supersede(case, last)
            case.approved = last.round.submission
            case.save(update_fields=["approved"])
            clearance.grant(case, by)


def schedule(case: Case, by: User) -> FollowUp:
    """The next one: twelve months on, six for listed activities; unknown counts as listed."""
    today = timezone.localdate()
    months = terms.follow_up_months(composition.pack_on(today), listed=case.listed)
    return FollowUp.objects.create(
        provider_id=case.provider_id,
        case=case,
        number=case.follow_ups.count() + 1,
        months=months,
        due_on=terms.add_months(today, months),
    )


def cancel_follow_up(case: Case, by: User) -> None:
    if open_one := case.follow_ups.filter(state__in=OPEN_FOLLOW_UP).first():
        with moving(open_one, FollowUpAction.CANCEL, by=by):
            pass
