"""The one door through which a filing begins and moves."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from filings import history, numbers
from filings.enums import Act, DisclosureState, FilingAction, FilingKind, FilingState
from filings.models import Algorithm, Disclosure, Filing, SubmissionRound, User
from filings.models.filing import OPEN_STATES
from filings.permissions import is_filer
from filings.services import deadlines, ledger, publication
from filings.statemachine import ActionRefused, Sentence
from filings.workflow import FILING

TERMS = {
    FilingKind.FIRST: "alg_file",
    FilingKind.CHANGE: "alg_change",
    FilingKind.DEREGISTRATION: "alg_dereg",
}
"""The provider's term that a submission of this kind meets (Order 9, Art. 24)."""
AUTHORITY = "alg_authority"
"""The authority's term from the submission on (Order 9, Art. 25)."""


class ConfirmationNeeded(ActionRefused):
    """Nothing forbids the act, but its warnings must be confirmed; nothing was done yet."""


def start(*, algorithm: Algorithm, by: User) -> Filing:
    """A draft that rests on the last frozen disclosure; its kind follows from the record."""
    if not is_filer.allows(by, algorithm):
        raise ActionRefused(is_filer.otherwise)
    locked = ledger.lock(algorithm)
    disclosure = latest_frozen(locked)
    if disclosure is None:
        raise ActionRefused(_("A filing rests on a frozen disclosure. Freeze a version first."))
    if locked.filings.filter(state__in=OPEN_STATES).exists():
        raise ActionRefused(_("A filing of this algorithm is open already. Go on with it."))
    kind = kind_of_next(locked)
    if kind is FilingKind.CHANGE and last_filed_version(locked) == disclosure:
        raise ActionRefused(
            _("Nothing has been frozen since the last filing. Start and freeze the next version.")
        )
    filing = Filing.objects.create(
        provider_id=locked.provider_id,
        algorithm=locked,
        disclosure=disclosure,
        kind=kind,
        prepared_by=by,
    )
    history.record(
        Act.FILING_STARTED, by=by, filing=filing, kind=kind.value, version=disclosure.number
    )
    return filing


def perform(filing: Filing, action: FilingAction, *, by: User, **fields: Any) -> Filing:
    """Move a filing: lock, ask the table, write what the action brings, record it.

    `fields` are those of the action's function below. Raises ActionRefused, and
    ConfirmationNeeded unless `confirmed` is given. The algorithm is locked before the filing,
    in the order of `start`.
    """
    algorithm = ledger.lock(filing.algorithm)
    locked = (
        Filing.objects.select_for_update(of=("self",))
        .select_related("disclosure")
        .get(pk=filing.pk)
    )
    locked.algorithm = algorithm
    transition = FILING.check(locked, action, by)
    before = locked.state
    payload = _BRINGS[action](locked, by, **fields)
    locked.state = transition.target
    locked.state_since = timezone.now()
    locked.save()
    history.record(
        Act.FILING_MOVED,
        by=by,
        filing=locked,
        action=action.value,
        before=before,
        after=transition.target.value,
        **payload,
    )
    _FOLLOWS.get(action, _nothing)(locked, by)
    return locked


# -- what each action brings: fields written, payload of the event given --------------------------
def _send_to_approval(filing: Filing, _by: User) -> dict[str, Any]:
    """A draft that was sent back takes the version frozen meanwhile."""
    filing.disclosure = latest_frozen(filing.algorithm) or filing.disclosure
    return {"version": filing.disclosure.number}


def _approve(filing: Filing, by: User, *, version: int) -> dict[str, Any]:
    if version != filing.disclosure.number:
        raise ActionRefused(
            _("The filing rests on version %(number)d now. Read what changed, then decide.")
            % {"number": filing.disclosure.number}
        )
    filing.approved_by = by
    return {"version": version, "sha256": filing.disclosure.sha256}


def _send_back(filing: Filing, _by: User, *, reason: str) -> dict[str, Any]:
    if not reason.strip():
        raise ActionRefused(_("Say what must be changed."))
    filing.approved_by = None
    return {"reason": reason.strip()}


def _record_submission(
    filing: Filing,
    by: User,
    *,
    submitted_on: date,
    receipt: str = "",
    account: str = "",
    confirmed: bool = False,
) -> dict[str, Any]:
    _not_in_future(submitted_on)
    frozen_at = filing.disclosure.frozen_at
    if frozen_at and submitted_on < timezone.localdate(frozen_at):
        raise ActionRefused(
            _("The facts were frozen on %(day)s; they cannot have been submitted before.")
            % {"day": timezone.localdate(frozen_at).isoformat()}
        )
    _confirm(submission_warnings(filing, submitted_on), confirmed=confirmed)
    SubmissionRound.objects.create(
        provider_id=filing.provider_id,
        filing=filing,
        number=filing.rounds.count() + 1,
        submitted_on=submitted_on,
        receipt=receipt.strip(),
        account=account.strip(),
        submitted_by=by,
    )
    return {"submitted_on": submitted_on.isoformat(), "receipt": receipt.strip()}


