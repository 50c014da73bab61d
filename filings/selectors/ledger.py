"""What the list of algorithms shows: filtered, searched, sorted, one page at a time."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Prefetch, QuerySet

from filings.enums import AlgorithmStatus, AlgorithmType, ServiceForm
from filings.models import Algorithm, Membership, Product, User
from filings.selectors import paging
from filings.selectors.found import count_found, found_by
from filings.selectors.paging import Order, Page, Place

PRESENT = "present_products"
ORDERS = {
    "changed": Order("changed_at", descending=True),
    "name": Order("name_sort"),
    "reference": Order("reference"),
    "status": Order("status"),
}


@dataclass(frozen=True)
class Wanted:
    """The view a person asked for; its words are already in the form in which they are kept."""

    words: list[str] = field(default_factory=list)
    equal: dict[str, Any] = field(default_factory=dict)
    """Column -> value, for type, status, role and owner."""
    order: str = "changed"


@dataclass(frozen=True)
class Row:
    """One line of the list, in the reader's words."""

    algorithm: Algorithm
    type: str
    status: str
    provider: str
    owner: str
    products: list[str]


@dataclass(frozen=True)
class Listing:
    page: Page[Algorithm]
    rows: list[Row]
    total: int


def matching(user: User, provider_ids: list[int], wanted: Wanted) -> QuerySet[Algorithm]:
    rows = Algorithm.objects.visible_to(user).filter(**wanted.equal)
    if provider_ids != user.provider_ids:
        rows = rows.filter(provider__in=provider_ids)
    if wanted.words:
        rows = rows.filter(found_by("algorithm_search", wanted.words))
    return rows


def listed(user: User, provider_ids: list[int], wanted: Wanted, at: Place | None) -> Listing:
    rows = matching(user, provider_ids, wanted)
    products = Product.objects.filter(withdrawn=False).only("algorithm_id", "name", "form")
    shown = rows.select_related("provider", "owner").prefetch_related(
        Prefetch("products", queryset=products, to_attr=PRESENT)
    )
    page = paging.page(shown, ORDERS[wanted.order], at)
    found_all = wanted.words and not wanted.equal and provider_ids == user.provider_ids
    total = count_found("algorithm_search", wanted.words) if found_all else rows.count()
    return Listing(page, _rows(page.rows), total)


def _rows(found: Sequence[Algorithm]) -> list[Row]:
    """Each label is looked up once for the page, not once for each row."""
    types, statuses, forms = (
        {value: str(label) for value, label in choices.choices}
        for choices in (AlgorithmType, AlgorithmStatus, ServiceForm)
    )
    providers = {each.provider_id: str(each.provider) for each in found}
    return [
        Row(
            each,
            types[each.type],
            statuses[each.status],
            providers[each.provider_id],
            each.owner.name if each.owner else "",
            [f"{p.name}（{forms[p.form]}）" for p in getattr(each, PRESENT)],
        )
        for each in found
    ]


def owners(user: User) -> list[User]:
    """Everybody who may own an algorithm that this person may see."""
    colleagues = Membership.objects.visible_to(user).values("user")
    return list(User.objects.filter(pk__in=colleagues).only("pk", "name").order_by("name", "pk"))
