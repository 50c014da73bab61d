"""The form of the filing system as data: sections, fields, who reads them, when they are asked."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from filings.regulations.conditions import Condition, parse
from filings.regulations.text import Text

KINDS = {
    "text", "long_text", "choice", "multi", "date", "integer", "decimal", "yes_no", "url", "email",
    "person", "group", "pipeline", "steps",
}  # fmt: skip
AUDIENCES = {"public", "regulator", "internal"}
T = TypeVar("T")


class RegulationError(Exception):
    """A file of the law cannot be read: `file:line: reason`."""


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
    certainty: str = "S"


@dataclass(frozen=True)
class Section:
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


def read_form(path: Path) -> Form:
    source = path.read_text("utf-8")
    try:
        data = tomllib.loads(source)
        choices = {name: _choices(given) for name, given in data.get("choices", {}).items()}
        sections = tuple(_section(each, choices) for each in data["section"])
        form = Form(str(data["version"]), data["from"], sections)
        _check(form)
    except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError) as error:
        raise RegulationError(f"{path.name}:{_line(source, str(error))}: {error}") from error
    return form


def _line(source: str, reason: str) -> int:
    """The line of the field that the reason begins with, as `code: …`; else the first."""
    code = reason.strip("'\"").partition(":")[0].rpartition(".")[2]
    lines = (n for n, line in enumerate(source.splitlines(), 1) if f'code = "{code}"' in line)
    return next(lines, 1)


def _section(data: Mapping[str, Any], choices: Mapping[str, tuple[Choice, ...]]) -> Section:
    inside = tuple(_field(each, choices) for each in data.get("field", []))
    return _made(Section, data, "title", fields=inside, drop="field")


def _field(data: Mapping[str, Any], choices: Mapping[str, tuple[Choice, ...]]) -> Field:
    offered = data.get("choices", ())
    if isinstance(offered, str) and offered not in choices:
        raise ValueError(f"{data['code']}: no list of choices called {offered}")
    return _made(
        Field,
        data,
        "label",
        choices=choices[offered] if isinstance(offered, str) else _choices(offered),
        fields=tuple(_field(each, choices) for each in data.get("field", [])),
        drop="field",
    )


def _made(kind: type[T], data: Mapping[str, Any], name: str, drop: str, **made: Any) -> T:
    known = {field.name for field in fields(kind)}  # type: ignore[arg-type]
    given = {key: value for key, value in data.items() if key != drop} | made
    if unknown := given.keys() - known:
        raise ValueError(f"{data.get('code')}: unknown key {', '.join(sorted(unknown))}")
    for key in {name, "guidance"} & given.keys():
        given[key] = Text(**given[key])
    for key in {"clauses", "evidence"} & given.keys():
        given[key] = tuple(given[key])
    if "when" in given:
        given["when"] = parse(given["when"])
    return kind(**given)


def _choices(given: Any) -> tuple[Choice, ...]:
    return tuple(Choice(code, Text(zh, en)) for code, zh, en in given)


def _check(form: Form) -> None:
    paths = form.paths()
    for path, field in paths.items():
        for wrong in _faults(field):
            raise ValueError(f"{path}: {wrong}")
    conditions = [(s.code, s.when) for s in form.sections] + [(p, f.when) for p, f in paths.items()]
    for place, condition in conditions:
        for path in condition.paths() if condition else ():
            if path not in paths:
                raise ValueError(f"{place}: its condition names {path}, which is no field")


def _faults(field: Field) -> Iterator[str]:
    if field.kind not in KINDS:
        yield f"unknown kind {field.kind}"
    if field.audience not in AUDIENCES:
        yield f"unknown audience {field.audience}"
    if (field.kind in ("choice", "multi")) != bool(field.choices):
        yield "choices go with a choice, and only there"
    if (field.kind in ("group", "pipeline")) != bool(field.fields):
        yield "fields go with a group, and only there"
