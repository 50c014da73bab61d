"""Labels of generated content in use: samples with what was read back, content without labels."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from filings.enums import LabelModality, SampleStage
from filings.models.accounts import User
from filings.models.algorithm import Algorithm, Product
from filings.models.enclosure import Enclosure
from filings.models.walled import Walled, choice, known


class LabelCheck(Walled):
    """One sample and what was found in it. Append-only: a later sample stands beside it.

    `report` holds what was read back (`labels.Report`), `visible` the box that was marked and how
    high it is. `before` is the sample from which this one came.
    """

    algorithm = models.ForeignKey(Algorithm, on_delete=models.PROTECT, related_name="label_checks")
    product = models.ForeignKey(Product, on_delete=models.PROTECT, null=True, related_name="+")
    modality = choice(LabelModality, verbose_name=_("modality"))
    stage = choice(SampleStage, verbose_name=_("where it was taken"))
    file = models.ForeignKey(Enclosure, on_delete=models.PROTECT, related_name="label_checks")
    before = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="after")
    report = models.JSONField(default=dict)
    visible = models.JSONField(null=True)
    is_well = models.BooleanField()
    note = models.TextField(_("remark"), blank=True)
    checked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    checked_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-id"]
        constraints = [known("modality", LabelModality), known("stage", SampleStage)]
        indexes = [models.Index(fields=["algorithm", "id"], name="filings_labelcheck_last")]

    def __str__(self) -> str:
        return str(self.file)

    def get_absolute_url(self) -> str:
        return reverse("filings:label_check", args=[self.pk])


class UnlabelledContent(Walled):
    """Content given out without explicit label on a user's request (Labelling Measures, Art. 9).

    Append-only; kept six months at least.
    """

    algorithm = models.ForeignKey(Algorithm, on_delete=models.PROTECT, related_name="unlabelled")
    product = models.ForeignKey(Product, on_delete=models.PROTECT, null=True, related_name="+")
    content = models.CharField(_("content number"), max_length=200)
    recipient = models.CharField(_("recipient"), max_length=200)
    purpose = models.TextField(_("purpose"), blank=True)
    agreed_on = models.DateField(_("agreed on"))
    provided_on = models.DateField(_("given out on"))
    kept_until = models.DateField(_("kept until"))
    agreement = models.ForeignKey(Enclosure, on_delete=models.PROTECT, null=True, related_name="+")
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-provided_on", "-id"]
        constraints = [
            models.CheckConstraint(
                name="filings_unlabelledcontent_agreed_first",
                condition=Q(agreed_on__lte=F("provided_on")),
            ),
            models.CheckConstraint(
                name="filings_unlabelledcontent_kept",
                condition=Q(kept_until__gt=F("provided_on")),
            ),
        ]

    def __str__(self) -> str:
        return self.content
