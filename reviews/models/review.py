"""A case, its rounds, the versions submitted to them, and who may not take part."""

from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from filings.models import Algorithm, Disclosure, User
from filings.models.walled import Walled, WalledQuerySet, choice, known
from reviews.enums import (
    OPEN_ROUND,
    CaseState,
    Interest,
    Procedure,
    RecusalGround,
    RoundKind,
    RoundState,
    Ruling,
    SimplifiedGround,
)
from reviews.models.committee import Committee, RulePack, Seat

DIGEST = "^[0-9a-f]{64}$"
ENDED = [CaseState.TERMINATED, CaseState.REFUSED, CaseState.WITHDRAWN, CaseState.CLOSED]


class CaseQuerySet(WalledQuerySet["Case"]):
    def judged_by(self, user: User) -> Self:
        """Cases of committees on which the person sits, without those they are recused from."""
        seated = Seat.objects.current().filter(committee=OuterRef("committee"), person=user)
        return self.filter(Exists(seated)).exclude(self._conflicting(user))

    def _conflicting(self, user: User) -> Q:
        """Recused, or working for the application."""
        recused = Recusal.objects.filter(case=OuterRef("pk"), person=user)
        wrote = SubmissionVersion.objects.filter(case=OuterRef("pk")).filter(
            Q(submitted_by=user) | Q(disclosure__frozen_by=user)
        )
        theirs = Q(opened_by=user) | Q(algorithm__in=Algorithm.objects.filter(owner=user))
        return theirs | Q(Exists(recused)) | Q(Exists(wrote))

    def applied_for_by(self, user: User) -> Self:
        return self.filter(provider_id__in=user.provider_ids)

    def visible_to(self, user: User) -> Self:
        """To those who apply, and to those who judge and are not recused; drafts to the first."""
        judged = type(self)(self.model).judged_by(user).exclude(state=CaseState.DRAFT)
        return self.filter(
            Q(provider_id__in=user.provider_ids) | Q(pk__in=judged.values("pk").order_by())
        )


