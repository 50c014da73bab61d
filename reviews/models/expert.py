"""The expert second review: who was asked, what they said, and what the database counted."""

from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from filings.models import Enclosure, User
from filings.models.walled import Walled, WalledQuerySet, choice, known
from reviews.enums import (
    Discipline,
    ExpertMode,
    ExpertReviewState,
    ExpertSeatState,
    Purpose,
)
from reviews.models.committee import Committee, Seat
from reviews.models.review import DIGEST, Case, Round, SubmissionVersion


class ExpertReviewQuerySet(WalledQuerySet["ExpertReview"]):
    def visible_to(self, user: User) -> Self:
        """To who judges the case, to who organises the review, and to the applicant."""
        judged = Case.objects.judged_by(user).values("pk").order_by()
        return self.filter(
            Q(round__case__in=judged)
            | Q(provider_id__in=user.provider_ids)
            | Q(pk__in=self.organised_by(user).values("pk"))
        )

    def organised_by(self, user: User) -> "ExpertReviewQuerySet":
        seated = Seat.objects.current().filter(committee=OuterRef("organiser"), person=user)
        return ExpertReview.objects.filter(Exists(seated))


class ExpertReview(Walled):
    """Of one version after the committee's first vote; its numbers only the database writes."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="expert_reviews")
    submission = models.ForeignKey(SubmissionVersion, on_delete=models.PROTECT, related_name="+")
    mode = choice(ExpertMode, verbose_name=_("held"))
    organiser = models.ForeignKey(
        Committee, on_delete=models.PROTECT, null=True, related_name="expert_reviews"
    )
    organiser_name = models.CharField(_("authority"), max_length=200)
    state = choice(ExpertReviewState, default=ExpertReviewState.REQUESTED)
    package_sha256 = models.CharField(max_length=64)
    requested_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField(auto_now_add=True)
    due_at = models.DateTimeField(null=True)
    reference = models.CharField(_("reference of the reply"), max_length=100, blank=True)
    replied_on = models.DateField(_("reply of"), null=True, blank=True)
    scan = models.ForeignKey(Enclosure, on_delete=models.PROTECT, null=True, related_name="+")
    """The reply of an authority outside, as it came."""
    seats_counted = models.PositiveSmallIntegerField(null=True, editable=False)
    agreed = models.PositiveSmallIntegerField(null=True, editable=False)
    passed = models.BooleanField(null=True, editable=False)
    closed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(editable=False, null=True)
    void_reason = models.TextField(blank=True)
    state_since = models.DateTimeField(auto_now_add=True)

    objects = ExpertReviewQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        ordering = ["round", "id"]
        constraints = [
            known("mode", ExpertMode),
            known("state", ExpertReviewState),
            models.UniqueConstraint(
                fields=["round"],
                name="reviews_expertreview_one_live",
                condition=~Q(state=ExpertReviewState.VOID),
            ),
            models.CheckConstraint(
                name="reviews_expertreview_hosted_by_somebody",
                condition=Q(mode=ExpertMode.HOSTED, organiser__isnull=False)
                | Q(mode=ExpertMode.EXTERNAL, organiser__isnull=True) & ~Q(organiser_name=""),
            ),
            models.CheckConstraint(
                name="reviews_expertreview_counted",
                condition=Q(
                    state=ExpertReviewState.CLOSED,
                    passed__isnull=False,
                    closed_by__isnull=False,
                    agreed__lte=F("seats_counted"),
                )
                & (Q(mode=ExpertMode.HOSTED) | Q(scan__isnull=False, replied_on__isnull=False))
                | ~Q(state=ExpertReviewState.CLOSED) & Q(passed__isnull=True),
            ),
            models.CheckConstraint(
                name="reviews_expertreview_void_with_reason",
                condition=~Q(state=ExpertReviewState.VOID) | ~Q(void_reason=""),
            ),
            models.CheckConstraint(
                name="reviews_expertreview_package", condition=Q(package_sha256__regex=DIGEST)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round_id} {self.state}"

    def get_absolute_url(self) -> str:
        return reverse("reviews:expert_review", args=[self.pk])

    @property
    def case(self) -> Case:
        return self.round.case


class ExpertSeat(Walled):
    """An expert asked for one second review. A person outside, so no account."""

    review = models.ForeignKey(ExpertReview, on_delete=models.PROTECT, related_name="seats")
    name = models.CharField(_("name"), max_length=100)
    email = models.EmailField(_("e-mail"))
    unit = models.CharField(_("unit"), max_length=200)
    title = models.CharField(_("title"), max_length=100, blank=True)
    discipline = choice(Discipline, verbose_name=_("field"))
    state = choice(ExpertSeatState, default=ExpertSeatState.INVITED)
    relations = models.TextField(_("declared relations"), blank=True)
    declared_at = models.DateTimeField(null=True)
    confidential_at = models.DateTimeField(null=True)
    ended_reason = models.TextField(_("why not"), blank=True)
    replaces = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    invited_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    invited_at = models.DateTimeField(auto_now_add=True)
    state_since = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["review", "id"]
        constraints = [
            known("discipline", Discipline),
            known("state", ExpertSeatState),
            models.UniqueConstraint(fields=["review", "email"], name="reviews_expertseat_once"),
            models.CheckConstraint(
                name="reviews_expertseat_declared_before_taking_part",
                condition=~Q(state=ExpertSeatState.ACCEPTED)
                | Q(declared_at__isnull=False, confidential_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def case(self) -> Case:
        return self.review.round.case


class ExpertOpinionQuerySet(WalledQuerySet["ExpertOpinion"]):
    def visible_to(self, user: User) -> Self:
        """Once the review is closed, to who judges and who organises."""
        judged = Case.objects.judged_by(user).values("pk").order_by()
        organised = ExpertReview.objects.get_queryset().organised_by(user).values("pk")  # type: ignore[attr-defined]
        return self.filter(seat__review__state=ExpertReviewState.CLOSED).filter(
            Q(seat__review__round__case__in=judged) | Q(seat__review__in=organised)
        )


class ExpertOpinion(Walled):
    """Whether the first opinion complies and is reasonable (2023 measures, Art. 29)."""

    seat = models.OneToOneField(ExpertSeat, on_delete=models.PROTECT, related_name="opinion")
    agrees = models.BooleanField(_("agrees"))
    compliance = models.TextField(_("on compliance"))
    reasonableness = models.TextField(_("on reasonableness"))
    points = models.JSONField(default=dict)
    submitted_at = models.DateTimeField(editable=False, null=True)
    sha256 = models.CharField(max_length=64, editable=False)

    objects = ExpertOpinionQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="reviews_expertopinion_reasoned",
                condition=~Q(compliance="") & ~Q(reasonableness=""),
            ),
            models.CheckConstraint(
                name="reviews_expertopinion_digest", condition=Q(sha256__regex=DIGEST)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.seat_id} {self.agrees}"


class AccessToken(Walled):
    """A link for one person and one purpose. The link itself is never stored, only its digest."""

    purpose = choice(Purpose)
    seat = models.ForeignKey(ExpertSeat, on_delete=models.PROTECT, related_name="tokens")
    digest = models.CharField(max_length=64)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)
    code_digest = models.CharField(max_length=64, blank=True)
    code_expires_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            known("purpose", Purpose),
            models.UniqueConstraint(
                fields=["provider", "digest"], name="reviews_accesstoken_digest_once"
            ),
            models.CheckConstraint(
                name="reviews_accesstoken_digest", condition=Q(digest__regex=DIGEST)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.seat_id}"


class Exemption(Walled):
    """Why a listed activity goes without the second review; in force once legal has signed."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="exemptions")
    submission = models.ForeignKey(SubmissionVersion, on_delete=models.PROTECT, related_name="+")
    grounds = models.TextField(_("grounds"))
    clauses = ArrayField(models.CharField(max_length=60), default=list)
    evidence = models.TextField(_("evidence"))
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(auto_now_add=True)
    signed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    signed_at = models.DateTimeField(editable=False, null=True)

    class Meta:
        ordering = ["round", "id"]
        constraints = [
            models.UniqueConstraint(fields=["round", "submission"], name="reviews_exemption_once"),
            models.CheckConstraint(
                name="reviews_exemption_grounded", condition=~Q(grounds="") & ~Q(evidence="")
            ),
            models.CheckConstraint(
                name="reviews_exemption_second_person",
                condition=Q(signed_by__isnull=True) | ~Q(signed_by=F("proposed_by")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round_id}"

    @property
    def case(self) -> Case:
        return self.round.case
