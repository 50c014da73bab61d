"""What each act at the authority brings to a filing: fields written, payload of its event."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import IO, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from filings import numbers, regulations
from filings.enums import Answer, DisclosureState, EnclosureKind, FilingKind, FilingState
from filings.models import (
    Algorithm,
    Disclosure,
    Enclosure,
    Filing,
    PublicEntry,
    SubmissionRound,
    User,
)
from filings.models.filing import ALGORITHM_KINDS, OPEN_STATES
from filings.regulations.facts import Material
from filings.services import enclosures, ledger
from filings.statemachine import ActionRefused, ConfirmationNeeded, Sentence


@dataclass(frozen=True)
class Letter:
    """A paper of the authority as it was chosen to be kept."""

    file: IO[bytes]
    name: str


def record_submission(  # noqa: PLR0913 - what the filing system shows of a submission
    filing: Filing,
    by: User,
    *,
    submitted_on: date,
    receipt: str = "",
    account: str = "",
    corrected: str = "",
    confirmed: bool = False,
) -> dict[str, Any]:
    _not_in_future(submitted_on)
    _after_what_was_before(filing, submitted_on)
    _confirm(submission_warnings(filing, submitted_on), confirmed=confirmed)
    made = SubmissionRound.objects.create(
        provider_id=filing.provider_id,
        filing=filing,
        disclosure=filing.disclosure,
        number=filing.rounds.count() + 1,
        submitted_on=submitted_on,
        receipt=receipt.strip(),
        account=account.strip(),
        corrected=corrected.strip(),
        submitted_by=by,
    )
    return {
        "round": made.number,
        "version": filing.disclosure.number,
        "submitted_on": submitted_on.isoformat(),
        "receipt": made.receipt,
    }


def record_number(
    filing: Filing, _by: User, *, number: str, filed_on: date, confirmed: bool = False
) -> dict[str, Any]:
    submission = _unanswered(filing, filed_on, _too_early_for_number())
    if filing.is_of_algorithm:
        given = str(_algorithm_number(filing, number, confirmed=confirmed))
        show_on_record(filing.algorithm, given)
    else:
        given = _other_number(filing, number)
    _answer(submission, Answer.ACCEPTED, filed_on)
    filing.number, filing.filed_on = given, filed_on
    return {"number": given, "filed_on": filed_on.isoformat()}


def _algorithm_number(filing: Filing, number: str, *, confirmed: bool) -> numbers.FilingNumber:
    given = numbers.parse(number)
    if given is None:
        raise ActionRefused(
            _("A filing number reads 网信算备, 21 digits, 号. Copy it from the notice.")
        )
    _not_taken(filing, str(given))
    _confirm(number_warnings(filing, given), confirmed=confirmed)
    return given


def _other_number(filing: Filing, number: str) -> str:
    """Of a generative AI service as the lists publish it; of an assessment as it is shown."""
    given = " ".join(number.split())
    if filing.kind == FilingKind.GENAI_FILING and not numbers.is_of_genai_filing(given):
        raise ActionRefused(
            _("A number of this kind reads Province-Name-YYYYMMDD, four digits may follow.")
        )
    if filing.kind == FilingKind.GENAI_REGISTRATION and not numbers.is_of_registration(given):
        raise ActionRefused(
            _("A number of this kind reads Province-Name-YYYYMMDD, then S and four digits.")
        )
    if not given:
        raise ActionRefused(_("Give the reference under which the authority keeps it."))
    return given


def version_filed(algorithm: Algorithm, version: int) -> Disclosure:
    """The frozen version that the authority filed earlier; refuses where a filing is kept here."""
    if algorithm.filings.filter(
        kind__in=ALGORITHM_KINDS, state__in=[*OPEN_STATES, FilingState.FILED]
    ):
        raise ActionRefused(
            _("A filing of this algorithm is kept here already. Go on with that one.")
        )
    rows = algorithm.disclosures.select_related("algorithm", "provider")
    found: Disclosure | None = rows.filter(state=DisclosureState.FROZEN, number=version).first()
    if found is None:
        raise ActionRefused(_("Choose the frozen version that says what the authority filed."))
    return found


def take_over(filing: Filing, *, number: str, filed_on: date, confirmed: bool) -> dict[str, Any]:
    """What the authority published of a filing that it made before it was kept here."""
    _not_in_future(filed_on)
    algorithm = filing.algorithm
    given = numbers.parse(number)
    if given and algorithm.number and algorithm.number != str(given):
        raise ActionRefused(
            _("The record shows the number %(number)s. Correct the record or the number.")
            % {"number": algorithm.number}
        )
    filing.number = str(_algorithm_number(filing, number, confirmed=confirmed))
    filing.filed_on = filed_on
    show_on_record(algorithm, filing.number)
    return {"number": filing.number, "filed_on": filed_on.isoformat()}


def record_deregistration(filing: Filing, _by: User, *, ended_on: date) -> dict[str, Any]:
    """The authority has confirmed the deregistration that the provider asked for."""
    submission = _unanswered(filing, ended_on, _too_early())
    _answer(submission, Answer.ACCEPTED, ended_on)
    filing.ended_on = ended_on
    payload = {"number": filing.algorithm.number, "ended_on": ended_on.isoformat()}
    show_on_record(filing.algorithm, "")
    return payload


def record_return(
    filing: Filing,
    by: User,
    *,
    answered_on: date,
    reasons: Collection[str],
    letter: Letter,
    remark: str = "",
) -> dict[str, Any]:
    given, known = set(reasons), regulations.load().return_reasons
    if not given:
        raise ActionRefused(_("Choose at least one reason for the return from the list."))
    if given - known.keys():
        raise ActionRefused(_("The list has no such reason. Choose from the list."))
    submission = _unanswered(filing, answered_on, _too_early())
    submission.reasons = [code for code in known if code in given]
    submission.remark, submission.letter = remark.strip(), _kept(filing, letter, by)
    return _answered(submission, Answer.RETURNED, answered_on, submission.letter.sha256)


def record_refusal(
    filing: Filing, by: User, *, answered_on: date, remark: str, letter: Letter
) -> dict[str, Any]:
    """The authority does not file it and says why (Order 9, Art. 25)."""
    if not remark.strip():
        raise ActionRefused(_("Write down the reasons that the authority gave."))
    submission = _unanswered(filing, answered_on, _too_early())
    submission.remark, submission.letter = remark.strip(), _kept(filing, letter, by)
    return _answered(submission, Answer.REFUSED, answered_on, submission.letter.sha256)


def record_end(
    filing: Filing, by: User, *, ended_on: date, reason: str, letter: Letter
) -> dict[str, Any]:
    """The authority has revoked or cancelled what was filed (Order 9, Art. 33)."""
    if not reason.strip():
        raise ActionRefused(_("Write down the reasons that the authority gave."))
    _not_in_future(ended_on)
    if filing.filed_on and ended_on < filing.filed_on:
        raise ActionRefused(_("It cannot have ended before it was filed. Check the dates."))
    filing.end_letter = _kept(filing, letter, by)
    filing.ended_on, filing.end_reason = ended_on, reason.strip()
    if filing.is_of_algorithm:
        show_on_record(filing.algorithm, "")
    return {
        "number": filing.number,
        "ended_on": ended_on.isoformat(),
        "reason": filing.end_reason,
        "sha256": filing.end_letter.sha256,
    }


def _answered(
    submission: SubmissionRound, answer: Answer, answered_on: date, sha256: str
) -> dict[str, Any]:
    _answer(submission, answer, answered_on)
    return {
        "round": submission.number,
        "answered_on": answered_on.isoformat(),
        "reasons": submission.reasons,
        "remark": submission.remark,
        "sha256": sha256,
    }


def _kept(filing: Filing, letter: Letter, by: User) -> Enclosure:
    return enclosures.keep(
        provider_id=filing.provider_id,
        algorithm=filing.algorithm,
        kind=EnclosureKind.AUTHORITY_LETTER,
        file=letter.file,
        name=letter.name,
        by=by,
    )


def _unanswered(filing: Filing, answered_on: date, too_early: str) -> SubmissionRound:
    _not_in_future(answered_on)
    submission: SubmissionRound = filing.rounds.get(answered_on=None)
    if answered_on < submission.submitted_on:
        raise ActionRefused(too_early)
    return submission


def _answer(submission: SubmissionRound, answer: Answer, answered_on: date) -> None:
    submission.answered_on, submission.answer = answered_on, answer
    submission.save()


def _too_early_for_number() -> str:
    return _("The number cannot be older than the submission. Check the dates.")


def _too_early() -> str:
    return _("The authority cannot have answered before the submission. Check the dates.")


def _after_what_was_before(filing: Filing, submitted_on: date) -> None:
    frozen_at = filing.disclosure.frozen_at
    if frozen_at and submitted_on < timezone.localdate(frozen_at):
        raise ActionRefused(
            _("The facts were frozen on %(day)s; they cannot have been submitted before.")
            % {"day": timezone.localdate(frozen_at).isoformat()}
        )
    last = filing.rounds.order_by("-number").first()
    if last and last.answered_on and submitted_on < last.answered_on:
        raise ActionRefused(
            _("The last round came back on %(day)s; the next one cannot be older.")
            % {"day": last.answered_on.isoformat()}
        )


# -- warnings, and what the record shows ----------------------------------------------------------
def submission_warnings(filing: Filing, submitted_on: date) -> list[Sentence]:
    if not filing.is_of_algorithm:
        return _other_warnings(filing)
    launched_on = filing.algorithm.launched_on
    if filing.kind == FilingKind.FIRST and launched_on and submitted_on < launched_on:
        return [
            _("The service starts on %(day)s, after this date. Check both dates.")
            % {"day": launched_on.isoformat()}
        ]
    return []


def _other_warnings(filing: Filing) -> list[Sentence]:
    """Practice, not law: what the authority asks to see with filings of these kinds."""
    found: list[Sentence] = []
    if filing.kind != FilingKind.SECURITY_ASSESSMENT and not filing.algorithm.number:
        found.append(
            _("The algorithm has no filing number yet; as practice has it, that comes first.")
        )
    if missing := [str(m.label) for m in missing_materials(filing)]:
        found.append(_("Not attached yet: %(files)s.") % {"files": "、".join(missing)})
    return found


def missing_materials(filing: Filing) -> list[Material]:
    wanted = regulations.load().materials_of(filing.kind)
    there = set(filing.enclosures.values_list("material", flat=True))
    return [made for code, made in wanted.items() if code not in there]


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
    if filing.taken_over and not PublicEntry.objects.filter(number=str(number)).exists():
        found.append(
            _("No public list that was imported here shows this number. Check it in the list.")
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


def show_on_record(algorithm: Algorithm, number: str) -> None:
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
