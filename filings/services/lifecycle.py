"""The one door through which a filing begins and moves."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from filings import history, standing
from filings.enums import Act, FilingAction, FilingKind, FilingState
from filings.models import Algorithm, Filing, User
from filings.models.deadline import LIVE
from filings.models.filing import ALGORITHM_KINDS, OPEN_STATES
from filings.permissions import is_filer
from filings.services import changes, deadlines, inside, ledger, outside, packages, publication
from filings.statemachine import ActionRefused, Transition
from filings.workflow import CONSEQUENCES, FILING

TERMS = {
    FilingKind.FIRST: ("alg_file",),
    FilingKind.CHANGE: ("alg_change",),
    FilingKind.DEREGISTRATION: ("alg_dereg",),
    FilingKind.SECURITY_ASSESSMENT: ("assess_before", "assess_technology", "assess_after"),
}
"""The provider's terms that a submission of this kind meets; of generative AI none is known."""
AUTHORITY = "alg_authority"
"""The authority's term from the submission on (Order 9, Art. 25)."""
Follow = Callable[[Filing, User], None]


def start(*, algorithm: Algorithm, by: User, other: FilingKind | None = None) -> Filing:
    """A draft that rests on the last frozen disclosure.

    Its kind follows from the record, unless it is one of the `other` kinds, which are not made in
    the algorithm filing system.
    """
    if not is_filer.allows(by, algorithm):
        raise ActionRefused(is_filer.otherwise)
    locked = ledger.lock(algorithm)
    disclosure = standing.latest_frozen(locked)
    if disclosure is None:
        raise ActionRefused(_("A filing rests on a frozen disclosure. Freeze a version first."))
    if other in ALGORITHM_KINDS:
        raise ActionRefused(_("What kind this filing is follows from the record."))
    kind = other or standing.kind_of_next(locked)
    if locked.filings.filter(state__in=OPEN_STATES, kind__in=standing.alike(kind)).exists():
        raise ActionRefused(_("A filing of this algorithm is open already. Go on with it."))
    if locked.ended_on and (other or not locked.number):
        raise ActionRefused(_("The service has ended and nothing is filed any longer."))
    filed = standing.in_force(locked.pk)
    if kind is FilingKind.CHANGE and filed and filed.disclosure == disclosure:
        raise ActionRefused(
            _("Nothing has been frozen since the last filing. Start and freeze the next version.")
        )
    filing = Filing(
        provider_id=locked.provider_id,
        algorithm=locked,
        disclosure=disclosure,
        kind=kind,
        prepared_by=by,
    )
    filing.change_kinds = inside.kinds_of_change(filing)
    filing.save()
    history.record(
        Act.FILING_STARTED,
        by=by,
        filing=filing,
        kind=kind.value,
        version=disclosure.number,
        change_kinds=filing.change_kinds,
    )
    return filing


def take_over(
    *,
    algorithm: Algorithm,
    version: int,
    number: str,
    filed_on: date,
    by: User,
    confirmed: bool = False,
) -> Filing:
    """Keep a filing that the authority made before it was kept here; `version` says what it filed.

    From then on changes are compared with it, and it can be changed, revoked and deregistered.
    Raises ActionRefused, and ConfirmationNeeded unless `confirmed` is given.
    """
    if not is_filer.allows(by, algorithm):
        raise ActionRefused(is_filer.otherwise)
    locked = ledger.lock(algorithm)
    filing = Filing(
        provider_id=locked.provider_id,
        algorithm=locked,
        disclosure=outside.version_filed(locked, version),
        state=FilingState.FILED,
        prepared_by=by,
        taken_over=True,
    )
    payload = outside.take_over(filing, number=number, filed_on=filed_on, confirmed=confirmed)
    filing.save()
    history.record(Act.FILING_TAKEN_OVER, by=by, filing=filing, version=version, **payload)
    publication.confirm(locked)
    deadlines.meet(algorithm=locked, rule="alg_file", on=filed_on, by=by)
    latest = standing.latest_frozen(locked)
    if latest and latest != filing.disclosure:
        changes.propose(latest, by=by)
    return filing


def perform(filing: Filing, action: FilingAction, *, by: User, **fields: Any) -> Filing:
    """Move a filing: lock, ask the table, write what the action brings, record it.

    `fields` are those of the action's function in `inside` or `outside`. Raises ActionRefused, and
    ConfirmationNeeded unless `confirmed` is given. The algorithm is locked before the filing, in
    the order of `start`.
    """
    algorithm = ledger.lock(filing.algorithm)
    locked = _locked(filing, algorithm)
    transition = FILING.check(locked, action, by)
    payload = _BRINGS[action](locked, by, **fields)
    if action in _REPLACES:
        _supersede(locked, by)
    _move(locked, transition, by, payload)
    for follow in _FOLLOWS.get(action, ()):
        follow(locked, by)
    return locked


