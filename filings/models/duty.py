"""Which rule applies to a disclosed algorithm, why, and until when."""

from django.db import models
from django.db.models import Q

from filings.enums import Verdict
from filings.models.accounts import User
from filings.models.algorithm import Algorithm
from filings.models.disclosure import Disclosure
from filings.models.walled import Walled, choice, known


class RuleSetAdoption(models.Model):
    """From when on the installation determines by which rule set. Append-only."""

    version = models.CharField(max_length=60)
    parameters = models.JSONField(default=dict)
    adopted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    adopted_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.version


class LegalParameter(models.Model):
    """A number of law that no source we read confirms, set by an administrator. Append-only."""

    code = models.CharField(max_length=80)
    value = models.CharField(max_length=80)
    source = models.TextField()
    set_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    set_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.code} = {self.value}"


class HolidaySchedule(models.Model):
    """A year's days off and make-up workdays, entered from the State Council's notice."""

    year = models.PositiveIntegerField(unique=True)
    notice_title = models.CharField(max_length=200)
    notice_url = models.URLField(max_length=500)
    published_on = models.DateField()
    days_off = models.JSONField(default=list)
    workdays = models.JSONField(default=list)
    entered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    entered_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return str(self.year)


class Determination(Walled):
    """One run of one rule set over one frozen disclosure."""

    algorithm = models.ForeignKey(
        Algorithm, on_delete=models.PROTECT, related_name="determinations"
    )
    disclosure = models.ForeignKey(
        Disclosure, on_delete=models.PROTECT, related_name="determinations"
    )
    rule_set = models.CharField(max_length=60)
    parameters = models.JSONField(default=dict)
    current = models.BooleanField(default=True)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["algorithm"],
                name="filings_determination_one_current",
                condition=Q(current=True),
            )
        ]

    def __str__(self) -> str:
        return self.rule_set


class Duty(Walled):
    """One result of a determination, with the answers that decided it.

    `because` and `unknown` are lists of answer paths (`section.field`).
    """

    determination = models.ForeignKey(
        Determination, on_delete=models.PROTECT, related_name="duties"
    )
    code = models.CharField(max_length=60)
    verdict = choice(Verdict)
    clause = models.CharField(max_length=60)
    because = models.JSONField(default=list)
    unknown = models.JSONField(default=list)
    due_on = models.DateField(null=True)
    provisional = models.BooleanField(default=False)
    basis = models.JSONField(default=dict)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["determination", "position"]
        constraints = [
            known("verdict", Verdict),
            models.UniqueConstraint(
                fields=["determination", "code"], name="filings_duty_code_once"
            ),
        ]

    def __str__(self) -> str:
        return self.code
