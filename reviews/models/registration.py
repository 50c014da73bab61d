"""What the unit handed in on the national platform: activities registered, years reported."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from filings.enums import ReminderStep
from filings.models import User
from filings.models.walled import Walled, WalledQuerySet, choice, known
from reviews.enums import Handed
from reviews.models.committee import Committee, Seat
from reviews.models.review import Case


class RegistrationQuerySet(WalledQuerySet["Registration"]):
    def visible_to(self, user: User) -> Self:
        """To the unit's people, and to who sits on the committee; of a case to who may see it."""
        seated = Seat.objects.current().filter(person=user).values("committee")
        cases = Case.objects.visible_to(user).values("pk").order_by()
        mine = Q(provider_id__in=user.provider_ids) | Q(committee__in=seated)
        return self.filter(mine & (Q(case=None) | Q(case__in=cases)))


class Registration(Walled):
    """Recorded once and for all. When it was due follows from other facts."""

    kind = choice(Handed)
    committee = models.ForeignKey(Committee, on_delete=models.PROTECT, related_name="+")
    case = models.OneToOneField(
        Case, on_delete=models.PROTECT, null=True, related_name="registration"
    )
    year = models.PositiveSmallIntegerField(null=True)
    done_on = models.DateField(_("done on"))
    reference = models.CharField(_("reference on the platform"), max_length=100)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects = RegistrationQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        ordering = ["-id"]
        constraints = [
            known("kind", Handed),
            models.CheckConstraint(
                name="reviews_registration_of_a_case_or_a_year",
                condition=Q(kind=Handed.ACTIVITY, case__isnull=False, year=None)
                | Q(kind=Handed.REPORT, case=None, year__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["provider", "committee", "year"],
                name="reviews_registration_year_once",
                condition=Q(kind=Handed.REPORT),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.case_id or self.year}"


class HandInReminder(Walled):
    """One person is told once, at one step, of what a committee hands in.

    `year` is that of the report; nothing for the registration of the committee itself.
    """

    committee = models.ForeignKey(Committee, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField(null=True)
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    step = choice(ReminderStep)
    due_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["due_at", "id"]
        constraints = [
            known("step", ReminderStep),
            models.UniqueConstraint(
                fields=["provider", "committee", "year", "person", "step"],
                name="reviews_handinreminder_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="reviews_handinreminder_not_early",
                condition=Q(sent_at__isnull=True) | Q(sent_at__gte=models.F("due_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.step} {self.year or self.committee_id}"
