"""The form of the filing system as data: sections, fields, who reads them, when they are asked."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import chain
from pathlib import Path

from filings.regulations.conditions import Condition
from filings.regulations.reading import Certainty, RegulationError, Table, read
from filings.regulations.text import Text

__all__ = ["Choice", "Field", "Form", "RegulationError", "Section", "read_form"]

KINDS = {
    "text", "long_text", "choice", "multi", "date", "integer", "decimal", "yes_no", "url", "email",
    "person", "group", "pipeline", "steps",
}  # fmt: skip
AUDIENCES = {"public", "regulator", "internal"}


@dataclass(frozen=True)
class Choice:
    code: str
    label: Text


@dataclass(frozen=True)
class Field:
    """`evidence` names the kinds of file that prove the answer; `watched`: a change is filed."""

    code: str
    kind: str
    label: Text
    guidance: Text | None = None
    clauses: tuple[str, ...] = ()
    audience: str = "regulator"
    required: bool = False
    when: Condition | None = None
    choices: tuple[Choice, ...] = ()
    fields: tuple["Field", ...] = ()
    bilingual: bool = False
    evidence: tuple[str, ...] = ()
    watched: bool = False
    max_length: int | None = None
    certainty: Certainty = Certainty.SECONDARY


@dataclass(frozen=True)
class Section:
    """`entity`: the facts are the provider's and alike in all its algorithms."""

    code: str
    title: Text
    guidance: Text | None = None
    clauses: tuple[str, ...] = ()
    audience: str = "regulator"
    when: Condition | None = None
    fields: tuple[Field, ...] = ()
    entity: bool = False


@dataclass(frozen=True)
class Form:
    version: str
    from_on: date
    sections: tuple[Section, ...]

    def paths(self) -> dict[str, Field]:
        return {
            path: field
            for section in self.sections
            for path, field in _columns(section.fields, section.code)
        }


def _columns(inside: tuple[Field, ...], prefix: str) -> Iterator[tuple[str, Field]]:
    for field in inside:
        yield f"{prefix}.{field.code}", field
        yield from _columns(field.fields, f"{prefix}.{field.code}")


Choices = Mapping[str, tuple[Choice, ...]]


def read_form(
    path: Path,
    choices: Choices,
    clauses: Collection[str],
    evidence: Collection[str],
) -> Form:
    """A folder: `form.toml` with version and day, then one file for each section or more."""
    head = read(path / "form.toml", path.parent)
    files = [read(p, path.parent) for p in sorted(path.glob("*.toml")) if p.name != "form.toml"]
    tables = list(chain.from_iterable(file.tables("section") for file in files))
    sections = tuple(_section(table, choices) for table in tables)
    form = head.build(Form, sections=sections)
    known = form.paths()
    for table in chain.from_iterable(map(_all_tables, tables)):
        _refer(table, known, clauses, evidence)
    seen: set[str] = set()
    for table in tables:
        if (code := table.text("code")) in seen:
            table.refuse(f"section {code} is there twice", "code")
        seen.add(code)
    return form


def _all_tables(table: Table) -> Iterator[Table]:
    yield table
    for inner in table.tables("field"):
        yield from _all_tables(inner)


def _section(table: Table, choices: Choices) -> Section:
    section = table.build(Section, "field", fields=_inside(table, choices))
    if section.audience not in AUDIENCES:
        table.refuse(f"unknown audience {section.audience}", "audience")
    return section


def _inside(table: Table, choices: Choices) -> tuple[Field, ...]:
    made: list[Field] = []
    for inner in table.tables("field"):
        field = _field(inner, choices)
        if field.code in {each.code for each in made}:
            inner.refuse(f"field {field.code} is there twice", "code")
        made.append(field)
    return tuple(made)


def _field(table: Table, choices: Choices) -> Field:
    offered: tuple[Choice, ...] = ()
    if "choices" in table.values:
        name = table.text("choices")
        if name not in choices:
            table.refuse(f"no list of choices called {name}", "choices")
        offered = choices[name]
    inside = _inside(table, choices)
    field = table.build(Field, "field", "choices", fields=inside, choices=offered)
    for key, wrong in _faults(field):
        table.refuse(wrong, key)
    return field


def _faults(field: Field) -> Iterator[tuple[str, str]]:
    if field.kind not in KINDS:
        yield "kind", f"unknown kind {field.kind}"
    if field.audience not in AUDIENCES:
        yield "audience", f"unknown audience {field.audience}"
    if (field.kind in ("choice", "multi")) != bool(field.choices):
        yield "kind", "choices go with a choice, and only there"
    if (field.kind in ("group", "pipeline")) != bool(field.fields):
        yield "kind", "fields go with a group, and only there"
    if field.bilingual and field.kind not in ("text", "long_text"):
        yield "bilingual", "only a text is bilingual"


def _refer(
    table: Table,
    paths: Mapping[str, Field],
    clauses: Collection[str],
    evidence: Collection[str],
) -> None:
    """Refuse what points nowhere: a condition's fields and values, clauses, kinds of evidence."""
    check_condition(table, "when", paths)
    for key, known in (("clauses", clauses), ("evidence", evidence)):
        for name in table.values.get(key, ()):
            if name not in known:
                table.refuse(f"{key}: {name} is unknown", key)


def check_condition(table: Table, key: str, paths: Mapping[str, Field]) -> None:
    if key not in table.values:
        return
    for fact in table.condition(key).facts():
        if fact.path not in paths:
            table.refuse(f"its condition names {fact.path}, which is no field", key)
        if fault := _misfit(fact.operator, fact.value, paths[fact.path]):
            table.refuse(f"its condition on {fact.path}: {fault}", key)


def _misfit(operator: str, value: object, field: Field) -> str | None:
    if operator == "at_least" and field.kind not in ("integer", "decimal"):
        return "only a number is at least another"
    if operator == "at_least" and not isinstance(value, int | float):
        return f"{value} is no number and no parameter"
    if operator == "is" and field.kind == "yes_no" and not isinstance(value, bool):
        return "yes or no is true or false"
    codes = {choice.code for choice in field.choices}
    wanted = set(value if isinstance(value, list) else [value])
    if codes and operator in ("is", "in", "has") and (unknown := wanted - codes):
        return f"no choice {', '.join(sorted(map(str, unknown)))}"
    return None