def _locked(filing: Filing, algorithm: Algorithm) -> Filing:
    locked: Filing = (
        Filing.objects.select_for_update(of=("self",))
        .select_related("disclosure")
        .get(pk=filing.pk)
    )
    locked.algorithm = algorithm
    return locked


def _move(locked: Filing, transition: Transition, by: User, payload: dict[str, Any]) -> None:
    before = locked.state
    locked.state = transition.target
    locked.state_since = timezone.now()
    locked.save()
    history.record(
        Act.FILING_MOVED,
        by=by,
        filing=locked,
        action=transition.action.value,
        before=before,
        after=transition.target.value,
        **payload,
    )


def _supersede(filing: Filing, by: User) -> None:
    """What was in force gives way before the next one takes its place: there is one at a time."""
    if former := standing.in_force(filing.algorithm_id, filing.kind):
        locked = _locked(former, filing.algorithm)
        _move(locked, CONSEQUENCES.check(locked, FilingAction.SUPERSEDE, by), by, {})


_REPLACES = {FilingAction.RECORD_NUMBER, FilingAction.RECORD_DEREGISTRATION}
_BRINGS: dict[FilingAction, Callable[..., dict[str, Any]]] = {
    FilingAction.SEND_TO_APPROVAL: inside.send_to_approval,
    FilingAction.APPROVE: inside.approve,
    FilingAction.SEND_BACK: inside.send_back,
    FilingAction.REVISE: inside.revise,
    FilingAction.WITHDRAW: inside.withdraw,
    FilingAction.RECORD_SUBMISSION: outside.record_submission,
    FilingAction.RECORD_NUMBER: outside.record_number,
    FilingAction.RECORD_DEREGISTRATION: outside.record_deregistration,
    FilingAction.RECORD_RETURN: outside.record_return,
    FilingAction.RECORD_REFUSAL: outside.record_refusal,
    FilingAction.RECORD_REVOCATION: outside.record_end,
    FilingAction.RECORD_CANCELLATION: outside.record_end,
}


# -- what follows once the filing stands where the action took it ---------------------------------
def _submitted(filing: Filing, by: User) -> None:
    """Our term is met, the authority's begins."""
    algorithm, on = filing.algorithm, filing.rounds.get(answered_on=None).submitted_on
    for rule in TERMS.get(FilingKind(filing.kind), ()):
        deadlines.meet(algorithm=algorithm, rule=rule, on=on, by=by)
    if filing.is_of_algorithm:
        deadlines.start(algorithm=algorithm, rule=AUTHORITY, starts_on=on, filing=filing, by=by)


def _packed(filing: Filing, by: User) -> None:
    packages.keep_submitted(filing, by)


def _answered(filing: Filing, by: User) -> None:
    on = filing.rounds.order_by("number").values_list("answered_on", flat=True).last()
    if on and filing.is_of_algorithm:
        deadlines.meet(algorithm=filing.algorithm, rule=AUTHORITY, on=on, by=by)


def _published(filing: Filing, _by: User) -> None:
    if filing.is_of_algorithm:
        publication.confirm(filing.algorithm)


def _nothing_runs(filing: Filing, by: User) -> None:
    """Where nothing is filed any longer, nothing is to be changed or deregistered."""
    if not filing.is_of_algorithm:
        return
    running = filing.algorithm.deadlines.filter(
        state__in=LIVE,
        rule__in=[*TERMS[FilingKind.CHANGE], *TERMS[FilingKind.DEREGISTRATION]],
    )
    for deadline in running:
        deadlines.void(deadline=deadline, reason=filing.state, by=by)


_FOLLOWS: dict[FilingAction, tuple[Follow, ...]] = {
    FilingAction.RECORD_SUBMISSION: (_submitted, _packed),
    FilingAction.RECORD_NUMBER: (_answered, _published),
    FilingAction.RECORD_RETURN: (_answered,),
    FilingAction.RECORD_REFUSAL: (_answered,),
    FilingAction.RECORD_DEREGISTRATION: (_answered, _nothing_runs),
    FilingAction.RECORD_REVOCATION: (_nothing_runs,),
    FilingAction.RECORD_CANCELLATION: (_nothing_runs,),
}
