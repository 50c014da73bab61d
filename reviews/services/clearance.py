"""What a review means for the filing: a clearance bound to the version that was judged."""

from django.db.models import QuerySet
from django.utils import timezone

from filings import ethics
from filings.enums import ClearanceKind, EthicsStep, Settles
from filings.models import Clearance, Disclosure, User
from filings.services import clearing
from reviews.enums import APPROVING
from reviews.models import Case, Decision, Exemption

REVIEWED = (ClearanceKind.COMMITTEE_APPROVAL, ClearanceKind.EXPERT_SECOND_REVIEW_PASSED)


def grant(case: Case, by: User | None) -> None:
    """The approved version is settled from now on, the second review too where it took place."""
    if case.approved is None:
        return
    disclosure = case.approved.disclosure
    decision = (
        Decision.objects.released()
        .filter(round__submission=case.approved, outcome__in=APPROVING)
        .select_related("expert_review")
        .latest("released_at")
    )
    held = set(_held(disclosure).values_list("kind", flat=True))
    wanted = {ClearanceKind.COMMITTEE_APPROVAL: (Settles.REVIEW, case.committee.name_zh)}
    if decision.expert_review:
        kind = ClearanceKind.EXPERT_SECOND_REVIEW_PASSED
        wanted[kind] = (Settles.SECOND_REVIEW, decision.expert_review.organiser_name)
    for kind, (settles, body) in wanted.items():
        if kind not in held:
            clearing.grant(
                disclosure=disclosure,
                kind=kind,
                decision=clearing.Decision(
                    settles=settles,
                    decided_on=timezone.localdate(decision.released_at),
                    body=body,
                    reference=case.number,
                ),
                by=by,
            )


def end(case: Case, reason: str, by: User | None) -> None:
    """What is suspended or terminated settles nothing."""
    if case.approved:
        for clearance in _held(case.approved.disclosure):
            clearing.end(clearance=clearance, reason=reason, by=by)


def exempt(exemption: Exemption, by: User) -> None:
    """Legal's signature settles the second review for the filing as well, where that needs it."""
    disclosure = exemption.submission.disclosure
    steps = {need.step: need for need in ethics.needs(disclosure) or ()}
    need = steps.get(EthicsStep.SECOND_REVIEW)
    if need is not None and need.settled_by is None:
        clearing.record_exemption(
            disclosure=disclosure,
            step=EthicsStep.SECOND_REVIEW,
            reason=f"{exemption.grounds}\n{exemption.evidence}",
            by=by,
        )


def _held(disclosure: Disclosure) -> QuerySet[Clearance]:
    return Clearance.objects.filter(
        disclosure=disclosure, kind__in=REVIEWED, withdrawn_at__isnull=True
    )
