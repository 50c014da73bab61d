"""Running legal terms, each with its bookkeeping: start, rule, formula, due date."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from filings.enums import DeadlineState
from filings.models.algorithm import Algorithm
from filings.models.filing import Filing
from filings.models.walled import Walled, choice, known

LIVE = (DeadlineState.OPEN, DeadlineState.PAUSED)
"""A term that runs, or will go on; there is one of a rule at a time."""


class Deadline(Walled):
    """A correction never edits a row: it voids it and starts another that names it.

    So does the end of a pause: the row that goes on has `left` days or working days from
    `resumed_on`. Only `due_on`, `provisional` and `reason` follow when the schedule of a year
    is published.
    """

    algorithm = models.ForeignKey(Algorithm, on_delete=models.PROTECT, related_name="deadlines")
    filing = models.ForeignKey(
        Filing, on_delete=models.PROTECT, null=True, related_name="deadlines"
    )
    rule = models.CharField(max_length=60)
    starts_on = models.DateField()
    due_on = models.DateField()
    formula = models.JSONField(default=dict)
    provisional = models.BooleanField(default=False)
    reason = models.JSONField(default=dict)
    state = choice(DeadlineState, default=DeadlineState.OPEN)
    met_on = models.DateField(null=True)
    paused_on = models.DateField(null=True)
    resumed_on = models.DateField(null=True)
    left = models.PositiveSmallIntegerField(null=True)
    replaces = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    started_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["due_on", "id"]
        constraints = [
            known("state", DeadlineState),
            models.UniqueConstraint(
                fields=["algorithm", "rule"],
                name="filings_deadline_one_running",
                condition=Q(state__in=LIVE),
            ),
            models.CheckConstraint(
                name="filings_deadline_paused_has_day",
                condition=~Q(state=DeadlineState.PAUSED) | Q(paused_on__isnull=False),
            ),
            models.CheckConstraint(
                name="filings_deadline_resumed_has_rest",
                condition=Q(resumed_on__isnull=True, left__isnull=True)
                | Q(resumed_on__isnull=False, left__isnull=False, replaces__isnull=False),
            ),
            models.CheckConstraint(
                name="filings_deadline_met_has_day",
                condition=Q(state=DeadlineState.MET, met_on__isnull=False)
                | ~Q(state=DeadlineState.MET) & Q(met_on__isnull=True),
            ),
        ]
        indexes = [
            models.Index(fields=["due_on"], name="filings_deadline_open", condition=Q(state="open"))
        ]

    def __str__(self) -> str:
        return f"{self.rule} {self.due_on}"
