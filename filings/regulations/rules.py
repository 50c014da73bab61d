"""Rule sets: which duties there are from a day on. A later set is written as what it changes."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from filings.regulations.facts import DutyRule, Parameter, RuleSet
from filings.regulations.form import Field, check_condition
from filings.regulations.reading import Table, read

BESIDE = ("rule", "based_on", "removed")
Known = Mapping[str, Collection[str]]


def read_rule_sets(
    folder: Path,
    fields: Mapping[str, Field],
    known: Known,
    parameters: Mapping[str, Parameter],
) -> tuple[RuleSet, ...]:
    """In order of their day. `known` holds the clauses, deadlines and tracks that may be named.

    A set takes the rules of the set it is `based_on`, without those `removed`; a rule of the same
    code replaces the earlier one in its place.
    """
    sets: dict[str, RuleSet] = {}
    for path in sorted(folder.glob("rules/*.toml")):
        table = read(path, folder)
        base = table.values.get("based_on")
        if base is not None and base not in sets:
            table.refuse(f"no earlier rule set {base}", "based_on")
        rules = {rule.code: rule for rule in sets[base].rules} if base else {}
        for code in table.values.get("removed", ()):
            if rules.pop(code, None) is None:
                table.refuse(f"removes {code}, which is not there", "removed")
        for inner in _once(table.tables("rule")):
            rule = _rule(inner, fields, known, parameters)
            rules[rule.code] = rule
        made = table.build(RuleSet, *BESIDE, rules=tuple(rules.values()))
        sets[made.version] = made
    return tuple(sorted(sets.values(), key=lambda each: each.from_on))


def _once(tables: list[Table]) -> Iterator[Table]:
    seen: set[str] = set()
    for table in tables:
        if (code := table.text("code")) in seen:
            table.refuse(f"{code} is there twice", "code")
        seen.add(code)
        yield table


def _rule(
    table: Table,
    fields: Mapping[str, Field],
    known: Known,
    parameters: Mapping[str, Parameter],
) -> DutyRule:
    numbers = {f"@{code}": parameter.value for code, parameter in parameters.items()}
    values = {key: _resolved(value, numbers) for key, value in table.values.items()}
    table = replace(table, values=values)
    for key in ("when", "exempt_when"):
        check_condition(table, key, fields)
    rule = table.build(DutyRule)
    for key, fault in _faults(rule, fields, known):
        table.refuse(fault, key)
    return rule


def _faults(rule: DutyRule, fields: Mapping[str, Field], known: Known) -> Iterator[tuple[str, str]]:
    for key, names in (("clauses", rule.clauses), ("exempt_clauses", rule.exempt_clauses)):
        yield from ((key, f"no clause {name}") for name in names if name not in known["clauses"])
    if not rule.clauses:
        yield "clauses", "a duty has a clause"
    if rule.track not in known["tracks"]:
        yield "track", f"unknown track {rule.track}"
    if rule.deadline and rule.deadline not in known["deadlines"]:
        yield "deadline", f"no deadline {rule.deadline}"
    if rule.starts_from and getattr(fields.get(rule.starts_from), "kind", "") != "date":
        yield "starts_from", f"{rule.starts_from} is no date of the form"


def _resolved(value: Any, numbers: Mapping[str, int | float]) -> Any:
    """The value with `@parameter` replaced by its number, wherever a number is compared."""
    if isinstance(value, dict):
        return {
            key: numbers.get(inner, inner) if key == "at_least" else _resolved(inner, numbers)
            for key, inner in value.items()
        }
    return [_resolved(each, numbers) for each in value] if isinstance(value, list) else value
