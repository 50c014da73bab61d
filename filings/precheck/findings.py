"""A finding: what is wrong, where, why, how much it matters and which facts disagree."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from filings import canonical
from filings.precheck.facts import Facts, Place
from filings.regulations import CheckRule, Text


@dataclass(frozen=True)
class Passage:
    """A text shown as proof, with where it stands."""

    source: str
    text: str


@dataclass(frozen=True)
class Hit:
    """What a check found. `because` holds the facts as they are kept, in no language."""

    at: tuple[Place, ...]
    why: str
    because: tuple[str, ...]
    passages: tuple[Passage, ...] = ()


@dataclass(frozen=True)
class Finding:
    rule: CheckRule
    at: tuple[Place, ...]
    why: str
    passages: tuple[Passage, ...]
    digest: str
    """Of check, places and disagreeing facts: another fact makes another finding."""

    @property
    def blocks(self) -> bool:
        return self.rule.severity == "blocks"

    @property
    def section(self) -> str:
        return self.at[0].section


Hits = Iterator[Hit]
Check = Callable[[Facts], Hits]


def hit(*at: Place, say: str, passages: tuple[Passage, ...] = (), **facts: Any) -> Hit:
    """`say` is the sentence in the reader's language, with a place for each fact in it."""
    shown = {name: _shown(value) for name, value in facts.items()}
    return Hit(at, say % shown, tuple(map(_kept, facts.values())), passages)


def finding(rule: CheckRule, found: Hit) -> Finding:
    places = [f"{place.path}#{place.anchor}" for place in found.at]
    digest = canonical.digest([rule.code, places, list(found.because)])
    return Finding(rule, found.at, found.why, found.passages, digest)


def _shown(value: Any) -> str:
    if isinstance(value, tuple):
        return "、".join(map(_shown, value))
    return f"{value:,}" if isinstance(value, int) else str(value)


def _kept(value: Any) -> str:
    if isinstance(value, tuple):
        return "、".join(map(_kept, value))
    return value.zh if isinstance(value, Text) else str(value)


Checks = Mapping[str, Check]
