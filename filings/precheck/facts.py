"""What the checks look at: one version, its files, its provider and what stands beside it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from filings import answers as said
from filings.answers import reading
from filings.enums import Audience
from filings.regulations import Field, Form, Wording

TEXTS = {"text", "long_text"}


@dataclass(frozen=True)
class Place:
    """A field as one meets it on its section's page; `keys` are those of the rows around it."""

    path: str
    keys: tuple[str, ...] = ()
    row: int | None = None
    """The number of the innermost row, from 1."""

    @property
    def section(self) -> str:
        return self.path.partition(".")[0]

    @property
    def anchor(self) -> str:
        """Its id on the page; without the keys of its rows, the id of the outermost table."""
        *groups, last = self.path.split(".")[1:]
        if len(groups) != len(self.keys):
            return f"f-{groups[0]}"
        rows = (f"{group}-{key}-" for group, key in zip(groups, self.keys, strict=True))
        return f"f-{''.join(rows)}{last}"


@dataclass(frozen=True)
class Row:
    path: str
    keys: tuple[str, ...]
    number: int
    values: Mapping[str, Any]

    def at(self, code: str) -> Place:
        return Place(f"{self.path}.{code}", self.keys, self.number)

    def text(self, code: str) -> str:
        return chinese(self.values.get(code))


@dataclass(frozen=True)
class Said:
    """A text in Chinese with its place."""

    place: Place
    field: Field
    text: str


@dataclass(frozen=True)
class FileFacts:
    """A file of the version. `width` and `height` are pixels of a picture or of a scan's pages,
    nothing for other files; `is_kept` is False when its bytes are gone, None when nobody looked."""

    path: str
    kind: str
    name: str
    media_type: str
    dated_on: date | None = None
    expires_on: date | None = None
    width: int | None = None
    height: int | None = None
    marks: tuple[str, ...] = ()
    is_kept: bool | None = None

    @property
    def place(self) -> Place:
        return Place(self.path)


@dataclass(frozen=True)
class Other:
    """A text of another algorithm of the same provider."""

    reference: str
    name: str
    path: str
    text: str


@dataclass(frozen=True)
class Facts:
    """`answers` are those that apply; `ledger` holds what the ledger says of the algorithm now.

    `listed` has the numbers found in the public lists; `links` the addresses that were tried and
    whether they opened; `names` the provider's other algorithms.
    """

    form: Form
    wording: Wording
    today: date
    answers: Mapping[str, Any]
    marks: Mapping[str, Sequence[str]] = field(default_factory=dict)
    files: tuple[FileFacts, ...] = ()
    provider: Mapping[str, Any] = field(default_factory=dict)
    ledger: Mapping[str, Any] = field(default_factory=dict)
    names: tuple[str, ...] = ()
    others: tuple[Other, ...] = ()
    listed: frozenset[str] = frozenset()
    links: Mapping[str, bool] = field(default_factory=dict)
    failed: tuple[str, ...] = ()
    """Names of samples whose label failed, the newest of each product, modality and stage."""
    assessment: str = ""
    """Of personal information: `holds`, `outdated` or `stop` once one is signed."""

    @cached_property
    def fields(self) -> dict[str, Field]:
        return self.form.paths()

    def value(self, path: str) -> Any:
        section, code = path.split(".")
        return (self.answers.get(section) or {}).get(code)

    def text(self, path: str) -> str:
        return chinese(self.value(path))

    def day(self, path: str) -> date | None:
        value = self.value(path)
        return date.fromisoformat(value) if value else None

    def chosen(self, path: str) -> set[str]:
        return set(self.value(path) or ())

    def rows(self, path: str) -> Iterator[Row]:
        """The rows of a table, `section.group` or `section.group.group`, in their order."""
        section, *groups = path.split(".")
        rows: list[Row] = [Row(section, (), 0, self.answers.get(section) or {})]
        for group in groups:
            rows = [
                Row(f"{outer.path}.{group}", (*outer.keys, row["key"]), number, row)
                for outer in rows
                for number, row in enumerate(outer.values.get(group) or (), 1)
            ]
        yield from rows

    @cached_property
    def texts(self) -> tuple[Said, ...]:
        """Every text that was answered, in Chinese."""
        return tuple(
            each
            for section in self.form.sections
            for each in _texts(section.fields, self.answers.get(section.code) or {}, section.code)
        )

    @cached_property
    def public(self) -> tuple[Said, ...]:
        """What everybody will read."""
        return tuple(
            each
            for each in self.texts
            if reading.may_read(each.field, self.marks.get(each.place.path, ()), Audience.PUBLIC)
        )

    def files_at(self, prefix: str, *kinds: str) -> list[FileFacts]:
        """Files of a field or of everything under a section; of these kinds where any are named."""
        return [
            file
            for file in self.files
            if f"{file.path}.".startswith(f"{prefix}.") and (not kinds or file.kind in kinds)
        ]

    def number(self, code: str) -> int:
        return self.wording.numbers[code]

    def words(self, code: str) -> tuple[str, ...]:
        return self.wording.words[code]


def chinese(value: Any) -> str:
    """A text, of a bilingual one the Chinese: it is the one that is filed."""
    if isinstance(value, Mapping):
        value = value.get("zh")
    return value if isinstance(value, str) else ""


def _texts(
    fields: Sequence[Field],
    values: Mapping[str, Any],
    path: str,
    keys: tuple[str, ...] = (),
    number: int | None = None,
) -> Iterator[Said]:
    for each in fields:
        here, value = f"{path}.{each.code}", values.get(each.code)
        if each.fields:
            for place, row in enumerate(value or (), 1):
                yield from _texts(each.fields, row, here, (*keys, row["key"]), place)
        elif each.kind in TEXTS and (text := chinese(value)):
            yield Said(Place(here, keys, number), each, text)


def behind(facts: Facts) -> Iterator[tuple[Place, str]]:
    """Bilingual texts of which one language fell behind, with that language."""
    for section in facts.form.sections:
        values = facts.answers.get(section.code) or {}
        for path, _field, value in said.leaves(section.fields, values):
            if isinstance(value, dict) and value.get("behind"):
                yield Place(f"{section.code}.{path}"), value["behind"]
