"""What everybody may read of algorithms: approved inside the wall, shown outside it."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from filings.models.accounts import User
from filings.models.algorithm import Algorithm
from filings.models.disclosure import Disclosure
from filings.models.walled import Walled


class Publication(Walled):
    """One approval by legal: what is published from then on, or that nothing is any more.

    `content` is what the world reads, `{"provider", "algorithm", "texts", "complaints", "list"}`;
    the database accepts no text that the frozen version does not hold for the public, and copies
    the row into `PublishedEntry`. Nothing else writes there.
    """

    algorithm = models.ForeignKey(Algorithm, on_delete=models.PROTECT, related_name="publications")
    disclosure = models.ForeignKey(
        Disclosure, on_delete=models.PROTECT, null=True, related_name="publications"
    )
    entry = models.CharField(max_length=12, editable=False)
    number = models.PositiveIntegerField(_("version"))
    content = models.JSONField(null=True)
    sha256 = models.CharField(max_length=64, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    approved_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["algorithm", "number"], name="filings_publication_number_once"
            ),
            models.CheckConstraint(
                name="filings_publication_whole",
                condition=Q(
                    content__isnull=False,
                    disclosure__isnull=False,
                    sha256__regex="^[0-9a-f]{64}$",
                )
                | Q(content__isnull=True, disclosure__isnull=True, sha256="") & ~Q(reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entry}.{self.number}"

    @property
    def is_withdrawal(self) -> bool:
        return self.content is None


class PublishedEntry(models.Model):
    """The same for everybody, without a reference to anything inside the wall.

    `withdrawn` rows hold no content. `shown` are the versions since the last withdrawal.
    """

    entry = models.CharField(max_length=12)
    number = models.PositiveIntegerField()
    uscc = models.CharField(max_length=18)
    content = models.JSONField(null=True)
    sha256 = models.CharField(max_length=64, blank=True)
    withdrawn = models.BooleanField()
    latest = models.BooleanField()
    shown = models.BooleanField()
    published_at = models.DateTimeField()

    class Meta:
        ordering = ["uscc", "entry", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["entry", "number"], name="filings_publishedentry_number_once"
            ),
        ]
        indexes = [
            models.Index(
                fields=["uscc", "entry"],
                condition=Q(latest=True),
                name="filings_publishedentry_latest",
            ),
            models.Index(fields=["uscc", "-published_at"], name="filings_publishedentry_by_day"),
        ]

    def __str__(self) -> str:
        return f"{self.entry}.{self.number}"

    def get_absolute_url(self) -> str:
        return reverse("filings:published_entry", args=[self.uscc, self.entry])
