"""How the ethics review of one frozen version was settled."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from filings.enums import ClearanceKind, Settles
from filings.models.accounts import User
from filings.models.algorithm import Algorithm
from filings.models.disclosure import Disclosure
from filings.models.enclosure import Enclosure
from filings.models.walled import Walled, choice, known


class Clearance(Walled):
    """The outcome of a review, or a signed exemption. Append-only, except that it is withdrawn.

    It holds for this version alone. `signed_by` is legal, for an exemption. `recorded_by` is
    nobody when the clock ended a review that ran in the product.
    """

    algorithm = models.ForeignKey(Algorithm, on_delete=models.PROTECT, related_name="clearances")
    disclosure = models.ForeignKey(Disclosure, on_delete=models.PROTECT, related_name="clearances")
    kind = choice(ClearanceKind, verbose_name=_("kind"))
    settles = choice(Settles, verbose_name=_("settles"))
    decided_on = models.DateField(_("decided on"))
    body = models.CharField(_("body that decided"), max_length=200, blank=True)
    reference = models.CharField(_("reference of the decision"), max_length=100, blank=True)
    reason = models.TextField(_("reasons"), blank=True)
    signed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    scan = models.ForeignKey(Enclosure, on_delete=models.PROTECT, null=True, related_name="+")
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    withdrawal_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            known("kind", ClearanceKind),
            known("settles", Settles),
            models.CheckConstraint(
                name="filings_clearance_exemption_signed",
                condition=~Q(kind=ClearanceKind.EXEMPTION)
                | Q(signed_by__isnull=False) & ~Q(reason=""),
            ),
            models.CheckConstraint(
                name="filings_clearance_decision_named",
                condition=Q(kind=ClearanceKind.EXEMPTION) | ~Q(body="") & ~Q(reference=""),
            ),
            models.CheckConstraint(
                name="filings_clearance_outside_has_scan",
                condition=~Q(kind=ClearanceKind.OUTSIDE_DECISION) | Q(scan__isnull=False),
            ),
            models.CheckConstraint(
                name="filings_clearance_withdrawn_whole",
                condition=Q(withdrawn_at__isnull=True, withdrawal_reason="")
                | Q(withdrawn_at__isnull=False) & ~Q(withdrawal_reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.reference}".strip()

    @property
    def holds(self) -> bool:
        return self.withdrawn_at is None
