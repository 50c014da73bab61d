"""An outline and a frozen version become chapters: nothing empty, everything numbered."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.translation import gettext as _

from filings import drawing
from filings.answers.reading import ReadField, ReadRow
from filings.documents.annexes import Annexes
from filings.documents.known import Known, lines, spoken_of
from filings.documents.written import (
    CHAPTERS,
    Block,
    Cell,
    Column,
    Grid,
    Paragraph,
    Picture,
    WrittenChapter,
    WrittenSection,
)
from filings.regulations.outline import Chapter, Outline, Part, Section

CHART = "mechanism.svg"
PRINT_FONT = "Dossier Hei"
NUMBER_WIDTH = 8


@dataclass
class _Group:
    """Parts under one small heading, or before the first."""

    title: str = ""
    blocks: list[Block] = field(default_factory=list)
    sentences: list[str] = field(default_factory=list)
    proof: list[str] = field(default_factory=list)


class Composer:
    """Counts tables and figures through the whole paper and collects the annexes."""

    def __init__(self, known: Known) -> None:
        self.known = known
        self.annexes = Annexes(known)
        self.tables = 0

    def chapters(self, outline: Outline) -> tuple[WrittenChapter, ...]:
        return tuple(self._chapters(outline.chapters))

    def _chapters(self, chapters: Iterable[Chapter]) -> Iterator[WrittenChapter]:
        number = 0
        for chapter in chapters:
            blocks = tuple(self._blocks(chapter.parts))
            bodies = [(each, tuple(self._body(each))) for each in chapter.sections]
            kept = [(each, body) for each, body in bodies if body]
            if not blocks and not kept:
                continue
            number += 1
            yield WrittenChapter(
                self.chapter_title(number, str(chapter.title)),
                blocks,
                tuple(
                    WrittenSection(self.section_title(number, place, str(each.title)), body)
                    for place, (each, body) in enumerate(kept, 1)
                ),
            )

    def chapter_title(self, number: int, title: str) -> str:
        return f"{CHAPTERS[number - 1]}、{title}" if self.known.chinese else f"{number}. {title}"

    def section_title(self, chapter: int, number: int, title: str) -> str:
        if self.known.chinese:
            return f"（{CHAPTERS[number - 1]}）{title}"
        return f"{chapter}.{number} {title}"

    def _body(self, section: Section) -> Iterator[Block]:
        if not self.known.holds(section.when):
            return
        if section.special:
            yield from SPECIAL[section.special](self)
        yield from self._blocks(section.parts)

    # -- the parts of one section -----------------------------------------------------------------
    def _blocks(self, parts: Sequence[Part]) -> Iterator[Block]:
        groups = [_Group()]
        for part in parts:
            if part.title:
                groups.append(_Group(str(part.title)))
            if self.known.holds(part.when):
                self._write(part, groups[-1])
        for group in groups:
            self._close(group)
        filled = [group for group in groups if group.blocks]
        titled = [group for group in filled if group.title]
        for group in filled:
            if group.title and len(filled) > 1:
                number = titled.index(group) + 1 if len(titled) > 1 else 0
                yield Block(heading=self.numbered(number, group.title))
            yield from group.blocks

    def numbered(self, number: int, title: str) -> str:
        """A small heading; 0 for one that stands alone."""
        point = "．" if self.known.chinese else ". "
        return f"{number}{point}{title}" if number else title

    def _write(self, part: Part, group: _Group) -> None:
        if sentence := self._sentence(part):
            group.sentences.append(sentence)
            group.proof += part.proof
            if part.alone:
                self._flush(group)
        if part.text and (found := self.known.paragraphs(part.text)):
            self._flush(group)
            group.blocks.append(Block(paragraphs=found))
            group.proof += part.proof
        table = self.known.fields.get(part.rows) if part.rows else None
        if table and table.rows:
            self._flush(group)
            if group.blocks and group.blocks[-1].paragraphs:
                group.blocks[-1] = replace(group.blocks[-1], leads=True)
            group.blocks += self._table(part, table)
            group.proof += part.proof

    def _sentence(self, part: Part) -> str:
        if part.say:
            return self.known.sentence(str(part.say))
        if not part.fact:
            return ""
        said = {True: part.yes, False: part.no}.get(self.known.raw(part.fact))
        return self.known.sentence(str(said)) if said else ""

    def _flush(self, group: _Group) -> None:
        """The sentences so far as one paragraph."""
        if group.sentences:
            joined = self.known.joined(group.sentences)
            group.blocks.append(Block(paragraphs=(Paragraph(joined, self.known.language),)))
            group.sentences = []

    def _close(self, group: _Group) -> None:
        self._flush(group)
        if group.blocks and (pointer := self.annexes.point(group.proof)):
            group.blocks.append(Block(note=pointer))

    # -- tables and the drawing -------------------------------------------------------------------
    def _table(self, part: Part, table: ReadField) -> Iterator[Block]:
        answered = {each.field.code for row in table.rows for each in row.fields}
        columns = [code for code in part.columns if code in answered]
        labels = {inner.code: str(inner.label) for inner in table.field.fields}
        yield self.grid(
            str(part.caption) if part.caption else str(table.field.label),
            [(_("No."), NUMBER_WIDTH), *((labels[code], width_of(part, code)) for code in columns)],
            [
                [self.cell(str(number)), *(self._cell(row, code) for code in columns)]
                for number, row in enumerate(table.rows, 1)
            ],
        )
        if table.steps:
            yield self.drawn(table)

    def drawn(self, table: ReadField) -> Block:
        """The place of the drawing that `chart` makes."""
        told = " → ".join(step.label for step in steps_of(table, self.known.language))
        return Block(picture=Picture(CHART, _("Figure 1 Flow of the algorithm"), told))

    def grid(
        self, caption: str, heads: Sequence[tuple[str, float]], rows: Sequence[Sequence[Cell]]
    ) -> Block:
        """A table with its number; the widths are shares of the page's."""
        self.tables += 1
        whole = sum(width for _label, width in heads) or 1
        return Block(
            grid=Grid(
                _("Table %(number)s %(caption)s") % {"number": self.tables, "caption": caption},
                tuple(Column(label, f"{width * 100 / whole:.1f}%") for label, width in heads),
                tuple(map(tuple, rows)),
            )
        )

    def cell(self, text: str) -> Cell:
        return Cell((Paragraph(text, self.known.language),) if text else ())

    def _cell(self, row: ReadRow, code: str) -> Cell:
        found = next((each for each in row.fields if each.field.code == code), None)
        words = spoken_of(found, self.known.language) if found else None
        return Cell(tuple(lines(words))) if words else self.cell("—")


