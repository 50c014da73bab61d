"""The rows of exported lists."""

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from django.db.models import Model, Prefetch, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from filings.models import Algorithm, Product, PublicEntry
from filings.selectors import ledger, register
from filings.selectors.ledger import Wanted
from filings.selectors.paging import Order
from filings.spreadsheets import Cell

Address = Callable[[str], str]
AT_A_TIME = 2_000
M = TypeVar("M", bound=Model)

ALGORITHM_HEAD = (
    _("Id"),
    _("Reference"),
    _("Name in Chinese"),
    _("Name in English"),
    _("Type"),
    _("Role"),
    _("Provider"),
    _("Unified social credit code"),
    _("Owner"),
    _("Status"),
    _("Filing number"),
    _("Products"),
    _("Purpose in Chinese"),
    _("Purpose in English"),
    _("In service since"),
    _("Service ended on"),
    _("Changed"),
    _("Address"),
)
ENTRY_HEAD = (
    _("Id"),
    _("Filing number"),
    _("Algorithm"),
    _("Type"),
    _("Type as published"),
    _("Role"),
    _("Provider"),
    _("Products"),
    _("Purpose"),
    _("Remarks"),
    _("List"),
    _("Batch"),
    _("Announced"),
    _("Source"),
    _("Address"),
)


def algorithms(
    rows: QuerySet[Algorithm], wanted: Wanted, address: Address
) -> Iterator[Sequence[Cell]]:
    present = Product.objects.filter(withdrawn=False)
    found = _ordered(rows, ledger.ORDERS[wanted.order]).select_related("provider", "owner")
    products = Prefetch("products", queryset=present, to_attr="present_products")
    for row in found.prefetch_related(products).iterator(chunk_size=AT_A_TIME):
        yield (
            row.pk,
            row.reference,
            row.name_zh,
            row.name_en,
            row.get_type_display(),
            row.get_role_display(),
            str(row.provider),
            row.provider.uscc,
            row.owner.name if row.owner else "",
            row.get_status_display(),
            row.number,
            "、".join(str(product) for product in row.present_products),
            row.purpose_zh,
            row.purpose_en,
            row.launched_on,
            row.ended_on,
            timezone.localtime(row.changed_at),
            address(row.get_absolute_url()),
        )


def entries(
    rows: QuerySet[PublicEntry], wanted: Wanted, address: Address
) -> Iterator[Sequence[Cell]]:
    found = _ordered(rows, register.ORDERS[wanted.order])
    for row in found.iterator(chunk_size=AT_A_TIME):
        yield (
            row.pk,
            row.number,
            row.name,
            row.get_type_display() if row.type else "",
            row.type_published,
            row.role,
            row.provider,
            row.product,
            row.purpose,
            row.remarks,
            row.get_published_in_display(),
            row.batch,
            row.announced,
            row.source,
            address(row.get_absolute_url()),
        )


def _ordered(rows: QuerySet[M], order: Order) -> QuerySet[M]:
    sign = "-" if order.descending else ""
    return rows.order_by(f"{sign}{order.column}", f"{sign}pk")
