"""An algorithm's page: its facts, its products, and its siblings at other legal entities."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from filings.enums import Role
from filings.models import AccessPath, Algorithm, Function, Product, User

MOST_SIBLINGS = 30
COMPARED: dict[str, str | Promise] = {
    "name_zh": _("Name in Chinese"),
    "name_en": _("Name in English"),
    "type": _("Type"),
    "role": _("Role"),
    "status": _("Status"),
    "number": _("Filing number"),
    "launched_on": _("In service since"),
    "ended_on": _("Service ended on"),
    "products": _("Products"),
    "purpose_zh": _("Purpose in Chinese"),
}


@dataclass(frozen=True)
class Line:
    """One fact across an algorithm and its siblings, in the order of the columns."""

    label: str | Promise
    values: list[str]

    @property
    def differs(self) -> bool:
        return len(set(self.values)) > 1


def overview(algorithm: Algorithm, user: User) -> dict[str, Any]:
    family = [algorithm, *siblings(algorithm, user)]
    return {
        "products": products(algorithm),
        "family": family if len(family) > 1 else [],
        "lines": [
            Line(label, [value(member, fact) for member in family])
            for fact, label in COMPARED.items()
        ]
        if len(family) > 1
        else [],
        "may_register_sibling": [p for p in user.provider_ids if user.acts_as(Role.FILER, p)]
        != [algorithm.provider_id],
    }


def siblings(algorithm: Algorithm, user: User) -> QuerySet[Algorithm]:
    """The same algorithm at the other legal entities that the person may see."""
    rows = Algorithm.objects.visible_to(user).filter(family=algorithm.family)
    return (
        rows.exclude(pk=algorithm.pk)
        .select_related("provider", "owner")
        .prefetch_related(_present_products())
        .order_by("provider_id", "pk")[:MOST_SIBLINGS]
    )


def products(algorithm: Algorithm) -> QuerySet[Product]:
    functions = Prefetch("functions", Function.objects.filter(withdrawn=False))
    paths = Prefetch(
        "paths", AccessPath.objects.filter(withdrawn=False).prefetch_related(functions)
    )
    return algorithm.products.filter(withdrawn=False).prefetch_related(paths)


def value(algorithm: Algorithm, fact: str) -> str:
    """A fact as a reader sees it."""
    if fact == "products":
        shown = getattr(algorithm, "present_products", None)
        present = algorithm.products.filter(withdrawn=False) if shown is None else shown
        return "、".join(str(product) for product in present)
    display = getattr(algorithm, f"get_{fact}_display", None)
    found = display() if display else getattr(algorithm, fact)
    return "" if found is None else str(found)


def _present_products() -> Prefetch[Any]:
    return Prefetch("products", Product.objects.filter(withdrawn=False), to_attr="present_products")