class Case(Walled):
    """The standing of one activity before its committee."""

    algorithm = models.ForeignKey(Algorithm, on_delete=models.PROTECT, related_name="review_cases")
    committee = models.ForeignKey(Committee, on_delete=models.PROTECT, related_name="cases")
    number = models.CharField(_("case number"), max_length=30)
    state = choice(CaseState, default=CaseState.DRAFT, verbose_name=_("standing"))
    opened_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(auto_now_add=True)
    state_since = models.DateTimeField(auto_now_add=True)
    late_reason = models.TextField(
        _("why only after the start"),
        blank=True,
        help_text=_("An activity that has started already says why its review comes late."),
    )
    approved = models.ForeignKey(
        "SubmissionVersion", on_delete=models.PROTECT, null=True, related_name="+"
    )
    """The version for which the last approval stands."""
    listed = models.BooleanField(null=True)
    """Whether the second review is required; nothing counts as yes."""
    suspended_reason = models.TextField(blank=True)

    objects = CaseQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        ordering = ["-id"]
        constraints = [
            known("state", CaseState),
            models.UniqueConstraint(fields=["provider", "number"], name="reviews_case_number_once"),
            models.UniqueConstraint(
                fields=["algorithm"],
                name="reviews_case_one_live",
                condition=~Q(state__in=ENDED),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} · {self.algorithm}"

    def get_absolute_url(self) -> str:
        return reverse("reviews:case", args=[self.pk])

    @property
    def case(self) -> "Case":
        return self


class SubmissionVersion(Walled):
    """A frozen disclosure handed in to the committee. The database copies its digest."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="submissions")
    number = models.PositiveSmallIntegerField()
    disclosure = models.ForeignKey(Disclosure, on_delete=models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64, editable=False)
    note = models.TextField(blank=True)
    submitted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["case", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "number"], name="reviews_submissionversion_once"
            ),
            models.CheckConstraint(
                name="reviews_submissionversion_digest", condition=Q(sha256__regex=DIGEST)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}/{self.number}"


class Round(Walled):
    """One review from submission to decision. Committee and rule pack never change."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="rounds")
    number = models.PositiveSmallIntegerField()
    kind = choice(RoundKind, default=RoundKind.INITIAL, verbose_name=_("kind"))
    state = choice(RoundState, default=RoundState.SUBMITTED, verbose_name=_("state"))
    committee = models.ForeignKey(Committee, on_delete=models.PROTECT, related_name="+")
    submission = models.ForeignKey(SubmissionVersion, on_delete=models.PROTECT, related_name="+")
    rule_pack = models.ForeignKey(
        RulePack, on_delete=models.PROTECT, null=True, related_name="rounds"
    )
    procedure = choice(Procedure, blank=True, verbose_name=_("procedure"))
    procedure_reason = models.TextField(_("reasons for the procedure"), blank=True)
    simplified_ground = choice(SimplifiedGround, blank=True)
    emergency_act = models.CharField(
        _("act that orders the emergency response"), max_length=200, blank=True
    )
    listed = models.BooleanField(null=True)
    list_version = models.CharField(max_length=20, blank=True)
    list_items = ArrayField(models.CharField(max_length=20), default=list)
    list_reason = models.TextField(blank=True)
    asked_for = models.TextField(_("missing material"), blank=True)
    asked_at = models.DateTimeField(null=True)
    refusal = models.TextField(_("why it was not accepted"), blank=True)
    reason = models.TextField(_("reason"), blank=True)
    """What changed, why it is appealed, or why its standing is put to the vote."""
    material = ArrayField(models.CharField(max_length=40), default=list)
    """In which ways a change is material: codes of `material_changes`, read from the versions."""
    accepted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    accepted_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    extended_from = models.DateTimeField(null=True)
    extension_reason = models.TextField(blank=True)
    appeal_of = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    follow_up = models.ForeignKey(
        "FollowUp", on_delete=models.PROTECT, null=True, related_name="rounds"
    )
    opened_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(auto_now_add=True)
    state_since = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["case", "-number"]
        constraints = [
            known("kind", RoundKind),
            known("state", RoundState),
            models.UniqueConstraint(fields=["case", "number"], name="reviews_round_number_once"),
            models.UniqueConstraint(
                fields=["case"], name="reviews_round_one_open", condition=Q(state__in=OPEN_ROUND)
            ),
            models.CheckConstraint(
                name="reviews_round_procedure_grounded",
                condition=Q(procedure="")
                | ~Q(procedure_reason="")
                & (~Q(procedure=Procedure.SIMPLIFIED) | ~Q(simplified_ground=""))
                & (~Q(procedure=Procedure.EMERGENCY) | ~Q(emergency_act="")),
            ),
            models.CheckConstraint(
                name="reviews_round_material_not_simplified",
                condition=Q(material=[])
                | Q(kind=RoundKind.CHANGE) & ~Q(procedure=Procedure.SIMPLIFIED),
            ),
            models.CheckConstraint(
                name="reviews_round_appeal_names_its_decision",
                condition=Q(kind=RoundKind.APPEAL, appeal_of__isnull=False)
                | ~Q(kind=RoundKind.APPEAL) & Q(appeal_of__isnull=True),
            ),
            models.CheckConstraint(
                name="reviews_round_follow_up_named",
                condition=~Q(kind=RoundKind.FOLLOW_UP) | Q(follow_up__isnull=False),
            ),
            models.CheckConstraint(
                name="reviews_round_extended_with_reason",
                condition=Q(extended_from__isnull=True) | ~Q(extension_reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}/{self.number}"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_ROUND


class InterestDeclaration(Walled):
    """What one person says of their interests in one version. Asked again for every version."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="declarations")
    submission = models.ForeignKey(SubmissionVersion, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    level = choice(Interest, verbose_name=_("declaration"))
    words = models.TextField(_("which interest"), blank=True)
    declared_at = models.DateTimeField(auto_now_add=True)
    ruling = choice(Ruling, blank=True)
    ruled_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    ruled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            known("level", Interest),
            models.UniqueConstraint(
                fields=["submission", "person"], name="reviews_interestdeclaration_once"
            ),
            models.CheckConstraint(
                name="reviews_interestdeclaration_in_words",
                condition=Q(level=Interest.NONE) | ~Q(words=""),
            ),
            models.CheckConstraint(
                name="reviews_interestdeclaration_ruled_by_another",
                condition=Q(ruling="", ruled_by__isnull=True)
                | Q(ruled_by__isnull=False) & ~Q(ruling="") & ~Q(ruled_by=models.F("person")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.level}"


class Recusal(Walled):
    """A person has neither sight of the case nor power over it, for good."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="recusals")
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    ground = choice(RecusalGround, verbose_name=_("ground"))
    words = models.TextField(_("explanation"), blank=True)
    claimed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recused_at = models.DateTimeField(editable=False, null=True)

    class Meta:
        constraints = [
            known("ground", RecusalGround),
            models.UniqueConstraint(fields=["case", "person"], name="reviews_recusal_once"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.ground}"
