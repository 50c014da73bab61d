"""Which ethics review a frozen version needs before it is filed, and what has settled it."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from filings.enums import EthicsStep, Settles, Verdict
from filings.models import Clearance, Determination, Disclosure, Duty

REVIEW = "ethics_review"
SECOND_REVIEW = "expert_review_"
"""Duties that rule sets name so; the second ones go on with the item of the list."""
COVERED = {
    EthicsStep.REVIEW: {Settles.REVIEW, Settles.BOTH},
    EthicsStep.SECOND_REVIEW: {Settles.SECOND_REVIEW, Settles.BOTH},
}


@dataclass(frozen=True)
class Need:
    """One step that is due, or of which nobody knows yet whether it is."""

    step: EthicsStep
    duties: tuple[Duty, ...]
    settled_by: Clearance | None

    @property
    def verdict(self) -> Verdict:
        """The gravest of its duties: a step that is due for one reason is due."""
        found = {duty.verdict for duty in self.duties}
        return next(verdict for verdict in Verdict if verdict in found)


def determination_of(disclosure: Disclosure) -> Determination | None:
    """The last one of this very version, whichever version is determined now."""
    made: Determination | None = (
        Determination.objects.filter(disclosure=disclosure).order_by("-id").first()
    )
    return made


def needs(disclosure: Disclosure) -> list[Need] | None:
    """The steps of the ethics track that are due or open; nothing before a determination."""
    made = determination_of(disclosure)
    if made is None:
        return None
    duties = list(
        Duty.objects.filter(determination=made, code__startswith=REVIEW)
        | Duty.objects.filter(determination=made, code__startswith=SECOND_REVIEW)
    )
    open_duties = [duty for duty in duties if duty.verdict != Verdict.DOES_NOT_APPLY]
    holding = list(Clearance.objects.filter(disclosure=disclosure, withdrawn_at=None))
    found = []
    for step, code in ((EthicsStep.REVIEW, REVIEW), (EthicsStep.SECOND_REVIEW, SECOND_REVIEW)):
        if its := tuple(duty for duty in open_duties if duty.code.startswith(code)):
            by = next((c for c in holding if c.settles in COVERED[step]), None)
            found.append(Need(step, its, by))
    return found


def unsettled(disclosure: Disclosure) -> str | None:
    """Why this version cannot be filed yet, and what to do; nothing once it can."""
    found = needs(disclosure)
    if found is None:
        return _("What ethics review version %(number)d needs is not determined. Determine it.") % {
            "number": disclosure.number
        }
    sentences = [_sentence(need) for need in found if need.settled_by is None]
    return " ".join(sentences) % {"number": disclosure.number} if sentences else None


def _sentence(need: Need) -> str:
    if need.verdict == Verdict.UNDETERMINED:
        return {
            EthicsStep.REVIEW: _(
                "Whether version %(number)d needs an ethics review is open. Answer the questions "
                "on ethics, or have legal sign why it needs none."
            ),
            EthicsStep.SECOND_REVIEW: _(
                "Whether version %(number)d needs the expert second review is open. Answer the "
                "questions on ethics, or have legal sign why it needs none."
            ),
        }[need.step]
    if need.step is EthicsStep.REVIEW:
        return _(
            "The ethics review of version %(number)d is not settled. "
            "Have the committee decide, then record its decision."
        )
    if need.verdict == Verdict.EXEMPTION_POSSIBLE:
        return _(
            "The expert second review of version %(number)d is not settled. "
            "Record its outcome, or have legal sign the exemption."
        )
    return _("The expert second review of version %(number)d is not settled. Record its outcome.")
