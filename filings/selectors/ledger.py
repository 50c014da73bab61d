"""What the list of algorithms shows: filtered, searched, sorted, one page at a time."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Prefetch, QuerySet, TextChoices

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
    shown = with_products(rows)
    page = paging.page(shown, ORDERS[wanted.order], at)
    found_all = wanted.words and not wanted.equal and provider_ids == user.provider_ids
    total = count_found("algorithm_search", wanted.words) if found_all else rows.count()
    return Listing(page, list(map(wording(), page.rows)), total)


def with_products(rows: QuerySet[Algorithm]) -> QuerySet[Algorithm]:
    """The records with all that wording them needs."""
    products = Product.objects.filter(withdrawn=False).only("algorithm_id", "name", "form")
    return rows.select_related("provider", "owner").prefetch_related(
        Prefetch("products", queryset=products, to_attr=PRESENT)
    )


def wording() -> Callable[[Algorithm], Row]:
    """How to word records: each label and provider is looked up once, not once for each row."""
    types, statuses = labels(AlgorithmType), labels(AlgorithmStatus)
    forms = labels(ServiceForm)
    providers: dict[int, str] = {}

    def word(each: Algorithm) -> Row:
        if each.provider_id not in providers:
            providers[each.provider_id] = str(each.provider)
        return Row(
            each,
            types[each.type],
            statuses[each.status],
            providers[each.provider_id],
            each.owner.name if each.owner else "",
            [f"{p.name}（{forms[p.form]}）" for p in getattr(each, PRESENT)],
        )

    return word


def labels(choices: type[TextChoices]) -> dict[str, str]:
    return {value: str(label) for value, label in choices.choices}


def owners(user: User) -> list[User]:
    """Everybody who may own an algorithm that this person may see."""
    colleagues = Membership.objects.visible_to(user).values("user")
    people = User.objects.filter(pk__in=colleagues, is_system=False)
    return list(people.only("pk", "name").order_by("name", "pk"))
