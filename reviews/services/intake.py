"""How a case begins: opened, submitted, accepted, asked once for what is missing, or refused."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from filings import changed, regulations
from filings.enums import DisclosureState
from filings.models import Algorithm, Disclosure, User
from filings.permissions import acts_as
from filings.services import deadlines, ledger
from filings.statemachine import ActionRefused, Sentence
from reviews import composition, materiality, terms
from reviews.enums import (
    CaseAction,
    CaseState,
    DecisionAction,
    DecisionState,
    Procedure,
    RoundAction,
    RoundKind,
)
from reviews.history import tell
from reviews.models import Case, Committee, Decision, FollowUp, Round, SubmissionVersion
from reviews.models.review import ENDED
from reviews.permissions import APPLICANTS, is_applicant
from reviews.refusals import sentence, spoken
from reviews.requirements import newest_frozen, open_round
from reviews.services import committees
from reviews.services.door import moving

DECISION_TERM = "eth_decision"


@dataclass(frozen=True)
class Acceptance:
    """What the secretary settles when accepting (2026 measures, Art. 13)."""

    procedure: Procedure
    reason: str
    listed: bool
    list_reason: str
    list_items: Collection[str] = ()
    simplified_ground: str = ""
    emergency_act: str = ""


def open_case(
    *, algorithm: Algorithm, committee: Committee, by: User, late_reason: str = ""
) -> Case:
    """A draft that rests on the algorithm's frozen disclosure; nothing is typed again."""
    if refusal := may_open(algorithm, by):
        raise ActionRefused(refusal)
    with spoken():
        locked = ledger.lock(algorithm)
        if committee not in committees.serving(locked.provider_id):
            raise ActionRefused(_("This committee does not serve the provider. Entrust it first."))
        case = Case(
            provider_id=locked.provider_id,
            algorithm=locked,
            committee=committee,
            number=_next_number(locked.provider_id),
            opened_by=by,
            late_reason=late_reason.strip(),
        )
        case.save()
        tell(case, "open_case", by=by, committee=committee.pk, number=case.number)
    return case


def may_open(algorithm: Algorithm, person: User) -> Sentence | None:
    """Why the person cannot open a case of this algorithm; nothing when they can."""
    applies = acts_as(*APPLICANTS, user=person, provider_id=algorithm.provider_id)
    if not applies or person.is_system:
        return is_applicant.otherwise
    if not algorithm.disclosures.filter(state=DisclosureState.FROZEN).exists():
        return sentence("not_frozen")
    if Case.objects.filter(algorithm=algorithm).exclude(state__in=ENDED).exists():
        return sentence("reviews_case_one_live")
    if not committees.serving(algorithm.provider_id):
        return sentence("committee_not_entrusted")
    return None


def _next_number(provider_id: int) -> str:
    """By year, provider and order: a committee of a group tells its cases apart."""
    series = f"LL-{timezone.localdate().year}-{provider_id:02}"
    started = Case.objects.filter(provider=provider_id, number__startswith=series).count()
    return f"{series}{started + 1:03}"


def submit(*, case: Case, by: User, late_reason: str = "") -> Round:
    """The last frozen version goes to the committee. Late, after the start, with a reason only."""
    with moving(case, CaseAction.SUBMIT, by=by) as (row, says):
        row.late_reason = late_reason.strip() or row.late_reason
        version = _hand_in(row, by)
        if _has_started(version.disclosure) and not row.late_reason:
            raise ActionRefused(
                _("The activity has started already. Say why its review comes only now.")
            )
        says.update(_said(version))
        return _open_round(row, RoundKind.INITIAL, version, by)


def resubmit(*, case: Case, by: User, note: str) -> Round:
    with moving(case, CaseAction.RESUBMIT, by=by) as (row, says):
        version = _hand_in(row, by, note)
        says.update(_said(version))
        return _open_round(row, RoundKind.RESUBMISSION, version, by, reason=note)


def report_change(*, case: Case, by: User, reason: str, incident: bool = False) -> Round:
    """The approval stands for the old version until the new one is judged (2023 measures, Art. 20).

    Whether the change is material is read from the two versions, and kept with the round.
    """
    _needs(reason, _("Say what has changed."))
    with moving(case, CaseAction.REPORT_CHANGE, by=by) as (row, says):
        version = _hand_in(row, by, reason)
        material = materiality.codes(row, version.disclosure, incident=incident)
        says.update(_said(version) | {"reason": reason.strip(), "material": material})
        return _open_round(row, RoundKind.CHANGE, version, by, reason=reason, material=material)


