"""更正: a slip of the pen in a released letter, put right by a notice beside it."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from filings.models import Document, User
from filings.models.walled import Walled, WalledQuerySet, choice, known
from reviews.enums import CorrectionState, LetterPlace
from reviews.models.meeting import Decision
from reviews.models.review import Case, Round


class CorrectionQuerySet(WalledQuerySet["Correction"]):
    def visible_to(self, user: User) -> Self:
        """To who judges from its proposal on, to the applicant once it is made."""
        judged = Case.objects.judged_by(user).values("pk").order_by()
        return self.filter(
            Q(decision__round__case__in=judged)
            | Q(provider_id__in=user.provider_ids, state=CorrectionState.MADE)
        )

    def made(self) -> Self:
        return self.filter(state=CorrectionState.MADE)


class Correction(Walled):
    """One passage of the reasons or suggestions, and how it should have read.

    Outcome, votes and conditions cannot be corrected: they change by another vote only. The letter
    stays as it was released; the notice is read with it. Two people make a correction.
    """

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="corrections")
    place = choice(LetterPlace, verbose_name=_("part of the letter"))
    passage = models.TextField(_("as printed"))
    reading = models.TextField(_("as it should read"), blank=True)
    reason = models.TextField(_("how the slip came about"))
    state = choice(CorrectionState, default=CorrectionState.PROPOSED)
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(auto_now_add=True)
    settled_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    settled_at = models.DateTimeField(editable=False, null=True)
    letter = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, related_name="+")
    """The notice in Chinese, printed before it is made."""
    state_since = models.DateTimeField(auto_now_add=True)

    objects = CorrectionQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        ordering = ["decision", "id"]
        constraints = [
            known("place", LetterPlace),
            known("state", CorrectionState),
            models.UniqueConstraint(
                fields=["decision"],
                name="reviews_correction_one_waiting",
                condition=Q(state=CorrectionState.PROPOSED),
            ),
            models.CheckConstraint(
                name="reviews_correction_worded",
                condition=~Q(passage="") & ~Q(reason="") & ~Q(reading=F("passage")),
            ),
            models.CheckConstraint(
                name="reviews_correction_second_person",
                condition=~Q(state=CorrectionState.MADE)
                | Q(settled_by__isnull=False, settled_at__isnull=False, letter__isnull=False)
                & ~Q(settled_by=F("proposed_by")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.decision_id} {self.place}"

    @property
    def wording(self) -> str:
        """What stands in the place of the passage, or that nothing does."""
        return self.reading or _now("(struck out)")

    @property
    def round(self) -> Round:
        return self.decision.round

    @property
    def case(self) -> Case:
        return self.decision.round.case
