"""A meeting about one round, its votes, and the decision that rests on one of them."""

from typing import Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from filings.models import Document, User
from filings.models.walled import Walled, WalledQuerySet, choice, known
from reviews.enums import (
    AttendanceMode,
    Category,
    Choice,
    DecisionState,
    MeetingState,
    MotionState,
    Outcome,
)
from reviews.models.committee import Seat
from reviews.models.expert import Exemption, ExpertReview
from reviews.models.review import DIGEST, Case, Round, SubmissionVersion


class Meeting(Walled):
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="meetings")
    state = choice(MeetingState, default=MeetingState.PLANNED)
    starts_at = models.DateTimeField(_("begins"))
    place = models.CharField(_("place"), max_length=200, blank=True)
    chaired_by = models.ForeignKey(
        Seat, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("chaired by")
    )
    heard = models.TextField(_("what the applicant said"), blank=True)
    remarks = models.TextField(_("remarks"), blank=True)
    called_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    called_at = models.DateTimeField(auto_now_add=True)
    state_since = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["round", "id"]
        constraints = [
            known("state", MeetingState),
            models.UniqueConstraint(
                fields=["round"],
                name="reviews_meeting_one_unended",
                condition=~Q(state=MeetingState.ENDED),
            ),
            models.CheckConstraint(
                name="reviews_meeting_chaired",
                condition=Q(state=MeetingState.PLANNED) | Q(chaired_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round_id} {self.starts_at}"

    @property
    def case(self) -> Case:
        return self.round.case


class Span(Func):
    function = "tstzrange"


class Attendance(Walled):
    """A stretch of time during which a member sat in a meeting."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="attendance")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    mode = choice(AttendanceMode, default=AttendanceMode.IN_PERSON)
    arrived_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["meeting", "arrived_at", "id"]
        constraints = [
            known("mode", AttendanceMode),
            models.CheckConstraint(
                name="reviews_attendance_in_order",
                condition=Q(left_at__isnull=True) | Q(left_at__gte=F("arrived_at")),
            ),
            ExclusionConstraint(
                name="reviews_attendance_no_overlap",
                expressions=[
                    ("meeting", RangeOperators.EQUAL),
                    ("seat", RangeOperators.EQUAL),
                    (
                        Span(F("arrived_at"), F("left_at"), Value("[)")),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.seat_id} {self.arrived_at}"


class Motion(Walled):
    """One vote. Who votes, and what the vote says, only the database writes."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="motions")
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="motions")
    submission = models.ForeignKey(
        SubmissionVersion, on_delete=models.PROTECT, editable=False, related_name="+"
    )
    final = models.BooleanField(editable=False, default=False)
    """Taken on the experts' reply."""
    outcome = choice(Outcome, verbose_name=_("proposed decision"))
    wording = models.TextField(_("wording"))
    state = choice(MotionState, default=MotionState.OPEN)
    opened_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(editable=False, null=True)
    closed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(editable=False, null=True)
    void_reason = models.TextField(blank=True)
    present = models.PositiveSmallIntegerField(null=True, editable=False)
    yes = models.PositiveSmallIntegerField(null=True, editable=False)
    no = models.PositiveSmallIntegerField(null=True, editable=False)
    abstain = models.PositiveSmallIntegerField(null=True, editable=False)
    basis = models.PositiveSmallIntegerField(null=True, editable=False)
    """Of how many the fraction is asked."""
    recused = models.PositiveSmallIntegerField(null=True, editable=False)
    """Attending, but recused or of the applicant: not counted."""
    carried = models.BooleanField(null=True, editable=False)
    state_since = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["round", "id"]
        constraints = [
            known("state", MotionState),
            known("outcome", Outcome),
            models.UniqueConstraint(
                fields=["round"],
                name="reviews_motion_one_open",
                condition=Q(state=MotionState.OPEN),
            ),
            models.CheckConstraint(
                name="reviews_motion_counted",
                condition=Q(
                    state=MotionState.CLOSED, carried__isnull=False, closed_by__isnull=False
                )
                & Q(present=F("yes") + F("no") + F("abstain"))
                | ~Q(state=MotionState.CLOSED) & Q(carried__isnull=True, present__isnull=True),
            ),
            models.CheckConstraint(
                name="reviews_motion_void_with_reason",
                condition=~Q(state=MotionState.VOID) | ~Q(void_reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round_id} {self.outcome}"

    @property
    def case(self) -> Case:
        return self.round.case


class MotionVoter(Walled):
    """The list of who votes, frozen when the vote is opened; the application cannot write it."""

    motion = models.ForeignKey(Motion, on_delete=models.PROTECT, related_name="voters")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    category = choice(Category)

    class Meta:
        ordering = ["motion", "id"]
        constraints = [
            models.UniqueConstraint(fields=["motion", "seat"], name="reviews_motionvoter_once")
        ]

    def __str__(self) -> str:
        return f"{self.motion_id}: {self.seat_id}"


class BallotQuerySet(WalledQuerySet["Ballot"]):
    def visible_to(self, user: User) -> Self:
        """One's own; those of others once the vote is closed, to who judges."""
        judged = Case.objects.judged_by(user).values("pk").order_by()
        return self.filter(voter__motion__round__case__in=judged).filter(
            Q(voter__seat__person=user) | Q(voter__motion__state=MotionState.CLOSED)
        )


class Ballot(Walled):
    voter = models.OneToOneField(MotionVoter, on_delete=models.PROTECT, related_name="ballot")
    choice = choice(Choice, verbose_name=_("vote"))
    reason = models.TextField(_("reason"), blank=True)
    cast_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    cast_at = models.DateTimeField(editable=False, null=True)

    objects = BallotQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        constraints = [
            known("choice", Choice),
            models.CheckConstraint(
                name="reviews_ballot_no_with_reason",
                condition=~Q(choice=Choice.NO) | ~Q(reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.voter_id} {self.choice}"


class DecisionQuerySet(WalledQuerySet["Decision"]):
    def visible_to(self, user: User) -> Self:
        """To who judges from its preparation on, to the applicant once released."""
        judged = Case.objects.judged_by(user).values("pk").order_by()
        return self.filter(
            Q(round__case__in=judged)
            | Q(provider_id__in=user.provider_ids, state=DecisionState.RELEASED)
        )

    def released(self) -> Self:
        return self.filter(state=DecisionState.RELEASED)


class Decision(Walled):
    """Rests on exactly one vote, or on the agreeing opinions of the simplified procedure."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="decisions")
    motion = models.ForeignKey(Motion, on_delete=models.PROTECT, null=True, related_name="+")
    simplified = models.BooleanField(default=False)
    expert_review = models.ForeignKey(
        ExpertReview, on_delete=models.PROTECT, null=True, related_name="+"
    )
    exemption = models.ForeignKey(Exemption, on_delete=models.PROTECT, null=True, related_name="+")
    outcome = choice(Outcome, verbose_name=_("decision"))
    reasons = models.TextField(_("reasons"))
    advice = models.TextField(_("suggestions"), blank=True)
    state = choice(DecisionState, default=DecisionState.STAGED)
    staged_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    staged_at = models.DateTimeField(auto_now_add=True)
    released_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    released_at = models.DateTimeField(editable=False, null=True)
    sha256 = models.CharField(max_length=64, editable=False, blank=True)
    letter = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, related_name="+")
    superseded_by = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    state_since = models.DateTimeField(auto_now_add=True)

    objects = DecisionQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        ordering = ["round", "id"]
        constraints = [
            known("state", DecisionState),
            known("outcome", Outcome),
            models.UniqueConstraint(
                fields=["round"],
                name="reviews_decision_one_live",
                condition=~Q(state=DecisionState.TAKEN_BACK),
            ),
            models.CheckConstraint(
                name="reviews_decision_one_basis",
                condition=Q(motion__isnull=False, simplified=False)
                | Q(motion__isnull=True, simplified=True),
            ),
            models.CheckConstraint(
                name="reviews_decision_second_person",
                condition=Q(released_by__isnull=True) | ~Q(released_by=F("staged_by")),
            ),
            models.CheckConstraint(
                name="reviews_decision_released_whole",
                condition=~Q(state=DecisionState.RELEASED)
                | Q(released_by__isnull=False, released_at__isnull=False, sha256__regex=DIGEST),
            ),
            models.CheckConstraint(name="reviews_decision_reasoned", condition=~Q(reasons="")),
        ]

    def __str__(self) -> str:
        return f"{self.round_id} {self.outcome}"

    @property
    def case(self) -> Case:
        return self.round.case
