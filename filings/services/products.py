"""The products of an algorithm, with the paths to it and what it does there."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from django.db.models import Model

from filings.enums import ServiceForm
from filings.models import AccessPath, Algorithm, Function, Product

M = TypeVar("M", bound=Model)


@dataclass(frozen=True)
class FunctionFacts:
    name: str
    description: str = ""
    key: str = ""


@dataclass(frozen=True)
class PathFacts:
    path: str
    functions: Sequence[FunctionFacts] = ()
    key: str = ""


@dataclass(frozen=True)
class ProductFacts:
    """A key names a row that stands; without one the row of the same text is meant.

    An address or paths left None stay as they stand.
    """

    name: str
    form: str = ServiceForm.OTHER
    address: str | None = None
    paths: Sequence[PathFacts] | None = None
    key: str = ""


def new_key() -> str:
    return uuid.uuid4().hex[:8]


def write(algorithm: Algorithm, products: Sequence[ProductFacts]) -> bool:
    """Bring the rows in line with these facts; what is no longer named counts as withdrawn.

    Rows are never deleted: a frozen version may name them. Whether anything changed.
    """
    standing = list(algorithm.products.prefetch_related("paths__functions"))
    kept: list[Model] = []
    changed = False
    for facts in products:
        product = _find(standing, facts.key, name=facts.name, form=facts.form)
        row = product or Product(algorithm=algorithm, provider_id=algorithm.provider_id)
        changed |= _put(row, facts.key, name=facts.name, form=facts.form, address=facts.address)
        if facts.paths is not None:
            changed |= _write_paths(row, facts.paths)
        kept.append(row)
    return _withdraw(standing, kept) or changed


def _write_paths(product: Product, paths: Sequence[PathFacts]) -> bool:
    standing = list(product.paths.all())
    kept: list[Model] = []
    changed = False
    for facts in paths:
        path = _find(standing, facts.key, path=facts.path)
        row = path or AccessPath(product=product, provider_id=product.provider_id)
        changed |= _put(row, facts.key, path=facts.path)
        changed |= _write_functions(row, facts.functions)
        kept.append(row)
    return _withdraw(standing, kept) or changed


def _write_functions(path: AccessPath, functions: Sequence[FunctionFacts]) -> bool:
    standing = list(path.functions.all())
    kept: list[Model] = []
    changed = False
    for facts in functions:
        function = _find(standing, facts.key, name=facts.name)
        row = function or Function(path=path, provider_id=path.provider_id)
        changed |= _put(row, facts.key, name=facts.name, description=facts.description)
        kept.append(row)
    return _withdraw(standing, kept) or changed


def _find(standing: Iterable[M], key: str, **facts: str) -> M | None:
    wanted = {"key": key} if key else facts
    return next(
        (row for row in standing if all(getattr(row, n) == v for n, v in wanted.items())), None
    )


def _put(row: Model, key: str, **facts: str | None) -> bool:
    """Write the row where it is new or differs."""
    said = {name: value for name, value in facts.items() if value is not None}
    wanted: dict[str, str | bool] = {**said, "withdrawn": False}
    if row.pk is None:
        wanted["key"] = key or new_key()
    changed = {name: value for name, value in wanted.items() if getattr(row, name) != value}
    if row.pk is not None and not changed:
        return False
    for name, value in changed.items():
        setattr(row, name, value)
    row.save()
    return True


def _withdraw(standing: Iterable[Model], kept: Iterable[Model]) -> bool:
    kept_keys = {row.pk for row in kept}
    gone = [row for row in standing if row.pk not in kept_keys and not row.withdrawn]  # type: ignore[attr-defined]
    for row in gone:
        row.withdrawn = True  # type: ignore[attr-defined]
        row.save(update_fields=["withdrawn"])
    return bool(gone)
