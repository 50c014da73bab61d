"""What a paper says and in which order, as data: chapters, sections, parts.

The official templates are not published. Each outline names its source and how sure it is, so that
headings can be corrected when the template of the filing system is at hand, without new code.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from filings.regulations.conditions import Condition
from filings.regulations.form import Field, check_condition
from filings.regulations.reading import Certainty, Table, read
from filings.regulations.text import Text

PLACE = re.compile(r"\{([#a-z0-9_.]+)\}")
"""A fact inside a sentence: `{section.field}`, `{#section.group}` for the number of its rows."""
RECORD = ("provider", "algorithm")
"""Facts of the record that stand beside the answers in a frozen version."""


@dataclass(frozen=True)
class Part:
    """One thing that a section says: a sentence, yes or no, long texts, rows, or the drawing.

    `say` is left out where one of its facts is unknown. `yes` and `no` answer `fact`. `proof` names
    the fields whose files are pointed to. `owed`: readers of the authority look for it.
    """

    title: Text | None = None
    say: Text | None = None
    fact: str = ""
    yes: Text | None = None
    no: Text | None = None
    text: str = ""
    rows: str = ""
    columns: tuple[str, ...] = ()
    widths: tuple[str, ...] = ()
    caption: Text | None = None
    proof: tuple[str, ...] = ()
    when: Condition | None = None
    owed: bool = False
    alone: bool = False
    """The sentence is a paragraph of its own."""

    def places(self) -> Iterator[str]:
        """Every field that the part speaks of."""
        sentences = [each for each in (self.say, self.yes, self.no) if each]
        for sentence in sentences:
            yield from (name.removeprefix("#") for name in PLACE.findall(sentence.zh))
        yield from (path for path in (self.fact, self.text, self.rows, *self.proof) if path)
        yield from (f"{self.rows}.{column}" for column in self.columns)


@dataclass(frozen=True)
class Section:
    title: Text
    parts: tuple[Part, ...] = ()
    when: Condition | None = None
    clauses: tuple[str, ...] = ()
    special: str = ""
    """What code writes instead of the parts."""


@dataclass(frozen=True)
class Chapter:
    title: Text
    sections: tuple[Section, ...] = ()
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True)
class Outline:
    """`unsure` says what of it no official text confirms."""

    code: str
    version: str
    from_on: date
    title: Text
    certainty: Certainty
    source: Text
    unsure: Text
    chapters: tuple[Chapter, ...] = ()

    def parts(self) -> Iterator[Part]:
        for chapter in self.chapters:
            yield from chapter.parts
            for section in chapter.sections:
                yield from section.parts


def read_outlines(
    folder: Path, paths: Mapping[str, Field], clauses: Collection[str]
) -> tuple[Outline, ...]:
    """Every `outlines/VERSION/CODE.toml`, oldest first; refuses what points to no field."""
    files = sorted(folder.glob("outlines/*/*.toml"))
    found = [_outline(read(path, folder), path, paths, clauses) for path in files]
    return tuple(sorted(found, key=lambda outline: outline.from_on))


def _outline(
    table: Table, path: Path, paths: Mapping[str, Field], clauses: Collection[str]
) -> Outline:
    chapters = []
    for inner in table.tables("chapter"):
        sections = tuple(_section(each, paths, clauses) for each in inner.tables("section"))
        parts = tuple(_part(each, paths) for each in inner.tables("part"))
        chapters.append(inner.build(Chapter, "section", "part", sections=sections, parts=parts))
    return table.build(
        Outline, "chapter", code=path.stem, version=path.parent.name, chapters=tuple(chapters)
    )


def _section(table: Table, paths: Mapping[str, Field], clauses: Collection[str]) -> Section:
    check_condition(table, "when", paths)
    for name in table.values.get("clauses", ()):
        if name not in clauses:
            table.refuse(f"clauses: {name} is unknown", "clauses")
    return table.build(
        Section, "part", parts=tuple(_part(each, paths) for each in table.tables("part"))
    )


def _part(table: Table, paths: Mapping[str, Field]) -> Part:
    check_condition(table, "when", paths)
    part = table.build(Part)
    for place in part.places():
        if place not in paths and place.split(".")[0] not in RECORD:
            table.refuse(f"{place} is no field")
    for sentence in (part.say, part.yes, part.no):
        if sentence and set(PLACE.findall(sentence.zh)) != set(PLACE.findall(sentence.en)):
            table.refuse("Chinese and English name different facts")
    return part
