"""What is checked before submission, and the words and numbers by which a text is judged."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from filings.regulations.facts import Clause
from filings.regulations.readers import read_checked, read_list
from filings.regulations.reading import READERS, Certainty, Table
from filings.regulations.text import Text

SEVERITIES = ("blocks", "warns", "hint")
Words = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class CheckRule:
    """One check: the reason for return it stands for (none for our own care) and its weight."""

    code: str
    reason: str
    severity: str
    title: Text
    clause: str
    certainty: Certainty


@dataclass(frozen=True)
class Wording:
    """An edition of words and numbers. Lengths in characters, ages in days, sizes in pixels.

    `similar` and `mechanism_follows` are percent.
    """

    version: str
    from_on: date
    certainty: Certainty
    numbers: Mapping[str, int]
    words: Words
    types: Words
    modalities: Words
    formats: Words
    synthesis: Words
    fields: Words


def read_check_rules(
    folder: Path, clauses: Mapping[str, Clause], reasons: Collection[str]
) -> dict[str, CheckRule]:
    rules = read_checked(folder, "prechecks", CheckRule, clauses)
    table = read_list(folder, "prechecks")
    for rule in rules.values():
        if rule.severity not in SEVERITIES:
            table.refuse(f"{rule.code}: unknown severity {rule.severity}")
        if rule.reason and rule.reason not in reasons:
            table.refuse(f"{rule.code}: unknown reason for return {rule.reason}")
    return rules


_LISTS = ("words", "types", "modalities", "formats", "synthesis", "fields")


def read_wordings(
    folder: Path, choices: Mapping[str, Any], paths: Collection[str]
) -> tuple[Wording, ...]:
    """Every edition, the oldest first; a type, modality or field that is unknown is refused."""
    editions = []
    for table in read_list(folder, "wording").tables("edition"):
        lists = {name: _map(table, name, tuple[str, ...]) for name in _LISTS}
        codes = {name: {c.code for c in choices[name]} for name in ("type", "modality")}
        for name, known in (
            ("types", codes["type"]),
            ("modalities", codes["modality"]),
            ("formats", codes["modality"]),
        ):
            if unknown := lists[name].keys() - known:
                table.refuse(f"{name}: {min(unknown)} is unknown", name)
        for path in (path for each in lists["fields"].values() for path in each):
            if path not in paths:
                table.refuse(f"fields: {path} is no field", "fields")
        numbers = _map(table, "numbers", int)
        editions.append(table.build(Wording, "numbers", *_LISTS, numbers=numbers, **lists))
    return tuple(sorted(editions, key=lambda each: each.from_on))


def _map(table: Table, name: str, kind: Any) -> dict[str, Any]:
    read: Callable[[Any], Any] = READERS[kind]
    found: dict[str, Any] = {}
    for key, value in table.values.get(name, {}).items():
        try:
            found[key] = read(value)
        except ValueError as error:
            table.refuse(f"{name}.{key}: {error}", name)
    return found
