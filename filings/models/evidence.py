"""Files that prove what a disclosure says, kept by the digest of their bytes."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from filings.models.accounts import User
from filings.models.algorithm import Algorithm
from filings.models.disclosure import Disclosure
from filings.models.walled import Walled


class Evidence(Walled):
    """One file attached to one field. A file removed from a draft keeps its row and bytes.

    `width` and `height` are pixels: of a picture, or of the smallest page of a scan.
    """

    algorithm = models.ForeignKey(Algorithm, on_delete=models.PROTECT, related_name="evidence")
    disclosure = models.ForeignKey(Disclosure, on_delete=models.PROTECT, related_name="evidence")
    path = models.CharField(_("field"), max_length=200)
    kind = models.CharField(_("kind"), max_length=40)
    name = models.CharField(_("file name"), max_length=200)
    media_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    owner = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("owner")
    )
    dated_on = models.DateField(_("dated"), null=True, blank=True)
    expires_on = models.DateField(_("expires"), null=True, blank=True)
    marks = models.JSONField(default=list)
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)
    removed_at = models.DateTimeField(null=True)
    carried_from = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="filings_evidence_digest", condition=Q(sha256__regex="^[0-9a-f]{64}$")
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("filings:evidence_file", args=[self.pk])

    @property
    def storage_name(self) -> str:
        """Folder per provider, so that no upload tells whether another provider has the file."""
        return f"evidence/{self.provider_id}/{self.sha256[:2]}/{self.sha256}"
