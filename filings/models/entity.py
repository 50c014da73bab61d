"""主体信息: the provider's own filing, which comes before those of its algorithms."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from filings.enums import EntityState
from filings.models.accounts import User
from filings.models.enclosure import Enclosure
from filings.models.walled import Walled, choice, known


class EntityFiling(Walled):
    """One submission of the provider's facts and its answer.

    `facts` is what the provider's page said on that day, `sha256` its digest. One waits for its
    answer at a time, and one is filed at a time: a later one takes its place.
    """

    state = choice(EntityState, default=EntityState.SUBMITTED, verbose_name=_("state"))
    facts = models.JSONField()
    sha256 = models.CharField(max_length=64)
    submitted_on = models.DateField(_("submitted on"))
    receipt = models.CharField(_("receipt"), max_length=100, blank=True)
    account = models.CharField(_("account used"), max_length=100, blank=True)
    submitted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    answered_on = models.DateField(_("answered on"), null=True, blank=True)
    reasons = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    remark = models.TextField(_("what the authority wrote"), blank=True)
    letter = models.ForeignKey(Enclosure, on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            known("state", EntityState),
            models.UniqueConstraint(
                fields=["provider"],
                name="filings_entityfiling_one_waiting",
                condition=Q(state=EntityState.SUBMITTED),
            ),
            models.UniqueConstraint(
                fields=["provider"],
                name="filings_entityfiling_one_filed",
                condition=Q(state=EntityState.FILED),
            ),
            models.CheckConstraint(
                name="filings_entityfiling_answered",
                condition=Q(state=EntityState.SUBMITTED, answered_on__isnull=True)
                | ~Q(state=EntityState.SUBMITTED) & Q(answered_on__gte=F("submitted_on")),
            ),
            models.CheckConstraint(
                name="filings_entityfiling_return_reasoned",
                condition=~Q(state=EntityState.RETURNED)
                | Q(reasons__len__gte=1, letter__isnull=False),
            ),
            models.CheckConstraint(
                name="filings_entityfiling_digest", condition=Q(sha256__regex="^[0-9a-f]{64}$")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.provider} · {self.submitted_on}"

    def get_absolute_url(self) -> str:
        return reverse("filings:entity", args=[self.provider_id])
