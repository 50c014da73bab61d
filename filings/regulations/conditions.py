"""Conditions on answers in three values: holds, does not hold, cannot be told yet (Kleene).

`path` is `section.field` or `section.group.field`; inside a group one row that fits is enough.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

Answers = Mapping[str, Any]


@dataclass(frozen=True)
class Outcome:
    """`because` names the answers that decided it, `unknown` those that could still change it."""

    truth: bool | None
    because: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


class Condition:
    def evaluate(self, answers: Answers) -> Outcome:
        raise NotImplementedError

    def facts(self) -> tuple["Fact", ...]:
        """Every comparison in it, from left to right."""
        raise NotImplementedError

    def paths(self) -> tuple[str, ...]:
        """Every answer the condition looks at."""
        return tuple(dict.fromkeys(fact.path for fact in self.facts()))


@dataclass(frozen=True)
class Fact(Condition):
    """One comparison with one answer."""

    path: str
    operator: str
    value: Any

    def evaluate(self, answers: Answers) -> Outcome:
        found = [value for value in values_at(answers, self.path) if not _is_blank(value)]
        if self.operator == "answered":
            return Outcome(bool(found) is self.value, (self.path,))
        if not found:
            return Outcome(None, (), (self.path,))
        holds = OPERATORS[self.operator]
        return Outcome(any(holds(value, self.value) for value in found), (self.path,))

    def facts(self) -> tuple["Fact", ...]:
        return (self,)


@dataclass(frozen=True)
class Not(Condition):
    part: Condition

    def evaluate(self, answers: Answers) -> Outcome:
        inner = self.part.evaluate(answers)
        truth = None if inner.truth is None else not inner.truth
        return Outcome(truth, inner.because, inner.unknown)

    def facts(self) -> tuple[Fact, ...]:
        return self.part.facts()


@dataclass(frozen=True)
class Joined(Condition):
    """`decisive` is the truth of one part that settles the whole: False for all, True for any."""

    parts: tuple[Condition, ...]
    decisive: bool

    def evaluate(self, answers: Answers) -> Outcome:
        outcomes = [part.evaluate(answers) for part in self.parts]
        deciding = [o for o in outcomes if o.truth is self.decisive]
        unknown = _union(o.unknown for o in outcomes if o.truth is None)
        if deciding:
            return Outcome(self.decisive, _union(o.because for o in deciding))
        because = _union(o.because for o in outcomes)
        return Outcome(None if unknown else not self.decisive, because, unknown)

    def facts(self) -> tuple[Fact, ...]:
        return tuple(fact for part in self.parts for fact in part.facts())


def parse(data: Any) -> Condition:
    """From TOML: `{path, is}`, `{all = […]}`, `{any = […]}`, `{not = {…}}`; ValueError else."""
    match data:
        case {"all": [*parts], **rest} if parts and not rest:
            return Joined(tuple(map(parse, parts)), decisive=False)
        case {"any": [*parts], **rest} if parts and not rest:
            return Joined(tuple(map(parse, parts)), decisive=True)
        case {"not": part, **rest} if not rest:
            return Not(parse(part))
        case {"path": str(path), **rest} if len(rest) == 1:
            ((operator, value),) = rest.items()
            if operator in OPERATORS or (operator == "answered" and isinstance(value, bool)):
                return Fact(path, operator, value)
    raise ValueError(f"no condition: {data!r}")


def values_at(answers: Answers, path: str) -> list[Any]:
    section, field, *rest = path.split(".")
    found: list[Any] = list(_rows([(answers.get(section) or {}).get(field)]))
    for part in rest:
        inner = [each.get(part) for each in found if isinstance(each, Mapping)]
        found = list(_rows(inner))
    return found


def _rows(values: Sequence[Any]) -> Iterator[Any]:
    """Each value, the rows of a table one by one."""
    for value in values:
        if isinstance(value, list) and all(isinstance(row, Mapping) for row in value):
            yield from value
        else:
            yield value


def _is_blank(value: Any) -> bool:
    return value is None or value in ("", [], {})


def _has(value: Any, wanted: Any) -> bool:
    held = value if isinstance(value, list) else [value]
    return bool(set(held) & set(wanted if isinstance(wanted, list) else [wanted]))


def _at_least(value: Any, floor: Any) -> bool:
    try:
        return Decimal(str(value)) >= Decimal(str(floor))
    except InvalidOperation:
        return False


def _union(parts: Any) -> tuple[str, ...]:
    return tuple(dict.fromkeys(path for part in parts for path in part))


OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    "is": lambda value, wanted: bool(value == wanted),
    "in": lambda value, wanted: value in wanted,
    "has": _has,
    "at_least": _at_least,
}
