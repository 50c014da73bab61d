"""Files that came from outside while a filing went its way: decisions, letters, screenshots."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from filings.enums import EnclosureKind
from filings.models.accounts import User
from filings.models.algorithm import Algorithm
from filings.models.walled import Walled, choice, known


class Enclosure(Walled):
    """One file with its digest. Append-only; it belongs to the act that brought it.

    `filing` and `material` are those of a file that goes out with a filing.
    """

    algorithm = models.ForeignKey(
        Algorithm, on_delete=models.PROTECT, null=True, related_name="enclosures"
    )
    filing = models.ForeignKey(
        "filings.Filing", on_delete=models.PROTECT, null=True, related_name="enclosures"
    )
    material = models.CharField(max_length=40, blank=True)
    kind = choice(EnclosureKind)
    name = models.CharField(_("file name"), max_length=200)
    media_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            known("kind", EnclosureKind),
            models.CheckConstraint(
                name="filings_enclosure_digest", condition=Q(sha256__regex="^[0-9a-f]{64}$")
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("filings:enclosure", args=[self.pk])

    @property
    def storage_name(self) -> str:
        """Folder per provider, so that no upload tells whether another provider has the file."""
        return f"enclosures/{self.provider_id}/{self.sha256[:2]}/{self.sha256}"
