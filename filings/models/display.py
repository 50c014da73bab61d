"""What is shown to users after filing: checked product by product, with proof and a next date."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from filings.enums import DisplayItem
from filings.models.accounts import User
from filings.models.algorithm import Algorithm, Product
from filings.models.enclosure import Enclosure
from filings.models.walled import Walled, choice, known


class DisplayCheck(Walled):
    """One look at one product for one item (Order 9, Arts. 16, 26). Append-only: the last counts.

    `text` is the wording as users see it, `link` where they find it.
    """

    algorithm = models.ForeignKey(
        Algorithm, on_delete=models.PROTECT, related_name="display_checks"
    )
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="display_checks")
    item = choice(DisplayItem, verbose_name=_("item"))
    is_met = models.BooleanField(_("is shown"))
    text = models.TextField(_("wording"), blank=True)
    link = models.URLField(_("link"), max_length=500, blank=True)
    screenshot = models.ForeignKey(Enclosure, on_delete=models.PROTECT, null=True, related_name="+")
    days = models.PositiveSmallIntegerField(_("days until the answer"), null=True)
    """Of a complaint."""
    note = models.TextField(_("remark"), blank=True)
    checked_on = models.DateField(_("checked on"))
    again_on = models.DateField(_("check again on"))
    checked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            known("item", DisplayItem),
            models.CheckConstraint(
                name="filings_displaycheck_met_is_proven",
                condition=Q(is_met=False) | Q(screenshot__isnull=False),
            ),
            models.CheckConstraint(
                name="filings_displaycheck_again_later",
                condition=Q(again_on__gt=F("checked_on")),
            ),
        ]
        indexes = [
            models.Index(
                fields=["algorithm", "product", "item", "id"], name="filings_displaycheck_last"
            )
        ]

    def __str__(self) -> str:
        return f"{self.item} {self.checked_on}"
