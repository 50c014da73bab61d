"""Two tellings of the same facts in one: Chinese and English side by side.

Both are made by the same code from the same record, so they have the same shape. A table of
labelled facts gets a column for each language; in others the languages stand one below the other.
"""

from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

from django.utils.translation import get_language, override

from filings.documents.paper import CHINESE, ENGLISH, spoken
from filings.documents.written import Column, Grid, Paragraph

SIDE_BY_SIDE = "zh-en"
"""What an order names as its language."""
HEADS = (Column("项目 / Item", "20%"), Column("中文", "40%"), Column("English", "40%"))

T = TypeVar("T")


def in_both(make: Callable[[], T]) -> T:
    """What is made in each language, put together."""
    with override(spoken(CHINESE)):
        chinese = make()
    with override(spoken(ENGLISH)):
        english = make()
    return beside(chinese, english)


def active() -> str:
    """The language that is spoken now, as papers name it."""
    return CHINESE if (get_language() or "").startswith("zh") else ENGLISH


def beside(left: T, right: T) -> T:
    """One value of two that differ in their words alone."""
    found: Any = _beside(left, right)
    return found  # type: ignore[no-any-return]


def _beside(left: Any, right: Any) -> Any:
    if isinstance(left, Grid) and len(left.columns) == 2:
        return _columns(left, right)
    if left == right:
        return left
    if isinstance(left, str):
        return f"{left} / {right}" if left and right else left or right
    if isinstance(left, tuple):
        return _tuples(left, right)
    if is_dataclass(left) and not isinstance(left, type):
        found = {
            each.name: _beside(getattr(left, each.name), getattr(right, each.name))
            for each in fields(left)
            if each.name not in {"language", "width"}
        }
        return replace(left, **found)
    return left


def _tuples(left: tuple[Any, ...], right: tuple[Any, ...]) -> tuple[Any, ...]:
    if any(isinstance(each, Paragraph) for each in (*left, *right)):
        known = {each.text for each in left}
        return (*left, *(each for each in right if each.text not in known))
    if len(left) != len(right):
        return (*left, *right)
    return tuple(_beside(*pair) for pair in zip(left, right, strict=True))


def _columns(left: Grid, right: Grid) -> Grid:
    if len(left.rows) != len(right.rows):
        return replace(left, rows=(*left.rows, *right.rows))
    rows = tuple(
        (_beside(a[0], b[0]), a[1], b[1]) for a, b in zip(left.rows, right.rows, strict=True)
    )
    return Grid(_beside(left.caption, right.caption), HEADS, rows)
