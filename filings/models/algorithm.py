"""The ledger: which provider answers for which algorithm, in which products it works."""

import uuid

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from filings.enums import AlgorithmStatus, AlgorithmType, ProviderRole, ServiceForm
from filings.models.accounts import User
from filings.models.walled import Walled, choice, known


class Algorithm(Walled):
    """One algorithm of one provider: one type, one record, one filing number."""

    reference = models.CharField(_("reference"), max_length=40)
    name_zh = models.CharField(_("name in Chinese"), max_length=200)
    name_en = models.CharField(_("name in English"), max_length=200, blank=True)
    name_sort = models.CharField(max_length=400, editable=False)
    type = choice(AlgorithmType, verbose_name=_("type"))
    role = choice(ProviderRole, verbose_name=_("role"), default=ProviderRole.SERVICE_PROVIDER)
    owner = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("owner"),
        related_name="+",
    )
    purpose_zh = models.TextField(_("purpose in Chinese"), blank=True)
    purpose_en = models.TextField(_("purpose in English"), blank=True)
    family = models.UUIDField(default=uuid.uuid4, editable=False)
    number = models.CharField(_("filing number"), max_length=40, blank=True)
    launched_on = models.DateField(_("in service since"), null=True, blank=True)
    ended_on = models.DateField(_("service ended on"), null=True, blank=True)
    status = choice(
        AlgorithmStatus,
        default=AlgorithmStatus.REGISTERED,
        editable=False,
        verbose_name=_("status"),
    )
    published_at = models.DateTimeField(null=True, editable=False)
    registered_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            known("type", AlgorithmType),
            known("role", ProviderRole),
            known("status", AlgorithmStatus),
            models.UniqueConstraint(
                fields=["provider", "reference"], name="filings_algorithm_reference_once"
            ),
            models.UniqueConstraint(
                fields=["provider", "number"],
                name="filings_algorithm_number_once",
                condition=~Q(number=""),
            ),
            models.CheckConstraint(
                name="filings_algorithm_ends_after_launch",
                condition=Q(ended_on__isnull=True)
                | Q(launched_on__isnull=True)
                | Q(ended_on__gte=F("launched_on")),
            ),
        ]
        indexes = [
            models.Index(fields=["changed_at", "id"]),
            models.Index(fields=["name_sort", "id"]),
            models.Index(fields=["provider", "changed_at"]),
            models.Index(fields=["provider", "status"]),
            models.Index(fields=["provider", "name_zh"], name="filings_algorithm_by_name"),
            models.Index(fields=["family"]),
            models.Index(fields=["reference", "id"], name="filings_algorithm_by_ref"),
            models.Index(fields=["status", "id"], name="filings_algorithm_by_status"),
            models.Index(
                fields=["number"], name="filings_algorithm_by_number", condition=~Q(number="")
            ),
        ]

    def __str__(self) -> str:
        chinese = (get_language() or "").startswith("zh")
        return self.name_zh if chinese or not self.name_en else self.name_en

    def get_absolute_url(self) -> str:
        return reverse("filings:algorithm", args=[self.pk])


class AlgorithmSearch(Walled):
    """What a search may find an algorithm by; read only through `algorithm_search`."""

    algorithm = models.OneToOneField(Algorithm, on_delete=models.CASCADE, related_name="+")
    text = models.TextField()
    grams = SearchVectorField()

    class Meta:
        indexes = [GinIndex(fields=["grams"], name="filings_algorithm_grams")]

    def __str__(self) -> str:
        return self.text[:40]


class Product(Walled):
    """Where an algorithm works; one row for each app, site, mini-program or API."""

    algorithm = models.ForeignKey(Algorithm, on_delete=models.PROTECT, related_name="products")
    key = models.CharField(max_length=8, editable=False)
    name = models.CharField(_("product"), max_length=200)
    form = choice(ServiceForm, verbose_name=_("service form"), default=ServiceForm.OTHER)
    address = models.CharField(_("address"), max_length=500, blank=True)
    withdrawn = models.BooleanField(default=False)

    class Meta:
        ordering = ["id"]
        constraints = [
            known("form", ServiceForm),
            models.UniqueConstraint(fields=["algorithm", "key"], name="filings_product_key_once"),
        ]

    def __str__(self) -> str:
        return f"{self.name}（{self.get_form_display()}）"


class AccessPath(Walled):
    """The clicks by which a user reaches the algorithm inside a product."""

    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="paths")
    key = models.CharField(max_length=8, editable=False)
    path = models.CharField(_("access path"), max_length=500)
    withdrawn = models.BooleanField(default=False)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["product", "key"], name="filings_accesspath_key_once")
        ]

    def __str__(self) -> str:
        return self.path


class Function(Walled):
    """What the algorithm does for the user at the end of one path."""

    path = models.ForeignKey(AccessPath, on_delete=models.PROTECT, related_name="functions")
    key = models.CharField(max_length=8, editable=False)
    name = models.CharField(_("function"), max_length=200)
    description = models.TextField(_("description"), blank=True)
    withdrawn = models.BooleanField(default=False)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["path", "key"], name="filings_function_key_once")
        ]

    def __str__(self) -> str:
        return self.name
