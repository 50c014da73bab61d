"""What every kind of paper has: a name, languages, a template and facts."""

import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Protocol

from filings.enums import DocumentKind
from filings.models import Disclosure
from filings.regulations import Text

CHINESE, ENGLISH = "zh-Hans", "en"
_UNSAFE = re.compile(r"""[\x00-\x1f/\\:*?"<>|\u202a-\u202e\u2066-\u2069]""")
"""What some file system refuses in a name, and what turns the direction of reading."""


class FactsMissing(Exception):
    """The paper would have a blank where a fact belongs; `labels` name what is missing."""

    def __init__(self, labels: list[str]) -> None:
        super().__init__(", ".join(labels))
        self.labels = labels


class Facts(Protocol):
    @property
    def language(self) -> str: ...
    @property
    def title(self) -> str: ...


@dataclass(frozen=True)
class Gap:
    """A fact that the paper wants and the version lacks; `owed`: it is not printed without.

    `path` is the field, `section` where it is filled in; both are empty for facts that stand
    elsewhere: with the provider, or `of_filing` with the filing.
    """

    label: str
    why: str
    path: str = ""
    owed: bool = False
    of_filing: bool = False

    @property
    def section(self) -> str:
        return self.path.partition(".")[0]


def _no_gaps(_disclosure: Disclosure) -> list[Gap]:
    return []


def _no_drawings(_disclosure: Disclosure, _language: str) -> dict[str, bytes]:
    return {}


def _always(_disclosure: Disclosure) -> bool:
    return True


@dataclass(frozen=True)
class Paper:
    """A kind of document: in which languages, from which facts, by which template.

    `about` tells what it is for; `outline` names the edition of its chapters, if it has one.
    `gaps` are shown before it is printed; `drawings` are pictures made from the facts; `fits` tells
    whether a version gives rise to this paper at all.
    """

    kind: DocumentKind
    template: str
    file_name: Text
    about: Text
    languages: tuple[str, ...]
    facts: Callable[[Disclosure, str], Facts]
    outline: str = ""
    gaps: Callable[[Disclosure], list[Gap]] = _no_gaps
    drawings: Callable[[Disclosure, str], Mapping[str, bytes]] = _no_drawings
    fits: Callable[[Disclosure], bool] = _always

    def name(self, disclosure: Disclosure, language: str, ending: str = "pdf") -> str:
        """The file's name, by which people recognise it."""
        chinese = language == CHINESE
        algorithm = disclosure.algorithm
        called = algorithm.name_zh if chinese else algorithm.name_en or algorithm.name_zh
        prefix = self.file_name.zh if chinese else self.file_name.en
        return filename(f"{prefix} {called[:120]} v{disclosure.number}.{ending}")


def filename(name: str) -> str:
    """A name that every file system takes and that reads in one direction."""
    return _UNSAFE.sub("-", name)


def as_json(facts: Any) -> dict[str, Any]:
    plain: dict[str, Any] = asdict(facts)
    return plain


def spoken(language: str) -> str:
    """The code that Django's translations go by."""
    return "zh-hans" if language == CHINESE else "en"