def appeal(*, case: Case, by: User, reason: str) -> Round:
    """Heard by others than those who wrote the opinions (2023 measures, Art. 18)."""
    _needs(reason, _("Say why the decision is wrong, and what supports that."))
    with moving(case, CaseAction.APPEAL, by=by) as (row, says):
        refused = (
            Decision.objects.filter(round__case=row, state=DecisionState.RELEASED)
            .select_related("round__submission")
            .latest("released_at")
        )
        says["reason"] = reason.strip()
        return _open_round(
            row,
            RoundKind.APPEAL,
            refused.round.submission,
            by,
            reason=reason,
            appeal_of=refused.round,
        )


def withdraw_case(*, case: Case, by: User, reason: str) -> None:
    with moving(case, CaseAction.WITHDRAW, by=by) as (row, says):
        says["reason"] = reason.strip()
        if found := open_round(row):
            with moving(found, RoundAction.END_WITH_CASE, by=by) as (ended, _said_of):
                _take_back(ended)


def withdraw(*, round_: Round, by: User, reason: str) -> None:
    with moving(round_, RoundAction.WITHDRAW, by=by) as (row, says):
        says["reason"] = reason.strip()
        _take_back(row)


def _take_back(round_: Round) -> None:
    """Whoever withdraws does not learn whether a decision had been prepared."""
    for decision in round_.decisions.filter(state=DecisionState.STAGED):
        with moving(decision, DecisionAction.TAKE_BACK, by=None):
            pass


# -- intake ---------------------------------------------------------------------------------------
def ask_supplement(*, round_: Round, by: User, missing: str) -> None:
    """Once, and completely (2023 measures, Art. 10); the applicant has it until they answer."""
    _needs(missing, _("List everything that is missing; it is asked for once."))
    with moving(round_, RoundAction.ASK_SUPPLEMENT, by=by) as (row, says):
        row.asked_for, row.asked_at = missing.strip(), timezone.now()
        says["missing"] = row.asked_for


def supplement(*, round_: Round, by: User, note: str = "") -> None:
    """A newer frozen version is taken along where there is one."""
    with moving(round_, RoundAction.SUPPLEMENT, by=by) as (row, says):
        newest = newest_frozen(row.case)
        if newest and newest.pk != row.submission.disclosure_id:
            row.submission = _hand_in(row.case, by, note)
            _weigh_again(row)
        elif not note.strip():
            raise ActionRefused(_("Freeze a version with what was asked for, or answer in words."))
        says.update(_said(row.submission) | {"note": note.strip()})


def _weigh_again(round_: Round) -> None:
    """Another version may change more, or less, of what was approved."""
    if round_.kind == RoundKind.CHANGE:
        incident = materiality.INCIDENT in round_.material
        version = round_.submission.disclosure
        round_.material = materiality.codes(round_.case, version, incident=incident)


def accept(*, round_: Round, by: User, facts: Acceptance) -> None:
    _needs(facts.reason, _("Give the reasons for the procedure."))
    _needs(facts.list_reason, _("Say why the activity is on the list or not."))
    with moving(round_, RoundAction.ACCEPT, by=by) as (row, says):
        now = timezone.now()
        row.rule_pack = composition.pack_on(timezone.localdate())
        row.procedure, row.procedure_reason = facts.procedure, facts.reason.strip()
        row.simplified_ground = facts.simplified_ground
        row.emergency_act = facts.emergency_act.strip()
        row.listed, row.list_reason = facts.listed, facts.list_reason.strip()
        row.list_items = list(facts.list_items) if facts.listed else []
        row.list_version = regulations.load().review_list.version
        row.accepted_by, row.accepted_at = by, now
        row.due_at = terms.decision_due(row.rule_pack, row.procedure, now)
        _check_grounds(facts, row)
        says.update(
            {
                "procedure": row.procedure,
                "listed": row.listed,
                "rule_pack": row.rule_pack.code,
                "due_at": row.due_at.isoformat(),
            }
        )
        if row.procedure != Procedure.EMERGENCY:
            deadlines.start(
                algorithm=row.case.algorithm,
                rule=DECISION_TERM,
                starts_on=timezone.localdate(now),
                by=by,
            )


def _check_grounds(facts: Acceptance, round_: Round) -> None:
    if facts.procedure == Procedure.SIMPLIFIED and round_.material:
        raise ActionRefused(
            _(
                "The change is material (%(material)s); the simplified procedure is for small "
                "changes only. Choose the general procedure."
            )
            % {"material": "; ".join(changed.called(round_.material))}
        )
    if facts.procedure == Procedure.SIMPLIFIED and not facts.simplified_ground:
        raise ActionRefused(_("Name the ground for the simplified procedure."))
    if facts.procedure == Procedure.EMERGENCY and not facts.emergency_act.strip():
        raise ActionRefused(_("Name the act that orders the emergency response."))


