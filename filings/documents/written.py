"""The facts of a paper that is written in chapters. A template shows them and knows no more."""

from collections.abc import Iterator
from dataclasses import dataclass

CHAPTERS = "一二三四五六七八九十"


@dataclass(frozen=True)
class Paragraph:
    """`language` is that of the words, which may be Chinese in an English reading copy."""

    text: str
    language: str


@dataclass(frozen=True)
class Column:
    label: str
    width: str


@dataclass(frozen=True)
class Run:
    """A piece of a text; `is_other` where it differs from the text beside it."""

    text: str
    is_other: bool = False


@dataclass(frozen=True)
class Cell:
    """`rows` tells how many rows it reaches down; `runs` stand instead of paragraphs."""

    paragraphs: tuple[Paragraph, ...] = ()
    rows: int = 1
    runs: tuple[Run, ...] = ()
    language: str = ""


@dataclass(frozen=True)
class Grid:
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True)
class Picture:
    """`asset` names the bytes: a drawing of the paper's own, or `file-` and a digest."""

    asset: str
    caption: str
    alt: str


@dataclass(frozen=True)
class Block:
    """One of: a heading, paragraphs, a table, a picture, a pointer to annexes.

    `leads`: the paragraphs stay with the table that follows.
    """

    heading: str = ""
    paragraphs: tuple[Paragraph, ...] = ()
    leads: bool = False
    grid: Grid | None = None
    picture: Picture | None = None
    note: str = ""


@dataclass(frozen=True)
class WrittenSection:
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class WrittenChapter:
    title: str
    blocks: tuple[Block, ...]
    sections: tuple[WrittenSection, ...]

    def __iter__(self) -> Iterator[Block]:
        yield from self.blocks
        for section in self.sections:
            yield from section.blocks


@dataclass(frozen=True)
class Row:
    """A line of a cover table. `blank`: to be filled in by hand."""

    label: str
    paragraphs: tuple[Paragraph, ...] = ()
    blank: str = ""


@dataclass(frozen=True)
class Annex:
    """A file that proves something; `sheets` are its pictures, where it can be shown on paper."""

    name: str
    kind: str
    proves: str
    dated: str
    sha256: str
    media_type: str
    sheets: tuple[Picture, ...] = ()
    rest: str = ""
    """Says where to find the pages that are not shown."""


@dataclass(frozen=True)
class AnnexList:
    title: str = ""
    columns: tuple[str, ...] = ()
    files: tuple[Annex, ...] = ()


@dataclass(frozen=True)
class Written:
    """`note` marks a reading copy; `signing` are the lines to sign and stamp; `contents` heads a
    table of contents, and with it big chapters begin on a page of their own. `edition` names the
    outline that was followed."""

    language: str
    title: str
    chapters: tuple[WrittenChapter, ...]
    subtitle: str = ""
    note: str = ""
    cover: tuple[Row, ...] = ()
    statement: str = ""
    signing: tuple[str, ...] = ()
    contents: str = ""
    annexes: AnnexList = AnnexList()
    edition: str = ""


def annexed(facts: object) -> tuple[Annex, ...]:
    return facts.annexes.files if isinstance(facts, Written) else ()