def _record_number(
    filing: Filing, _by: User, *, number: str, filed_on: date, confirmed: bool = False
) -> dict[str, Any]:
    given = numbers.parse(number)
    if given is None:
        raise ActionRefused(
            _("A filing number reads 网信算备, 21 digits, 号. Copy it from the notice.")
        )
    _not_in_future(filed_on)
    submission = filing.rounds.get(answered_on=None)
    if filed_on < submission.submitted_on:
        raise ActionRefused(_("The number cannot be older than the submission. Check the dates."))
    _not_taken(filing, str(given))
    _confirm(number_warnings(filing, given), confirmed=confirmed)
    submission.answered_on = filed_on
    submission.save(update_fields=["answered_on"])
    filing.number, filing.filed_on = str(given), filed_on
    _show_on_record(filing.algorithm, str(given))
    return {"number": str(given), "filed_on": filed_on.isoformat()}


def _withdraw(_filing: Filing, _by: User, *, reason: str = "") -> dict[str, Any]:
    return {"reason": reason.strip()}


_BRINGS: dict[FilingAction, Callable[..., dict[str, Any]]] = {
    FilingAction.SEND_TO_APPROVAL: _send_to_approval,
    FilingAction.APPROVE: _approve,
    FilingAction.SEND_BACK: _send_back,
    FilingAction.RECORD_SUBMISSION: _record_submission,
    FilingAction.RECORD_NUMBER: _record_number,
    FilingAction.WITHDRAW: _withdraw,
}


# -- what follows once the filing stands where the action took it ---------------------------------
def _nothing(_filing: Filing, _by: User) -> None:
    pass


def _submitted(filing: Filing, by: User) -> None:
    """Our term is met, the authority's begins."""
    algorithm, on = filing.algorithm, filing.rounds.get(answered_on=None).submitted_on
    deadlines.meet(algorithm=algorithm, rule=TERMS[FilingKind(filing.kind)], on=on, by=by)
    deadlines.start(algorithm=algorithm, rule=AUTHORITY, starts_on=on, filing=filing, by=by)


def _filed(filing: Filing, by: User) -> None:
    if filing.filed_on:
        deadlines.meet(algorithm=filing.algorithm, rule=AUTHORITY, on=filing.filed_on, by=by)
    publication.confirm(filing.algorithm)


_FOLLOWS: dict[FilingAction, Callable[[Filing, User], None]] = {
    FilingAction.RECORD_SUBMISSION: _submitted,
    FilingAction.RECORD_NUMBER: _filed,
}


# -- what is asked of the record ------------------------------------------------------------------
def latest_frozen(algorithm: Algorithm) -> Disclosure | None:
    return algorithm.disclosures.filter(state=DisclosureState.FROZEN).order_by("-number").first()


def last_filed_version(algorithm: Algorithm) -> Disclosure | None:
    """The version of the facts that the authority has filed last."""
    filed = algorithm.filings.filter(state=FilingState.FILED).select_related("disclosure")
    last = filed.order_by("-filed_on", "-id").first()
    return last.disclosure if last else None


def kind_of_next(algorithm: Algorithm) -> FilingKind:
    if not algorithm.number:
        return FilingKind.FIRST
    return FilingKind.DEREGISTRATION if algorithm.ended_on else FilingKind.CHANGE


def submission_warnings(filing: Filing, submitted_on: date) -> list[Sentence]:
    launched_on = filing.algorithm.launched_on
    if filing.kind == FilingKind.FIRST and launched_on and submitted_on < launched_on:
        return [
            _("The service starts on %(day)s, after this date. Check both dates.")
            % {"day": launched_on.isoformat()}
        ]
    return []


def number_warnings(filing: Filing, number: numbers.FilingNumber) -> list[Sentence]:
    algorithm = filing.algorithm
    found: list[Sentence] = list(
        numbers.warnings(
            number,
            kind=algorithm.type,
            entity=_entity_code(algorithm),
            this_year=timezone.localdate().year,
        )
    )
    if filing.kind != FilingKind.FIRST and algorithm.number != str(number):
        found.append(
            _("The algorithm was filed under %(number)s; a change keeps its number.")
            % {"number": algorithm.number}
        )
    return found


def _entity_code(algorithm: Algorithm) -> str:
    """As in the numbers of the provider's other algorithms, where there are any."""
    others = Algorithm.objects.filter(provider_id=algorithm.provider_id).exclude(pk=algorithm.pk)
    for text in others.exclude(number="").order_by("pk").values_list("number", flat=True):
        if known := numbers.parse(text):
            return known.entity
    return ""


def _not_taken(filing: Filing, number: str) -> None:
    others = Algorithm.objects.filter(provider_id=filing.provider_id, number=number)
    if holder := others.exclude(pk=filing.algorithm_id).first():
        raise ActionRefused(
            _("This number stands at %(reference)s already. Each algorithm has its own.")
            % {"reference": holder.reference}
        )


def _show_on_record(algorithm: Algorithm, number: str) -> None:
    if algorithm.number != number:
        algorithm.number, algorithm.published_at = number, None
        algorithm.save(update_fields=["number", "published_at"])
        ledger.index([algorithm])


def _not_in_future(day: date) -> None:
    if day > timezone.localdate():
        raise ActionRefused(_("The date lies in the future. Record what has happened."))


def _confirm(warnings: list[Sentence], *, confirmed: bool) -> None:
    if warnings and not confirmed:
        raise ConfirmationNeeded(*warnings)
