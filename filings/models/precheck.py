"""What stands beside a precheck: legal's overrides, prints of texts, addresses that were tried."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from filings.models.accounts import User
from filings.models.algorithm import Algorithm
from filings.models.disclosure import Disclosure
from filings.models.walled import Walled


class Override(Walled):
    """Legal lets one blocking finding pass. It holds for this version and these very facts.

    `digest` is the finding's: of its check, its places and the facts that disagree. `why` is the
    sentence that legal read. Append-only.
    """

    disclosure = models.ForeignKey(Disclosure, on_delete=models.PROTECT, related_name="overrides")
    code = models.CharField(_("check"), max_length=60)
    path = models.CharField(_("field"), max_length=200)
    digest = models.CharField(max_length=64)
    why = models.TextField()
    reason = models.TextField(_("reason"))
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["disclosure", "digest"], name="filings_override_once"),
            models.CheckConstraint(name="filings_override_reasoned", condition=~Q(reason="")),
            models.CheckConstraint(
                name="filings_override_digest", condition=Q(digest__regex="^[0-9a-f]{64}$")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} · {self.path}"


class TextPrint(Walled):
    """One text of an algorithm's newest frozen version, with the prints to find its likes by.

    Read by similarity only through `similar_texts`.
    """

    algorithm = models.ForeignKey(Algorithm, on_delete=models.PROTECT, related_name="+")
    disclosure = models.ForeignKey(Disclosure, on_delete=models.PROTECT, related_name="+")
    path = models.CharField(max_length=200)
    text = models.TextField()
    prints = ArrayField(models.IntegerField())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["algorithm", "path"], name="filings_textprint_once")
        ]
        indexes = [GinIndex(fields=["prints"], name="filings_textprint_prints")]

    def __str__(self) -> str:
        return self.text[:40]


class LinkVisit(Walled):
    """Whether an address opened when it was tried last; outgoing checks are off by default."""

    address = models.CharField(max_length=500)
    opened = models.BooleanField()
    answer = models.CharField(max_length=100)
    tried_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["provider", "address"], name="filings_linkvisit_once")
        ]

    def __str__(self) -> str:
        return self.address
