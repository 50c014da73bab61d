"""What each reviewer thinks, by themselves: sealed until all are in."""

from typing import Self

from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from filings.models import User
from filings.models.walled import Walled, WalledQuerySet, choice, known
from reviews.enums import AssignmentState, Outcome, RoundState
from reviews.models.committee import Seat
from reviews.models.review import DIGEST, Case, Round, SubmissionVersion

SEALED = [
    RoundState.SUBMITTED,
    RoundState.SUPPLEMENT_ASKED,
    RoundState.ACCEPTED,
    RoundState.INDEPENDENT,
]


class Assignment(Walled):
    """A member is asked for an opinion in one round."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="assignments")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="assignments")
    state = choice(AssignmentState, default=AssignmentState.INVITED)
    named_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    named_at = models.DateTimeField(auto_now_add=True)
    release_reason = models.TextField(_("why without this opinion"), blank=True)
    state_since = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["round", "id"]
        constraints = [
            known("state", AssignmentState),
            models.UniqueConstraint(fields=["round", "seat"], name="reviews_assignment_once"),
            models.CheckConstraint(
                name="reviews_assignment_released_with_reason",
                condition=~Q(state=AssignmentState.RELEASED) | ~Q(release_reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round_id}: {self.seat_id}"

    @property
    def case(self) -> Case:
        return self.round.case


class OpinionDraft(Walled):
    """An opinion being written; its author's alone."""

    assignment = models.OneToOneField(Assignment, on_delete=models.PROTECT, related_name="draft")
    points = models.JSONField(default=dict)
    summary = models.TextField(blank=True)
    outcome = models.CharField(max_length=40, blank=True)
    revision = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"{self.assignment_id} r{self.revision}"


class OpinionQuerySet(WalledQuerySet["Opinion"]):
    def visible_to(self, user: User) -> Self:
        """One's own; those of others once all are in or the phase was ended, to who judges.

        `points` are by review point; nothing of an opinion is ever shown to the applicant.
        """
        judged = Case.objects.judged_by(user).values("pk").order_by()
        return self.filter(round__case__in=judged).filter(
            Q(assignment__seat__person=user) | ~Q(round__state__in=SEALED)
        )

    def counted(self) -> Self:
        """Opinions on the version that the round rests on now."""
        return self.filter(
            submission=Subquery(Round.objects.filter(pk=OuterRef("round")).values("submission")[:1])
        )


class Opinion(Walled):
    """One member's opinion on one version. The database seals it with its digest."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="opinions")
    assignment = models.OneToOneField(Assignment, on_delete=models.PROTECT, related_name="opinion")
    submission = models.ForeignKey(SubmissionVersion, on_delete=models.PROTECT, related_name="+")
    outcome = choice(Outcome, verbose_name=_("proposes"))
    points = models.JSONField(default=dict)
    summary = models.TextField(_("summary"))
    submitted_at = models.DateTimeField(editable=False, null=True)
    sha256 = models.CharField(max_length=64, editable=False)

    objects = OpinionQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        ordering = ["round", "id"]
        constraints = [
            known("outcome", Outcome),
            models.CheckConstraint(
                name="reviews_opinion_digest", condition=Q(sha256__regex=DIGEST)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assignment_id} {self.outcome}"