def width_of(part: Part, code: str) -> float:
    widths = dict(zip(part.columns, part.widths, strict=False))
    return float(widths.get(code, "20%").removesuffix("%"))


def steps_of(table: ReadField, language: str) -> list[drawing.Step]:
    """The steps of the mechanism, labelled in the paper's language where they have it."""
    labels = {}
    for row in table.rows:
        named = next((each for each in row.fields if each.field.kind == "text"), None)
        if named and (words := spoken_of(named, language)):
            labels[row.key] = words.text
    return [replace(step, label=labels.get(step.key, step.label)) for step in table.steps]


def chart(known: Known, path: str) -> dict[str, bytes]:
    """The drawing of the mechanism, in the fonts of the print shop."""
    table = known.fields.get(path)
    if table is None or not table.steps:
        return {}
    kinds = {c.code: str(c.label) for inner in table.field.fields for c in inner.choices}
    svg = drawing.draw(
        steps_of(table, known.language), title=str(table.field.label), kinds=kinds, ident="flow"
    )
    return {CHART: svg.replace(drawing.FONT, PRINT_FONT).encode()}


# -- products -------------------------------------------------------------------------------------
FACTS = ("form", "address", "status", "launched_on", "daily_users", "real_name", "licences", "icp")


def products(composer: Composer) -> Iterator[Block]:
    """Each product as a sheet of its facts, then its ways in and functions."""
    table = composer.known.fields.get("products.products")
    for number, row in enumerate(table.rows if table else (), 1):
        known = {each.field.code: each for each in row.fields}
        name = _text(known, "name", composer)
        several = table is not None and len(table.rows) > 1
        yield Block(heading=composer.numbered(number if several else 0, name))
        facts = [
            (str(known[code].field.label), _text(known, code, composer))
            for code in FACTS
            if code in known
        ]
        yield composer.grid(
            name,
            [(_("Item"), 24), (_("Content"), 70)],
            [[composer.cell(label), composer.cell(text)] for label, text in facts],
        )
        if paths := known.get("paths"):
            yield _paths(composer, name, paths)


def _paths(composer: Composer, name: str, paths: ReadField) -> Block:
    cells: list[list[Cell]] = []
    for row in paths.rows:
        known = {each.field.code: each for each in row.fields}
        functions = known["functions"].rows if "functions" in known else ()
        for place, function in enumerate(functions):
            inner = {each.field.code: each for each in function.fields}
            texts = [_text(inner, code, composer) for code in ("name", "description")]
            first = _text(known, "path", composer)
            way = [replace(composer.cell(first), rows=len(functions))] if place == 0 else []
            cells.append([*way, *map(composer.cell, texts)])
    return composer.grid(
        _("Access paths and functions of %(product)s") % {"product": name},
        [(_("Access path"), 26), (_("Function"), 20), (_("What it does"), 48)],
        cells,
    )


def _text(known: dict[str, Any], code: str, composer: Composer) -> str:
    words = spoken_of(known[code], composer.known.language) if code in known else None
    return words.text if words else ""


SPECIAL = {"products": products}
