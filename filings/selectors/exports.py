"""The rows of exported lists."""

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from django.db.models import Model, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from filings.enums import AlgorithmType, ProviderRole, PublicList
from filings.models import Algorithm, PublicEntry
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
    found = _ordered(ledger.with_products(rows), ledger.ORDERS[wanted.order])
    word, roles = ledger.wording(), ledger.labels(ProviderRole)
    page = address(reverse("filings:algorithms"))
    for row in found.iterator(chunk_size=AT_A_TIME):
        said = word(row)
        yield (
            row.pk,
            row.reference,
            row.name_zh,
            row.name_en,
            said.type,
            roles[row.role],
            said.provider,
            row.provider.uscc,
            said.owner,
            said.status,
            row.number,
            "、".join(said.products),
            row.purpose_zh,
            row.purpose_en,
            row.launched_on,
            row.ended_on,
            timezone.localtime(row.changed_at),
            f"{page}{row.pk}/",
        )


def entries(
    rows: QuerySet[PublicEntry], wanted: Wanted, address: Address
) -> Iterator[Sequence[Cell]]:
    found = _ordered(rows, register.ORDERS[wanted.order])
    types, lists = ledger.labels(AlgorithmType), ledger.labels(PublicList)
    page = address(reverse("filings:register"))
    for row in found.iterator(chunk_size=AT_A_TIME):
        yield (
            row.pk,
            row.number,
            row.name,
            types.get(row.type, ""),
            row.type_published,
            row.role,
            row.provider,
            row.product,
            row.purpose,
            row.remarks,
            lists[row.published_in],
            row.batch,
            row.announced,
            row.source,
            f"{page}{row.pk}/",
        )


def _ordered(rows: QuerySet[M], order: Order) -> QuerySet[M]:
    sign = "-" if order.descending else ""
    return rows.order_by(f"{sign}{order.column}", f"{sign}pk")
