"""How the ethics review of a frozen version comes to be settled, and how that is taken back."""

from dataclasses import dataclass
from datetime import date
from typing import IO

from django.utils import timezone
from django.utils.translation import gettext as _

from filings import ethics, history
from filings.enums import Act, ClearanceKind, EnclosureKind, EthicsStep, Settles, Verdict
from filings.models import Clearance, Disclosure, Enclosure, User
from filings.permissions import is_legal, may_settle
from filings.services import enclosures, ledger
from filings.statemachine import ActionRefused


@dataclass(frozen=True)
class Decision:
    """What a body decided, as its paper says it."""

    settles: Settles
    decided_on: date
    body: str
    reference: str
    reason: str = ""


def record_outside(
    *, disclosure: Disclosure, decision: Decision, scan: IO[bytes], name: str, by: User
) -> Clearance:
    """A body outside the product has decided; its paper comes along as a scan."""
    if not may_settle.allows(by, disclosure):
        raise ActionRefused(may_settle.otherwise)
    _ready(disclosure, decision)
    kept = enclosures.keep(
        provider_id=disclosure.provider_id,
        algorithm=disclosure.algorithm,
        kind=EnclosureKind.ETHICS_DECISION,
        file=scan,
        name=name,
        by=by,
    )
    return _record(disclosure, ClearanceKind.OUTSIDE_DECISION, decision, by, scan=kept)


def record_exemption(
    *, disclosure: Disclosure, step: EthicsStep, reason: str, by: User
) -> Clearance:
    """Legal signs why a step need not be taken.

    A review that is due cannot be waived: only the second review has an exemption in law, and only
    where its conditions are met. What nobody could determine, legal may decide with reasons.
    """
    if not is_legal.allows(by, disclosure):
        raise ActionRefused(is_legal.otherwise)
    ledger.lock(disclosure.algorithm)
    if not reason.strip():
        raise ActionRefused(_("Give the reasons for the exemption."))
    need = _needed(disclosure, step)
    if need.verdict == Verdict.APPLIES:
        raise ActionRefused(
            _("The answers of this version do not allow an exemption. The review must take place.")
        )
    decision = Decision(Settles(step.value), timezone.localdate(), "", "", reason)
    return _record(disclosure, ClearanceKind.EXEMPTION, decision, by, signed_by=by)


def grant(
    *,
    disclosure: Disclosure,
    kind: ClearanceKind,
    decision: Decision,
    by: User | None,
) -> Clearance:
    """A review that ran in the product has ended well; whoever calls has checked who may."""
    if kind not in {ClearanceKind.COMMITTEE_APPROVAL, ClearanceKind.EXPERT_SECOND_REVIEW_PASSED}:
        raise ValueError(f"{kind} is no outcome of a review in the product")
    _ready(disclosure, decision)
    return _record(disclosure, kind, decision, by)


def withdraw(*, clearance: Clearance, reason: str, by: User) -> Clearance:
    """Legal takes back what was recorded here by hand; a review takes back its own."""
    if not is_legal.allows(by, clearance):
        raise ActionRefused(is_legal.otherwise)
    if clearance.kind not in {ClearanceKind.OUTSIDE_DECISION, ClearanceKind.EXEMPTION}:
        raise ActionRefused(_("This comes from a review. Only the review can take it back."))
    return end(clearance=clearance, reason=reason, by=by)


def end(*, clearance: Clearance, reason: str, by: User | None) -> Clearance:
    """From now on it settles nothing. What was submitted on its strength stays submitted."""
    ledger.lock(clearance.algorithm)
    locked = Clearance.objects.select_for_update(of=("self",)).get(pk=clearance.pk)
    if not locked.holds:
        raise ActionRefused(_("This was withdrawn already."))
    if not reason.strip():
        raise ActionRefused(_("Say why it no longer holds."))
    locked.withdrawn_at, locked.withdrawn_by = timezone.now(), by
    locked.withdrawal_reason = reason.strip()
    locked.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawal_reason"])
    history.record(
        Act.CLEARANCE_WITHDRAWN,
        by=by,
        disclosure=locked.disclosure,
        version=locked.disclosure.number,
        kind=locked.kind,
        reason=locked.withdrawal_reason,
    )
    return locked


def _ready(disclosure: Disclosure, decision: Decision) -> None:
    """Lock, and refuse what cannot be a decision on this version."""
    ledger.lock(disclosure.algorithm)
    disclosure.refresh_from_db(fields=["state"])
    if not disclosure.is_frozen:
        raise ActionRefused(_("A review judges a frozen version. Freeze this one first."))
    if decision.decided_on > timezone.localdate():
        raise ActionRefused(_("The date lies in the future. Record what has happened."))
    if not decision.body.strip() or not decision.reference.strip():
        raise ActionRefused(_("Name the body and the reference of its decision."))


def _needed(disclosure: Disclosure, step: EthicsStep) -> ethics.Need:
    found = {need.step: need for need in ethics.needs(disclosure) or ()}
    if step not in found:
        raise ActionRefused(_("This version does not need this step; there is nothing to exempt."))
    if found[step].settled_by is not None:
        raise ActionRefused(_("This step is settled already."))
    return found[step]


def _record(
    disclosure: Disclosure,
    kind: ClearanceKind,
    decision: Decision,
    by: User | None,
    scan: Enclosure | None = None,
    signed_by: User | None = None,
) -> Clearance:
    made = Clearance.objects.create(
        provider_id=disclosure.provider_id,
        algorithm_id=disclosure.algorithm_id,
        disclosure=disclosure,
        kind=kind,
        settles=decision.settles,
        decided_on=decision.decided_on,
        body=decision.body.strip(),
        reference=decision.reference.strip(),
        reason=decision.reason.strip(),
        signed_by=signed_by,
        scan=scan,
        recorded_by=by,
    )
    history.record(
        Act.CLEARANCE_RECORDED,
        by=by,
        disclosure=disclosure,
        version=disclosure.number,
        kind=made.kind,
        settles=made.settles,
        decided_on=made.decided_on.isoformat(),
        body=made.body,
        reference=made.reference,
        sha256=scan.sha256 if scan else "",
        reason=made.reason,
    )
    return made
