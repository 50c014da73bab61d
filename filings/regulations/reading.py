"""TOML that knows where it stands, so that a refusal names file, line and reason."""

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, fields
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any, NoReturn, TypeVar, get_type_hints

from filings.regulations.conditions import Condition, parse
from filings.regulations.text import Text

T = TypeVar("T")


class RegulationError(Exception):
    """A file of the law cannot be read: `file:line: reason`."""


class Certainty(StrEnum):
    """How a fact of law is known."""

    PRIMARY = "P"
    SECONDARY = "S"
    WEAK = "S-"
    RECALLED = "K"
    EMPIRICAL = "E"
    DESIGN = "D"

    @property
    def verified(self) -> bool:
        return self in (Certainty.PRIMARY, Certainty.SECONDARY)


@dataclass(frozen=True)
class Table:
    """One table of a file; `header` is its dotted name, `line` where it begins."""

    values: Mapping[str, Any]
    file: str
    source: tuple[str, ...]
    header: str = ""
    line: int = 0

    def refuse(self, reason: str, key: str = "") -> NoReturn:
        raise RegulationError(f"{self.file}:{self.line_of(key)}: {reason}")

    def line_of(self, key: str) -> int:
        """The line of a key inside this table; without one, where the table begins."""
        begins = re.compile(rf"\s*{re.escape(key)}\s*[.=]")
        for number, line in enumerate(self.source[self.line :], self.line + 1):
            if line.startswith("["):
                break
            if key and begins.match(line):
                return number
        return self.line or 1

    def tables(self, name: str) -> list["Table"]:
        """The tables `[[header.name]]` under this one."""
        header = f"{self.header}.{name}".lstrip(".")
        given = self.values.get(name, [])
        if not (isinstance(given, list) and all(isinstance(each, dict) for each in given)):
            self.refuse(f"{name} is not a list of tables", name)
        lines = [
            number
            for number, line in enumerate(self.source[self.line :], self.line + 1)
            if line.split("#")[0].strip() == f"[[{header}]]"
        ]
        lines += [self.line] * len(given)
        return [
            Table(values, self.file, self.source, header, line)
            for values, line in zip(given, lines, strict=False)
        ]

    def text(self, key: str) -> str:
        return str(self._read(key, str)) if key in self.values else self._missing(key)

    def condition(self, key: str) -> Condition:
        made: Condition = self._read(key, Condition)
        return made

    def build(self, kind: Callable[..., T], *beside: str, **made: Any) -> T:
        """A dataclass from the keys of the table, each read by its type.

        `made` are fields made elsewhere; `beside` names keys that are read elsewhere.
        """
        known = fields(kind)  # type: ignore[arg-type]
        types = _types(kind)
        extra = self.values.keys() - {f.name for f in known if f.name not in made} - {*beside}
        for key in self.values:
            if key in extra:
                self.refuse(f"unknown key {key}", key)
        read = dict(made)
        for field in known:
            if field.name in self.values and field.name not in made:
                read[field.name] = self._read(field.name, types[field.name])
            elif field.name not in made and field.default is MISSING:
                self._missing(field.name)
        return kind(**read)

    def _read(self, key: str, wanted: Any) -> Any:
        try:
            return READERS[wanted](self.values[key])
        except ValueError as error:
            self.refuse(f"{key}: {error}", key)

    def _missing(self, key: str) -> NoReturn:
        self.refuse(f"{key} is missing")


@cache
def _types(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)


def read(path: Path, folder: Path) -> Table:
    """A file; its name in refusals is relative to `folder`."""
    file, source = path.relative_to(folder).as_posix(), path.read_text("utf-8")
    try:
        values = tomllib.loads(source)
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"at line (\d+)", str(error))
        line = place[1] if place else source.count("\n") + 1
        raise RegulationError(f"{file}:{line}: {error}") from error
    return Table(values, file, tuple(source.splitlines()))


def _exactly(kind: type) -> Callable[[Any], Any]:
    def check(value: Any) -> Any:
        if type(value) is not kind:
            raise ValueError(f"{value!r} is no {kind.__name__}")
        return value

    return check


def _text(value: Any) -> Text:
    sides = value.values() if isinstance(value, dict) and value.keys() == {"zh", "en"} else ()
    if not (sides and all(isinstance(side, str) and side for side in sides)):
        raise ValueError("a text has zh and en, neither empty")
    return Text(value["zh"], value["en"])


def _strings(value: Any) -> tuple[str, ...]:
    if not (isinstance(value, list) and all(isinstance(each, str) for each in value)):
        raise ValueError(f"{value!r} is no list of strings")
    return tuple(value)


def _certainty(value: Any) -> Certainty:
    try:
        return Certainty(value)
    except ValueError:
        raise ValueError(f"unknown certainty {value!r}") from None


def _date(value: Any) -> date:
    if type(value) is date:
        return value
    raise ValueError(f"{value!r} is no date")


def _number(value: Any) -> int | float:
    if type(value) in (int, float):
        return value  # type: ignore[no-any-return]
    raise ValueError(f"{value!r} is no number")


READERS: dict[Any, Callable[[Any], Any]] = {
    str: _exactly(str),
    int: _exactly(int),
    bool: _exactly(bool),
    int | None: _exactly(int),
    int | float: _number,
    date: _date,
    date | None: _date,
    Text: _text,
    Text | None: _text,
    Certainty: _certainty,
    tuple[str, ...]: _strings,
    Condition: parse,
    Condition | None: parse,
}
