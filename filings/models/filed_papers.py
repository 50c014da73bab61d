"""What stands beside the papers: the provider's own section, ticks of the form, signed copies."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from filings.models.accounts import User
from filings.models.document import Document
from filings.models.enclosure import Enclosure
from filings.models.filing import Filing
from filings.models.walled import Walled

DIGEST = "^[0-9a-f]{64}$"


class ProviderSection(Walled):
    """A section of the form whose facts are the provider's, alike in all its algorithms.

    Append-only: each save is the next `number`. New drafts take the latest over.
    """

    code = models.CharField(max_length=60)
    number = models.PositiveIntegerField()
    answers = models.JSONField()
    saved_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["code", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "code", "number"], name="filings_providersection_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.number}"


class CompanionTick(Walled):
    """Somebody ticked, or unticked, one field of the official form. The latest row counts.

    `sha256` is the digest of the value that was copied: another value is not ticked.
    """

    filing = models.ForeignKey(Filing, on_delete=models.PROTECT, related_name="ticks")
    place = models.CharField(_("field"), max_length=200)
    sha256 = models.CharField(max_length=64)
    is_done = models.BooleanField()
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="filings_companiontick_digest", condition=Q(sha256__regex=DIGEST)
            )
        ]

    def __str__(self) -> str:
        return self.place


class SignedCopy(Walled):
    """The signed and stamped scan of a printed paper, beside it for good."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="signed_copies")
    scan = models.ForeignKey(Enclosure, on_delete=models.PROTECT, related_name="copies")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["provider", "scan"], name="filings_signedcopy_once")
        ]

    def __str__(self) -> str:
        return str(self.scan)
