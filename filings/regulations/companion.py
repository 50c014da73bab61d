"""The form of the filing system as a companion shows it: pages and items, in its order."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from filings.regulations.conditions import Condition
from filings.regulations.form import Field, check_condition
from filings.regulations.reading import Certainty, Table, read
from filings.regulations.text import Text


@dataclass(frozen=True)
class Item:
    """One field of the form: filled from answers (`of`), a printed `paper`, a file (`evidence`),
    a `material` of the filing.

    Inside rows a name without a dot is a column of the row. `absent` tells where a value comes
    from that is not kept here.
    """

    code: str
    label: Text
    of: tuple[str, ...] = ()
    paper: str = ""
    evidence: tuple[str, ...] = ()
    material: str = ""
    absent: Text | None = None
    when: Condition | None = None
    certainty: Certainty = Certainty.SECONDARY


@dataclass(frozen=True)
class Page:
    code: str
    title: Text
    items: tuple[Item, ...] = ()
    rows: str = ""
    when: Condition | None = None
    note: Text | None = None


@dataclass(frozen=True)
class Companion:
    """An edition of the form for these `kinds` of filings."""

    version: str
    from_on: date
    kinds: tuple[str, ...]
    source: Text
    pages: tuple[Page, ...] = ()


@dataclass(frozen=True)
class Files:
    """Codes of the kinds of files that an item may ask for."""

    evidence: Collection[str]
    materials: Collection[str]


def read_companions(
    folder: Path, paths: Mapping[str, Field], files: Files
) -> tuple[Companion, ...]:
    """Every edition, oldest first; refuses what points to no field and no kind of file."""
    found = []
    for path in sorted(folder.glob("companions/*.toml")):
        table = read(path, folder)
        pages = tuple(_page(inner, paths, files) for inner in table.tables("page"))
        found.append(table.build(Companion, "page", pages=pages))
    return tuple(sorted(found, key=lambda companion: companion.from_on))


def _page(table: Table, paths: Mapping[str, Field], files: Files) -> Page:
    check_condition(table, "when", paths)
    items = tuple(_item(each, paths, files) for each in table.tables("item"))
    page = table.build(Page, "item", items=items)
    for item in page.items:
        for path in item.of:
            column = f"{page.rows}.{path}" if page.rows and "." not in path else path
            if column not in paths and not path.startswith("provider."):
                table.refuse(f"{item.code}: {column} is no field")
    return page


def _item(table: Table, paths: Mapping[str, Field], files: Files) -> Item:
    check_condition(table, "when", paths)
    item = table.build(Item)
    if sum(map(bool, (item.of, item.paper, item.evidence, item.material, item.absent))) != 1:
        table.refuse("an item is filled from one place")
    for kind in item.evidence:
        if kind not in files.evidence:
            table.refuse(f"no kind of file {kind}", "evidence")
    if item.material and item.material not in files.materials:
        table.refuse(f"no material {item.material}", "material")
    return item
