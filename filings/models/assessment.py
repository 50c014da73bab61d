"""Impact assessments of personal information (PIPL, Arts. 55 and 56): versions of their own."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from filings.models.accounts import User
from filings.models.algorithm import Algorithm
from filings.models.disclosure import Disclosure
from filings.models.walled import Walled


class ImpactAssessment(Walled):
    """A numbered assessment: open until somebody who wrote none of it signs it, final then.

    `answers` is `{section: {field: value}}`, `revisions` counts the saves of each section,
    `editors` holds who wrote. From the signature on `content` has answers and the facts that they
    rest on, `sha256` its digest, `kept_until` the day until which it is kept at least.
    """

    algorithm = models.ForeignKey(Algorithm, on_delete=models.PROTECT, related_name="assessments")
    disclosure = models.ForeignKey(
        Disclosure, on_delete=models.PROTECT, null=True, related_name="+"
    )
    """The version whose facts it was signed on; before that, the one it began with."""
    number = models.PositiveIntegerField(_("number"))
    form_version = models.CharField(max_length=20)
    answers = models.JSONField(default=dict)
    revisions = models.JSONField(default=dict)
    editors = models.JSONField(default=list)
    started_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField(auto_now_add=True)
    edited_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    edited_at = models.DateTimeField(null=True)
    signed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    signed_at = models.DateTimeField(null=True)
    content = models.JSONField(null=True)
    sha256 = models.CharField(max_length=64, blank=True)
    kept_until = models.DateField(_("kept until"), null=True)

    class Meta:
        ordering = ["algorithm", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["algorithm", "number"], name="filings_assessment_number_once"
            ),
            models.UniqueConstraint(
                fields=["algorithm"],
                name="filings_assessment_one_open",
                condition=Q(signed_at__isnull=True),
            ),
            models.CheckConstraint(
                name="filings_assessment_signed_whole",
                condition=Q(
                    signed_at__isnull=True, signed_by__isnull=True, content__isnull=True, sha256=""
                )
                | Q(
                    signed_at__isnull=False,
                    signed_by__isnull=False,
                    content__isnull=False,
                    sha256__regex="^[0-9a-f]{64}$",
                    kept_until__isnull=False,
                ),
            ),
        ]

    def __str__(self) -> str:
        return str(_("Impact assessment %(number)d") % {"number": self.number})

    def get_absolute_url(self) -> str:
        return reverse("filings:assessment", args=[self.pk])

    @property
    def is_signed(self) -> bool:
        return self.signed_at is not None
