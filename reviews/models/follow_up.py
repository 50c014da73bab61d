"""After the decision: conditions to be met, and follow-ups that cannot be forgotten."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from filings.models import Enclosure, User
from filings.models.walled import Walled, choice, known
from reviews.enums import ConditionState, FollowUpState, Outcome
from reviews.models.meeting import Decision
from reviews.models.review import Case

OPEN_FOLLOW_UP = [FollowUpState.SCHEDULED, FollowUpState.REPORTED]


class Condition(Walled):
    """Something to be done before the approval comes into force."""

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="conditions")
    number = models.PositiveSmallIntegerField()
    text = models.TextField(_("condition"))
    anchor = models.CharField(_("place in the disclosure"), max_length=200, blank=True)
    owner = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("who does it")
    )
    due_on = models.DateField(_("by"))
    state = choice(ConditionState, default=ConditionState.OPEN)
    report = models.TextField(_("what was done"), blank=True)
    proof = models.ForeignKey(Enclosure, on_delete=models.PROTECT, null=True, related_name="+")
    reported_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    reported_at = models.DateTimeField(null=True)
    remark = models.TextField(blank=True)
    waiver_reason = models.TextField(_("why it is waived"), blank=True)
    waiver_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    waived_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    waived_at = models.DateTimeField(null=True)
    verified_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    verified_at = models.DateTimeField(null=True)
    state_since = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["decision", "number"]
        constraints = [
            known("state", ConditionState),
            models.UniqueConstraint(
                fields=["decision", "number"], name="reviews_condition_number_once"
            ),
            models.CheckConstraint(
                name="reviews_condition_verified_by_another",
                condition=~Q(state=ConditionState.VERIFIED)
                | Q(verified_by__isnull=False, verified_at__isnull=False)
                & ~Q(report="")
                & ~Q(verified_by=F("reported_by")),
            ),
            models.CheckConstraint(name="reviews_condition_worded", condition=~Q(text="")),
            models.CheckConstraint(
                name="reviews_condition_waived_by_two",
                condition=~Q(state=ConditionState.WAIVED)
                | Q(waived_by__isnull=False, waived_at__isnull=False, waiver_by__isnull=False)
                & ~Q(waiver_reason="")
                & ~Q(waived_by=F("waiver_by")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.decision_id}/{self.number}"

    @property
    def case(self) -> Case:
        return self.decision.round.case


class FollowUp(Walled):
    """跟踪审查. Exactly one is open for whatever is in force or suspended."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="follow_ups")
    number = models.PositiveSmallIntegerField()
    due_on = models.DateField(_("due"))
    months = models.PositiveSmallIntegerField()
    """The interval it was scheduled by; none for one out of turn."""
    out_of_turn = models.TextField(blank=True)
    state = choice(FollowUpState, default=FollowUpState.SCHEDULED)
    report = models.TextField(_("report"), blank=True)
    reported_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    reported_at = models.DateTimeField(null=True)
    outcome = choice(Outcome, blank=True)
    completed_on = models.DateField(null=True)
    scheduled_at = models.DateTimeField(auto_now_add=True)
    state_since = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["case", "number"]
        constraints = [
            known("state", FollowUpState),
            models.UniqueConstraint(fields=["case", "number"], name="reviews_followup_number_once"),
            models.UniqueConstraint(
                fields=["case"],
                name="reviews_followup_one_open",
                condition=Q(state__in=OPEN_FOLLOW_UP),
            ),
            models.CheckConstraint(
                name="reviews_followup_completed_whole",
                condition=~Q(state=FollowUpState.COMPLETED)
                | Q(completed_on__isnull=False) & ~Q(outcome=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}/{self.number}"
