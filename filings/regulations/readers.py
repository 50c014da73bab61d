"""Readers of the lists: instruments, terms, numbers, sanctions, reasons, kinds, days off."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Protocol, TypeVar

from filings.regulations.calendar import UNITS, Floor, Schedule
from filings.regulations.facts import (
    ChangeKind,
    Clause,
    DeadlineRule,
    Instrument,
    ListItem,
    ReviewList,
)
from filings.regulations.form import Choice, Field
from filings.regulations.reading import Table, read
from filings.regulations.text import Text


class Coded(Protocol):
    @property
    def code(self) -> str: ...


C = TypeVar("C", bound=Coded)


def read_choices(folder: Path) -> dict[str, tuple[Choice, ...]]:
    table, made = read_list(folder, "choices"), {}
    for name, rows in table.values.items():
        if not all(isinstance(row, list) and len(row) == 3 and all(row) for row in rows):
            table.refuse(f"{name}: a choice is code, Chinese, English", name)
        made[name] = tuple(_choice(row) for row in rows)
        if len({choice.code for choice in made[name]}) < len(rows):
            table.refuse(f"{name}: a code is there twice", name)
    return made


def deadline_faults(rule: DeadlineRule) -> Iterator[tuple[str, str]]:
    if rule.unit not in UNITS:
        yield "unit", f"unknown unit {rule.unit}"
    if (rule.unit == "annual") != bool(rule.fixed):
        yield "fixed", "an annual date is fixed, and only it"
    if rule.amount < 0:
        yield "amount", "a term is not negative"


def read_list(folder: Path, name: str) -> Table:
    return read(folder / "lists" / f"{name}.toml", folder)


def _choice(row: Any) -> Choice:
    code, zh, en = row
    return Choice(code, Text(zh, en))


def read_codes(folder: Path, name: str, kind: Callable[..., C]) -> dict[str, C]:
    return {made.code: made for made, _table in _entries(folder, name, kind)}


def _entries(folder: Path, name: str, kind: Callable[..., C]) -> Iterator[tuple[C, Table]]:
    seen: set[str] = set()
    for table in read_list(folder, name).tables("entry"):
        made = table.build(kind)
        if made.code in seen:
            table.refuse(f"{made.code} is there twice", "code")
        seen.add(made.code)
        yield made, table


def read_checked(
    folder: Path, name: str, kind: Callable[..., C], clauses: Mapping[str, Clause]
) -> dict[str, C]:
    """Entries whose clauses exist."""
    found: dict[str, C] = {}
    for made, table in _entries(folder, name, kind):
        for key in ("clause", "breached"):
            value = getattr(made, key, ())
            for ref in (value,) if isinstance(value, str) else value:
                if ref not in clauses:
                    table.refuse(f"no clause {ref}", key)
        for key, fault in deadline_faults(made) if isinstance(made, DeadlineRule) else ():
            table.refuse(fault, key)
        found[made.code] = made
    return found


def read_instrument(path: Path, folder: Path) -> Instrument:
    """Clauses take certainty and source from the instrument where they give none."""
    table = read(path, folder)
    head = table.build(Instrument, "clause", clauses=())
    code = head.code
    if code != path.parent.name:
        table.refuse(f"code is not the folder's name {path.parent.name}", "code")
    clauses: dict[str, Clause] = {}
    for inner in table.tables("clause"):
        given = {"certainty": head.certainty, "source": table.values["source"], **inner.values}
        clause = replace(inner, values=given).build(Clause, instrument=code)
        if not clause.ref.startswith(f"{code}-"):
            inner.refuse(f"{clause.ref} does not begin with {code}-", "ref")
        if clause.ref in clauses:
            inner.refuse(f"{clause.ref} is there twice", "ref")
        clauses[clause.ref] = clause
    return replace(head, clauses=tuple(clauses.values()))


def read_changes(folder: Path, fields: Mapping[str, Field]) -> dict[str, Mapping[str, ChangeKind]]:
    """The kinds of the public lists, which watched answers tell, and those of a review."""
    watched = {path for path, field in fields.items() if field.watched}
    return {
        "change_kinds": _changes(folder, "changes", watched, "watched field"),
        "material_changes": _changes(folder, "material-changes", fields, "field"),
    }


def _changes(folder: Path, name: str, known: Collection[str], kind: str) -> dict[str, ChangeKind]:
    found: dict[str, ChangeKind] = {}
    for made, table in _entries(folder, name, ChangeKind):
        for path in made.fields:
            if path not in known:
                table.refuse(f"{path} is no {kind}", "fields")
        found[made.code] = made
    return found


def read_review_lists(folder: Path, clauses: Mapping[str, Clause]) -> tuple[ReviewList, ...]:
    lists = []
    for table in read_list(folder, "review-lists").tables("list"):
        items = tuple(item.build(ListItem) for item in table.tables("item"))
        made = table.build(ReviewList, "item", items=items)
        if made.clause not in clauses:
            table.refuse(f"no clause {made.clause}", "clause")
        lists.append(made)
    return tuple(sorted(lists, key=lambda each: each.from_on))


def read_schedules(folder: Path) -> Iterator[Schedule]:
    for table in read(folder / "schedules" / "state-council.toml", folder).tables("schedule"):
        off: set[date] = set()
        for first, last in table.values.get("off", ()):
            if not first <= last:
                table.refuse(f"{first} is after {last}", "off")
            off |= {first + timedelta(n) for n in range((last - first).days + 1)}
        workdays = frozenset(table.values.get("workdays", ()))
        if both := off & workdays:
            table.refuse(f"{min(both)} is off and a workday", "workdays")
        yield table.build(Schedule, "off", "workdays", off=frozenset(off), workdays=workdays)


def read_floor(folder: Path) -> Floor:
    table = read(folder / "schedules" / "floor.toml", folder)
    fixed = (day.split("-") for day in table.values["fixed"])
    lunar = frozenset(day for each in table.tables("lunar") for day in each.values["days"])
    return Floor(frozenset((int(month), int(day)) for month, day in fixed), lunar)
