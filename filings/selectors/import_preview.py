"""What the preview of an import shows: the rows about which something is to be said, then all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from filings.enums import AlgorithmType, ProviderRole, RowOutcome

ROWS_SHOWN = 100
_WORDS = {value: label for kind in (AlgorithmType, ProviderRole) for value, label in kind.choices}


class Column(Protocol):
    @property
    def code(self) -> str: ...
    @property
    def label(self) -> object: ...


class Planned(Protocol):
    @property
    def rows(self) -> Sequence[Any]: ...
    @property
    def ignored(self) -> Sequence[str]: ...
    @property
    def counts(self) -> Mapping[str, int]: ...


@dataclass(frozen=True)
class Line:
    row: Any
    changes: list[tuple[str, str, str]]
    """Fact, before, after, in the reader's words."""


def page(plan: Planned, columns: Sequence[Column], asked: Mapping[str, str]) -> dict[str, Any]:
    every = asked.get("rows") == "all"
    start = int(number) if (number := asked.get("from", "0")).isdecimal() else 0
    shown = [row for row in plan.rows if every or row.findings or row.changes]
    labels = {column.code: str(column.label) for column in columns}
    counts = plan.counts
    return {
        "counts": [(outcome, counts[outcome.value]) for outcome in RowOutcome],
        "ignored": plan.ignored,
        "read": counts["read"],
        "refused": counts[RowOutcome.REFUSED],
        "writes": counts[RowOutcome.NEW] + counts[RowOutcome.CHANGED],
        "lines": [Line(row, _changes(row, labels)) for row in shown[start : start + ROWS_SHOWN]],
        "all": every,
        "start": start,
        "next_start": start + ROWS_SHOWN if start + ROWS_SHOWN < len(shown) else None,
    }


def _changes(row: Any, labels: Mapping[str, str]) -> list[tuple[str, str, str]]:
    return [
        (labels.get(fact.removesuffix("_id"), fact), _word(before), _word(after))
        for fact, (before, after) in row.changes.items()
    ]


def _word(value: Any) -> str:
    if isinstance(value, list):
        return "、".join(value)
    return "" if value is None else str(_WORDS.get(str(value), value))
