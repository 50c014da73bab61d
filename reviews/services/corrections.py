"""A slip of the pen in a released letter: a notice beside it, proposed by one, made by another.

The letter and the decision stay as they were released.
"""

from django.utils.translation import gettext as _

from filings.enums import DocumentKind
from filings.models import User
from filings.statemachine import ActionRefused
from reviews import notifications
from reviews.enums import CorrectionAction, DecisionAction, LetterPlace
from reviews.models import Correction, Decision
from reviews.refusals import spoken
from reviews.services import papers
from reviews.services.door import moving


def propose(
    *, decision: Decision, by: User, place: LetterPlace, passage: str, reading: str, reason: str
) -> Correction:
    """Name the passage as printed and as it should read; an empty reading strikes it out.

    The notice is ordered with it: what is made later are its bytes.
    """
    passage, reading = _one_line_ends(passage), _one_line_ends(reading)
    _check(decision, place, passage, reading)
    if not reason.strip():
        raise ActionRefused(_("Say how the slip came about."))
    with moving(decision, DecisionAction.PROPOSE_CORRECTION, by=by) as (row, says):
        correction = Correction.objects.create(
            provider_id=row.provider_id,
            decision=row,
            place=place,
            passage=passage,
            reading=reading,
            reason=reason.strip(),
            proposed_by=by,
        )
        says.update({"correction": correction.pk, "place": place.value})
    papers.ask(kind=DocumentKind.REVIEW_CORRECTION, subject=correction, by=by)
    return correction


def _one_line_ends(text: str) -> str:
    """A browser ends lines with two characters."""
    return text.strip().replace("\r\n", "\n")


def _check(decision: Decision, place: LetterPlace, passage: str, reading: str) -> None:
    if not passage:
        raise ActionRefused(_("Copy the passage from the letter as it is printed."))
    if reading == passage:
        raise ActionRefused(_("Write how the passage should read; it reads the same now."))
    times = _one_line_ends(getattr(decision, place.value)).count(passage)
    if times == 0:
        raise ActionRefused(
            _(
                "This passage does not stand in that part of the letter. Copy it from there. "
                "Outcome, votes and conditions are not corrected; they change by another vote."
            )
        )
    if times > 1:
        raise ActionRefused(
            _("This passage stands in that part of the letter more than once. Copy more of it.")
        )


def make(*, correction: Correction, by: User) -> None:
    """The other of two, who presides. The applicant gets the notice."""
    with spoken(), moving(correction, CorrectionAction.MAKE, by=by) as (row, says):
        row.settled_by = by
        letter = row.letter.sha256 if row.letter else ""
        says.update({"decision": row.decision_id, "letter": letter})
    notifications.letter_corrected(row)


def drop(*, correction: Correction, by: User, reason: str) -> None:
    """Kept as dropped, with the reason in the history."""
    if not reason.strip():
        raise ActionRefused(_("Say why the correction is dropped."))
    with moving(correction, CorrectionAction.DROP, by=by) as (row, says):
        row.settled_by = by
        says.update({"decision": row.decision_id, "reason": reason.strip()})
