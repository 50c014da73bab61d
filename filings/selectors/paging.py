"""Pages by key, not by offset: the last page costs what the first one costs.

A place in a list is the sort value and id of a row; the next page begins after it, whatever was
added or removed before it meanwhile.
"""

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, NamedTuple, TypeVar

from django.db.models import Model, QuerySet
from django.db.models.fields.tuple_lookups import (
    Tuple,
    TupleGreaterThan,
    TupleLessThan,
)

M = TypeVar("M", bound=Model)
SIZE = 25


class Order(NamedTuple):
    """By one indexed column, then by id in the same direction."""

    column: str
    descending: bool = False


class Place(NamedTuple):
    value: str
    pk: int
    backward: bool

    def __str__(self) -> str:
        plain = json.dumps(list(self), ensure_ascii=False).encode()
        return base64.urlsafe_b64encode(plain).decode().rstrip("=")


@dataclass(frozen=True)
class Page(Generic[M]):
    rows: Sequence[M]
    next: Place | None
    previous: Place | None


def place(text: str) -> Place | None:
    """A place read back from an address; nothing when somebody tampered with it."""
    try:
        value, pk, backward = json.loads(
            base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        )
    except (binascii.Error, ValueError, TypeError):
        return None
    if not (isinstance(value, str) and type(pk) is int and type(backward) is bool):
        return None
    return Place(value, pk, backward) if 0 <= pk < 2**63 and "\0" not in value else None


def page(rows: QuerySet[M], order: Order, at: Place | None, size: int = SIZE) -> Page[M]:
    backward = at is not None and at.backward
    descending = order.descending != backward
    sign = "-" if descending else ""
    shown = rows.order_by(f"{sign}{order.column}", f"{sign}pk")
    if at is not None and (after := _beyond(rows, order, at, descending=descending)) is not None:
        shown = after.order_by(f"{sign}{order.column}", f"{sign}pk")
    found = list(shown[: size + 1])
    more, found = len(found) > size, found[:size]
    if backward:
        found.reverse()
    before, after_this = (more, True) if backward else (at is not None, more)
    return Page(
        found,
        _mark(found[-1], order, backward=False) if found and after_this else None,
        _mark(found[0], order, backward=True) if found and before else None,
    )


def _beyond(rows: QuerySet[M], order: Order, at: Place, *, descending: bool) -> QuerySet[M] | None:
    value: Any = at.value
    if rows.model._meta.get_field(order.column).get_internal_type() == "DateTimeField":  # noqa: SLF001
        try:
            value = datetime.fromisoformat(at.value)
        except ValueError:
            return None
    compare = TupleLessThan if descending else TupleGreaterThan
    return rows.filter(compare(Tuple(order.column, "pk"), (value, at.pk)))


def _mark(row: Model, order: Order, *, backward: bool) -> Place:
    value = getattr(row, order.column)
    plain = value.isoformat() if isinstance(value, datetime) else str(value)
    return Place(plain, row.pk, backward)
