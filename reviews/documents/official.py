"""The facts of a paper of the judgement. Its template sees them and knows nothing else."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    """A row of two columns: what it is, and what holds."""

    label: str
    text: str


@dataclass(frozen=True)
class Column:
    label: str
    width: str


@dataclass(frozen=True)
class Table:
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Counted:
    """A vote as the database counted it. `left` and `right` are what was compared, in integers.

    `base` is of how many the share is asked; `recused` were there or have a seat and count on
    neither side.
    """

    attending: int
    recused: int
    yes: int
    no: int
    abstain: int
    base: int
    numerator: int
    denominator: int
    left: int
    right: int
    carried: bool
    clause: str
    sentence: str = ""


@dataclass(frozen=True)
class Part:
    """One numbered part: in this order whatever it has of sentences, lines, a list, tables."""

    heading: str = ""
    paragraphs: tuple[str, ...] = ()
    lines: tuple[Line, ...] = ()
    items: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()


@dataclass(frozen=True)
class Official:
    """`issuer` heads the paper, `note` marks a reading copy; `dated` is the day of the act itself.

    `counted` holds the votes that `parts` tell of in words.
    """

    language: str
    title: str
    issuer: str
    reference: str
    parts: tuple[Part, ...]
    note: str = ""
    addressee: str = ""
    opening: tuple[str, ...] = ()
    closing: tuple[str, ...] = ()
    signing: tuple[str, ...] = ()
    dated: str = ""
    counted: tuple[Counted, ...] = ()
