"""The table of a filing: who moves it from where to where, and what must hold before."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from filings import entity, ethics, findings, standing
from filings.enums import Act, EntityAction, EntityState, FilingKind
from filings.enums import FilingAction as A
from filings.enums import FilingState as S
from filings.models import EntityFiling, Event, Filing, User
from filings.permissions import is_approver, is_filer, is_filer_or_approver
from filings.statemachine import Workflow, row


def preparers(filing: Filing) -> set[int | None]:
    """Who started the filing, who sent it to approval last, and who froze the facts it rests on."""
    sent = (
        Event.objects.filter(
            filing=filing, act=Act.FILING_MOVED, payload__action=A.SEND_TO_APPROVAL.value
        )
        .order_by("-id")
        .values_list("actor_id", flat=True)
        .first()
    )
    return {filing.prepared_by_id, sent, filing.disclosure.frozen_by_id}


def someone_else_prepared(filing: Filing, person: User) -> Promise | None:
    if person.pk in preparers(filing):
        return _("You prepared this filing or froze its facts. Another approver must decide.")
    return None


def someone_else_approved(filing: Filing, person: User) -> Promise | None:
    if person.pk == filing.approved_by_id:
        return _("You approved this filing. Another filer must submit it.")
    return None


def is_deregistration(filing: Filing) -> bool:
    return filing.kind == FilingKind.DEREGISTRATION


def is_of_algorithm(filing: Filing) -> bool:
    """Of the kinds that Order 9 revokes and cancels (Art. 33)."""
    return filing.is_of_algorithm


def is_described(filing: Filing) -> bool:
    """A filing that puts an algorithm's texts before the algorithm filing system."""
    return filing.kind in {FilingKind.FIRST, FilingKind.CHANGE}


def is_filed_for(filing: Filing) -> bool:
    """A filing that ends with a number."""
    return filing.kind != FilingKind.DEREGISTRATION


def entity_filed(filing: Filing, _person: User) -> Promise | None:
    """The filing system opens an algorithm's page only to a provider that it knows."""
    if not is_described(filing) or entity.in_force(filing.provider_id):
        return None
    return _(
        "The provider itself is not filed yet. Submit its facts first, on the page of the provider."
    )


def ethics_settled(filing: Filing, _person: User) -> str | None:
    """The end of a service is no activity to be reviewed, and a security assessment may come
    before the review; everything else waits for it."""
    if filing.kind in {FilingKind.DEREGISTRATION, FilingKind.SECURITY_ASSESSMENT}:
        return None
    return ethics.unsettled(filing.disclosure)


def prechecks_passed(filing: Filing, _person: User) -> str | None:
    """Of the version that goes to approval; legal may have let a finding pass.

    Only the algorithm filing system compares these texts; a deregistration puts none before it.
    """
    if not is_described(filing):
        return None
    version = standing.latest_frozen(filing.algorithm) or filing.disclosure
    if blocks := len(findings.of(version).open_blocks):
        return ngettext(
            "The precheck of version %(number)d has %(count)d blocking finding. "
            "Correct it in the next version, or ask legal to let it pass.",
            "The precheck of version %(number)d has %(count)d blocking findings. "
            "Correct them in the next version, or ask legal to let them pass.",
            blocks,
        ) % {"number": version.number, "count": blocks}
    return None


FILING: Workflow[Filing] = Workflow(
    row(A.SEND_TO_APPROVAL, {S.DRAFT}, S.APPROVAL, is_filer, prechecks_passed),
    row(A.APPROVE, {S.APPROVAL}, S.READY, is_approver, someone_else_prepared),
    row(A.SEND_BACK, {S.APPROVAL, S.READY}, S.DRAFT, is_filer_or_approver),
    row(
        A.RECORD_SUBMISSION,
        {S.READY},
        S.SUBMITTED,
        is_filer,
        someone_else_approved,
        entity_filed,
        ethics_settled,
    ),
    row(A.RECORD_NUMBER, {S.SUBMITTED}, S.FILED, is_filer, only=is_filed_for),
    row(A.RECORD_DEREGISTRATION, {S.SUBMITTED}, S.DEREGISTERED, is_filer, only=is_deregistration),
    row(A.RECORD_RETURN, {S.SUBMITTED}, S.RETURNED, is_filer),
    row(A.RECORD_REFUSAL, {S.SUBMITTED}, S.REFUSED, is_filer),
    row(A.REVISE, {S.RETURNED}, S.DRAFT, is_filer),
    row(A.WITHDRAW, {S.DRAFT, S.APPROVAL, S.READY}, S.WITHDRAWN, is_filer),
    row(A.RECORD_REVOCATION, {S.FILED}, S.REVOKED, is_filer, only=is_of_algorithm),
    row(
        A.RECORD_CANCELLATION,
        {S.FILED},
        S.CANCELLED_BY_AUTHORITY,
        is_filer,
        only=is_of_algorithm,
    ),
)
CONSEQUENCES: Workflow[Filing] = Workflow(
    row(A.SUPERSEDE, {S.FILED}, S.SUPERSEDED, is_filer),
)
"""What only another filing causes; no page offers it."""


ENTITY: Workflow[EntityFiling] = Workflow(
    row(EntityAction.RECORD_FILED, {EntityState.SUBMITTED}, EntityState.FILED, is_filer),
    row(EntityAction.RECORD_RETURN, {EntityState.SUBMITTED}, EntityState.RETURNED, is_filer),
)
ENTITY_CONSEQUENCES: Workflow[EntityFiling] = Workflow(
    row(EntityAction.SUPERSEDE, {EntityState.FILED}, EntityState.SUPERSEDED, is_filer),
)
