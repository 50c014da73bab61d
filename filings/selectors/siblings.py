"""An algorithm's page: its facts, its products, and its siblings at other legal entities."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from filings import numbers
from filings.models import AccessPath, Algorithm, Function, Product, User
from filings.permissions import is_filer
from filings.selectors import register

MOST_SIBLINGS = 30
COMPARED: dict[str, str | Promise] = {
    "name_zh": gettext_lazy("Name in Chinese"),
    "name_en": gettext_lazy("Name in English"),
    "type": gettext_lazy("Type"),
    "role": gettext_lazy("Role"),
    "status": gettext_lazy("Status"),
    "number": gettext_lazy("Filing number"),
    "launched_on": gettext_lazy("In service since"),
    "ended_on": gettext_lazy("Service ended on"),
    "products": gettext_lazy("Products"),
    "purpose_zh": gettext_lazy("Purpose in Chinese"),
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
        "holding": register.lookup(algorithm.number) if algorithm.number else None,
        "findings": _findings(algorithm),
        "similar": register.similar(algorithm.purpose_zh, kind=algorithm.type),
        "refusal": None if is_filer.allows(user, algorithm) else is_filer.otherwise,
    }


def _findings(algorithm: Algorithm) -> list[str | Promise]:
    number = numbers.parse(algorithm.number)
    year = timezone.localdate().year
    return numbers.warnings(number, kind=algorithm.type, this_year=year) if number else []


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


def named(algorithm: Algorithm, user: User, typed: str) -> Algorithm | None:
    """The record of another provider with this reference or filing number."""
    others = Algorithm.objects.visible_to(user).exclude(provider_id=algorithm.provider_id)
    number = numbers.clean(typed)
    return others.filter(Q(reference=typed.strip()) | Q(number=number)).order_by("pk").first()


def candidates(algorithm: Algorithm, user: User) -> QuerySet[Algorithm]:
    """Records at other legal entities that have a name in common and are no siblings yet."""
    rows = Algorithm.objects.visible_to(user).exclude(provider_id=algorithm.provider_id)
    return (
        rows.filter(name_sort=algorithm.name_sort)
        .exclude(family=algorithm.family)
        .select_related("provider")
        .order_by("pk")[:10]
    )


def not_found() -> str:
    return _(
        "None of your other providers has a record with this reference or number. "
        "Look it up in the list of algorithms."
    )


def stands_now() -> str:
    return _("Saved meanwhile:")
