"""The national lists: public reference data outside the walls."""

from django.contrib.postgres.indexes import GinIndex, GistIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from filings.enums import AlgorithmType, PublicList
from filings.models.walled import choice, known


class PublicEntry(models.Model):
    """One row of one national list, as published. The number is its key, never the name."""

    published_in = choice(PublicList, verbose_name=_("list"))
    number = models.CharField(_("filing number"), max_length=40)
    announced = models.CharField(_("announced"), max_length=10, blank=True)
    batch = models.CharField(_("batch"), max_length=60, blank=True)
    role = models.CharField(_("role"), max_length=40, blank=True)
    name = models.CharField(_("algorithm"), max_length=200)
    name_sort = models.CharField(max_length=400, editable=False)
    type = choice(AlgorithmType, blank=True, verbose_name=_("type"))
    type_published = models.CharField(_("type as published"), max_length=40)
    provider = models.CharField(_("provider"), max_length=200)
    product = models.TextField(_("products"), blank=True)
    purpose = models.TextField(_("purpose"), blank=True)
    remarks = models.TextField(_("remarks"), blank=True)
    source = models.TextField(_("source"))
    earlier = models.JSONField(default=list, help_text="what earlier imports said of this entry")
    imported_at = models.DateTimeField(auto_now=True)
    text = models.TextField(editable=False)
    grams = SearchVectorField(editable=False)

    class Meta:
        verbose_name = _("public entry")
        constraints = [
            known("published_in", PublicList),
            models.UniqueConstraint(
                fields=["published_in", "number"], name="filings_publicentry_once"
            ),
        ]
        indexes = [
            GinIndex(fields=["grams"], name="filings_publicentry_grams"),
            models.Index(fields=["name_sort", "id"]),
            models.Index(fields=["number"]),
            models.Index(fields=["announced", "id"], name="filings_publicentry_by_day"),
            GistIndex(
                name="filings_publicentry_purpose",
                fields=["purpose"],
                opclasses=["gist_trgm_ops"],
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("filings:public_entry", args=[self.pk])