def refuse(*, round_: Round, by: User, reason: str) -> None:
    _needs(reason, _("Say why the application is not accepted."))
    with moving(round_, RoundAction.REFUSE_INTAKE, by=by) as (row, says):
        row.refusal = reason.strip()
        says["reason"] = row.refusal
    back = {
        RoundKind.INITIAL: CaseAction.NOT_ACCEPTED,
        RoundKind.RESUBMISSION: CaseAction.NOT_ACCEPTED,
        RoundKind.APPEAL: CaseAction.NOT_APPROVED,
    }.get(RoundKind(row.kind))
    if back:
        with moving(row.case, back, by=by):
            pass


def extend(*, round_: Round, by: User, until: datetime, reason: str) -> None:
    """Before it ends, with its new end and the reason (2023 measures, Art. 17)."""
    _needs(reason, _("Say why the term is extended."))
    with moving(round_, RoundAction.EXTEND, by=by) as (row, says):
        if row.due_at and until <= row.due_at:
            raise ActionRefused(_("The new end lies before the present one."))
        says.update(
            {
                "changes": {"due_at": [str(row.due_at), until.isoformat()]},
                "reason": reason.strip(),
            }
        )
        row.extended_from, row.due_at = row.due_at, until
        row.extension_reason = reason.strip()


def entrust(*, round_: Round, by: User, committee: Committee, reason: str) -> Round:
    """Another committee takes the case over, from acceptance on (2023 measures, Art. 13)."""
    _needs(reason, _("Say why the committee is entrusted."))
    with spoken():
        with moving(round_, RoundAction.ENTRUST, by=by) as (row, says):
            if committee.pk == row.committee_id:
                raise ActionRefused(_("This committee has the case already."))
            says.update({"committee": committee.pk, "reason": reason.strip()})
            _take_back(row)
        case = row.case
        case.committee = committee
        case.save(update_fields=["committee"])
        return _open_round(
            case, RoundKind(row.kind), row.submission, by, reason=reason, appeal_of=row.appeal_of
        )


# -- what a round rests on ------------------------------------------------------------------------
def _needs(text: str, otherwise: str) -> None:
    if not text.strip():
        raise ActionRefused(otherwise)


def _hand_in(case: Case, by: User, note: str = "") -> SubmissionVersion:
    disclosure = newest_frozen(case)
    if disclosure is None:
        raise ActionRefused(_("A review judges a frozen version. Freeze this one first."))
    return SubmissionVersion.objects.create(
        provider_id=case.provider_id,
        case=case,
        number=case.submissions.count() + 1,
        disclosure=disclosure,
        sha256=disclosure.sha256,
        note=note.strip(),
        submitted_by=by,
    )


def _said(version: SubmissionVersion) -> dict[str, Any]:
    return {"version": version.disclosure.number, "sha256": version.sha256}


def _has_started(disclosure: Disclosure) -> bool:
    answers = (disclosure.content or {}).get("answers", {}).get("ethics", {})
    started = str(answers.get("started_on") or "")
    return bool(started) and started < timezone.localdate().isoformat()


def _open_round(
    case: Case,
    kind: RoundKind,
    version: SubmissionVersion,
    by: User,
    *,
    reason: str = "",
    appeal_of: Round | None = None,
    **begins: Any,
) -> Round:
    return Round.objects.create(
        provider_id=case.provider_id,
        case=case,
        number=case.rounds.count() + 1,
        kind=kind,
        committee_id=case.committee_id,
        submission=version,
        reason=reason.strip(),
        appeal_of=appeal_of,
        opened_by=by,
        **begins,
    )


def open_standing(  # noqa: PLR0913 - a round names what it is about
    case: Case,
    kind: RoundKind,
    by: User,
    *,
    reason: str,
    procedure: Procedure = Procedure.GENERAL,
    simplified_ground: str = "",
    follow_up: FollowUp | None = None,
) -> Round:
    """A round about what is in force: it rests on the approved version and is accepted at once."""
    version = case.approved
    if version is None or case.state not in {CaseState.IN_FORCE, CaseState.SUSPENDED}:
        raise ActionRefused(_("Only what is in force or suspended is looked at again."))
    now, pack = timezone.now(), composition.pack_on(timezone.localdate())
    return _open_round(
        case,
        kind,
        version,
        by,
        reason=reason,
        state="accepted" if kind == RoundKind.FOLLOW_UP else "deliberation",
        procedure=procedure,
        procedure_reason=reason.strip(),
        simplified_ground=simplified_ground,
        rule_pack=pack,
        listed=case.listed is not False,
        list_reason=_("as decided before"),
        accepted_by=by,
        accepted_at=now,
        due_at=terms.decision_due(pack, procedure, now),
        follow_up=follow_up,
    )
