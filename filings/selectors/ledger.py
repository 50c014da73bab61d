"""What the list of algorithms shows: filtered, searched, sorted, one page at a time."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Prefetch, QuerySet

from filings.models import Algorithm, Membership, Product, User
from filings.selectors import paging
from filings.selectors.found import found_by
from filings.selectors.paging import Order, Page, Place

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
class Listing:
    page: Page[Algorithm]
    total: int


def matching(user: User, provider_ids: list[int], wanted: Wanted) -> QuerySet[Algorithm]:
    rows = Algorithm.objects.visible_to(user).filter(**wanted.equal)
    if provider_ids != user.provider_ids:
        rows = rows.filter(provider__in=provider_ids)
    if wanted.words:
        rows = rows.filter(found_by("algorithm_search", wanted.words))
    return rows


def listed(rows: QuerySet[Algorithm], wanted: Wanted, at: Place | None) -> Listing:
    products = Product.objects.filter(withdrawn=False).only("algorithm_id", "name", "form")
    shown = rows.select_related("provider", "owner").prefetch_related(
        Prefetch("products", queryset=products, to_attr="present_products")
    )
    return Listing(paging.page(shown, ORDERS[wanted.order], at), rows.count())


def owners(user: User) -> list[User]:
    """Everybody who may own an algorithm that this person may see."""
    colleagues = Membership.objects.visible_to(user).values("user")
    return list(User.objects.filter(pk__in=colleagues).only("pk", "name").order_by("name", "pk"))
