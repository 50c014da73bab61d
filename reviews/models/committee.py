"""Who judges: rule packs, committees, whom they serve, and who sits on them."""

from datetime import date
from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.db import models
from django.db.models import Exists, F, Func, OuterRef, Q, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from filings.models import User
from filings.models.walled import Walled, choice, known
from reviews.enums import (
    PRESIDING,
    VOTING,
    Category,
    CommitteeKind,
    SeatRole,
    ServiceBasis,
    Sex,
    VoteBase,
)


class RulePack(models.Model):
    """Every number of the law of review, dated. Insert-only; `sources` says where each is from.

    `sources` is `{column: {clause, certainty, note}}`. A round keeps the pack it was accepted
    under.
    """

    code = models.CharField(max_length=40, unique=True)
    title_zh = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200)
    from_on = models.DateField()
    committee_min = models.PositiveSmallIntegerField()
    term_years = models.PositiveSmallIntegerField()
    categories = ArrayField(models.CharField(max_length=40))
    both_sexes = models.BooleanField()
    external_min = models.PositiveSmallIntegerField()
    min_present = models.PositiveSmallIntegerField()
    pass_num = models.PositiveSmallIntegerField()
    pass_den = models.PositiveSmallIntegerField()
    pass_base = choice(VoteBase)
    leads_min = models.PositiveSmallIntegerField()
    simplified_min = models.PositiveSmallIntegerField()
    expert_min = models.PositiveSmallIntegerField()
    expert_num = models.PositiveSmallIntegerField()
    expert_den = models.PositiveSmallIntegerField()
    expert_base = choice(VoteBase)
    disciplines = ArrayField(models.CharField(max_length=40))
    decision_days = models.PositiveSmallIntegerField()
    emergency_hours = models.PositiveSmallIntegerField()
    expert_days = models.PositiveSmallIntegerField()
    emergency_expert_hours = models.PositiveSmallIntegerField()
    expert_inside_total = models.BooleanField(null=True)
    """Whether the experts' hours lie within the emergency's; nothing while that is not settled."""
    tracking_months = models.PositiveSmallIntegerField()
    tracking_months_listed = models.PositiveSmallIntegerField()
    registration_days = models.PositiveSmallIntegerField()
    report_month = models.PositiveSmallIntegerField()
    report_day = models.PositiveSmallIntegerField()
    sources = models.JSONField()
    adopted_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-from_on", "-id"]
        constraints = [
            known("pass_base", VoteBase),
            known("expert_base", VoteBase),
            models.CheckConstraint(
                name="reviews_rulepack_fractions",
                condition=Q(
                    pass_num__gt=0,
                    pass_den__gte=F("pass_num"),
                    expert_num__gt=0,
                    expert_den__gte=F("expert_num"),
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.title_zh if (get_language() or "").startswith("zh") else self.title_en


class CommitteeQuerySet(models.QuerySet["Committee"]):
    def visible_to(self, user: User) -> "CommitteeQuerySet":
        """Those it serves and those who sit on it; the operator also those of several providers."""
        seated = Seat.objects.current().filter(committee=OuterRef("pk"), person=user)
        serves = CommitteeService.objects.filter(
            committee=OuterRef("pk"), provider_id__in=user.provider_ids, until=None
        )
        mine = Q(Exists(seated)) | Q(Exists(serves))
        if user.is_operator:
            mine |= ~Q(kind=CommitteeKind.OWN)
        return self.filter(mine)


class Committee(models.Model):
    """科技伦理（审查）委员会, or a centre or authority that stands in its place."""

    kind = choice(CommitteeKind, verbose_name=_("kind"))
    name_zh = models.CharField(_("name in Chinese"), max_length=200)
    name_en = models.CharField(_("name in English"), max_length=200, blank=True)
    founded_on = models.DateField(_("set up on"))
    video_allowed = models.BooleanField(
        _("has rules for meetings by video"),
        default=False,
        help_text=_("Attendance by video counts only where the committee has rules for it."),
    )
    simplified_allowed = models.BooleanField(
        _("has rules for the simplified procedure"), default=False
    )
    registered_on = models.DateField(_("registered on"), null=True, blank=True)
    registration = models.CharField(_("registration number"), max_length=60, blank=True)
    founded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    founded_at = models.DateTimeField(auto_now_add=True)

    objects = CommitteeQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [known("kind", CommitteeKind)]

    def __str__(self) -> str:
        chinese = (get_language() or "").startswith("zh")
        return self.name_zh if chinese or not self.name_en else self.name_en

    def get_absolute_url(self) -> str:
        return reverse("reviews:committee", args=[self.pk])


class CommitteeService(Walled):
    """A committee may judge the activities of this provider."""

    committee = models.ForeignKey(Committee, on_delete=models.PROTECT, related_name="services")
    basis = choice(ServiceBasis, verbose_name=_("basis"))
    reason = models.TextField(_("reason"), blank=True)
    since = models.DateField(_("since"))
    until = models.DateField(_("until"), null=True, blank=True)
    arranged_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    arranged_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            known("basis", ServiceBasis),
            models.UniqueConstraint(
                fields=["provider", "committee"],
                name="reviews_committeeservice_one_running",
                condition=Q(until=None),
            ),
            models.CheckConstraint(
                name="reviews_committeeservice_entrusted_with_reason",
                condition=~Q(basis=ServiceBasis.ENTRUSTED) | ~Q(reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.committee_id} → {self.provider_id}"


class SeatQuerySet(models.QuerySet["Seat"]):
    def current(self, day: date | None = None) -> "SeatQuerySet":
        on = day or timezone.localdate()
        return self.filter(
            Q(ended_on=None) | Q(ended_on__gt=on), valid_from__lte=on, valid_until__gte=on
        )

    def voting(self) -> "SeatQuerySet":
        return self.filter(role__in=VOTING)

    def presiding(self) -> "SeatQuerySet":
        """The chair first, then the vice chairs in their order."""
        return self.filter(role__in=PRESIDING).order_by("role", "order", "id")


class DateRange(Func):
    function = "daterange"


_TENURE = DateRange(
    F("valid_from"), Coalesce(F("ended_on"), F("valid_until") + Value(1)), Value("[)")
)


class Seat(models.Model):
    """A person's place on a committee for one term. Ended early, it keeps its row."""

    committee = models.ForeignKey(Committee, on_delete=models.PROTECT, related_name="seats")
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="seats")
    role = choice(SeatRole, default=SeatRole.MEMBER, verbose_name=_("role"))
    order = models.PositiveSmallIntegerField(
        _("order"), default=0, help_text=_("In which order vice chairs stand in for the chair.")
    )
    category = choice(Category, verbose_name=_("category"))
    sex = choice(Sex, verbose_name=_("sex"))
    is_external = models.BooleanField(_("from outside the provider"), default=False)
    unit = models.CharField(_("unit"), max_length=200, blank=True)
    title = models.CharField(_("title"), max_length=100, blank=True)
    valid_from = models.DateField(_("term from"))
    valid_until = models.DateField(_("term until"))
    ended_on = models.DateField(_("seat ended on"), null=True, blank=True)
    trained_on = models.DateField(_("trained on"), null=True, blank=True)
    given_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField(auto_now_add=True)

    objects = SeatQuerySet.as_manager()

    RANK: ClassVar[dict[str, int]] = {role: place for place, role in enumerate(SeatRole.values)}

    class Meta:
        ordering = ["committee", "role", "order", "id"]
        constraints = [
            known("role", SeatRole),
            known("category", Category),
            known("sex", Sex),
            models.CheckConstraint(
                name="reviews_seat_term_in_order",
                condition=Q(valid_until__gt=F("valid_from"))
                & (Q(ended_on=None) | Q(ended_on__gte=F("valid_from"))),
            ),
            ExclusionConstraint(
                name="reviews_seat_person_once",
                expressions=[
                    ("committee", RangeOperators.EQUAL),
                    ("person", RangeOperators.EQUAL),
                    (_TENURE, RangeOperators.OVERLAPS),
                ],
            ),
            ExclusionConstraint(
                name="reviews_seat_one_chair",
                expressions=[
                    ("committee", RangeOperators.EQUAL),
                    (_TENURE, RangeOperators.OVERLAPS),
                ],
                condition=Q(role=SeatRole.CHAIR),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.get_role_display()}"

    @property
    def votes(self) -> bool:
        return self.role in VOTING
