"""Reminders of terms as rows, and the private calendar of a person."""

from django.db import models
from django.db.models import Q

from filings.enums import ReminderStep
from filings.models.accounts import User
from filings.models.deadline import Deadline
from filings.models.walled import Walled, choice, known


class Reminder(Walled):
    """One person is told once of one term at one step. `due_at` is when, `sent_at` when it was."""

    deadline = models.ForeignKey(Deadline, on_delete=models.PROTECT, related_name="reminders")
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    step = choice(ReminderStep)
    due_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    planned_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["due_at", "id"]
        constraints = [
            known("step", ReminderStep),
            models.UniqueConstraint(
                fields=["deadline", "person", "step"], name="filings_reminder_once"
            ),
            models.CheckConstraint(
                name="filings_reminder_not_early",
                condition=Q(sent_at__isnull=True) | Q(sent_at__gte=models.F("due_at")),
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"], name="filings_reminder_unsent", condition=Q(sent_at__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return f"{self.step} {self.due_at}"


class CalendarFeed(models.Model):
    """The address under which a calendar program reads one person's terms.

    The address itself is shown once; `digest` is what is kept of it. One is open at a time.
    """

    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="feeds")
    digest = models.CharField(max_length=64, unique=True)
    opened_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                name="filings_calendarfeed_one_open",
                condition=Q(closed_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.opened_at}"
