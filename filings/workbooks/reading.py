"""Reads a filled workbook: answers by section, and what is wrong in which cell."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import IO, Any
from zipfile import BadZipFile

import openpyxl
from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from filings import uploads
from filings.answers import KEY, sound
from filings.uploads import FileRefused
from filings.workbooks import cells
from filings.workbooks.cells import Around, Unread
from filings.workbooks.layout import FIRST_GRID_ROW, FIRST_ROW, Grid, Line, Lines

LIMIT = 10 * 2**20
MOST_ROWS = 4000
"""Of one sheet; so far a filled row is looked for, and further for one that is too much."""
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Trouble:
    sheet: str
    cell: str
    sentence: str


@dataclass
class Filled:
    """`answers` holds what was filled in; a blank cell says nothing."""

    answers: dict[str, dict[str, Any]] = field(default_factory=dict)
    troubles: list[Trouble] = field(default_factory=list)


Row = list[Any]


def read(
    file: IO[bytes], name: str, sheets: Sequence[Lines | Grid], people: Mapping[int, str]
) -> Filled:
    """Raises FileRefused when it is no workbook of ours."""
    found = _marked(file, name)
    book = _Book(Filled(), people)
    for each in sheets:
        if each.mark in found:
            title, rows = found[each.mark]
            if isinstance(each, Lines):
                book.take_lines(each, title, rows)
            else:
                book.take_grid(each, title, rows)
    book.check(sheets)
    return book.filled


def _marked(file: IO[bytes], name: str) -> dict[str, tuple[str, list[Row]]]:
    """Each sheet of ours by its mark, with its name and rows."""
    if uploads.accept(file, name, limit=LIMIT).media_type != XLSX:
        raise FileRefused(_("This is not a workbook. Choose the XLSX file that you filled in."))
    try:
        book = openpyxl.load_workbook(file, read_only=True, data_only=True, keep_links=False)
        found: dict[str, tuple[str, list[Row]]] = {}
        for sheet in book.worksheets:
            sheet.reset_dimensions()
            rows = [list(row) for row in sheet.iter_rows(max_row=MOST_ROWS, values_only=True)]
            if rows and rows[0] and str(rows[0][0]).startswith("beian:"):
                if len(rows) == MOST_ROWS:
                    _refuse_more(sheet)
                found[str(rows[0][0])] = (sheet.title, rows)
        book.close()
    except (InvalidFileException, BadZipFile, LookupError, ValueError, TypeError, SyntaxError) as e:
        raise FileRefused(
            _("This workbook cannot be read. Open it, save it anew as XLSX and choose it again.")
        ) from e
    if not found:
        raise FileRefused(_("No sheet of this workbook was made here. Download it anew."))
    return found


def _refuse_more(sheet: Any) -> None:
    """No row is left out in silence."""
    beyond = sheet.iter_rows(min_row=MOST_ROWS + 1, max_row=4 * MOST_ROWS, values_only=True)
    if any(not _is_blank(cell) for row in beyond for cell in row[2:]):
        raise FileRefused(
            _("The sheet “%(sheet)s” has more than %(most)d rows. Fill in the rest on the page.")
            % {"sheet": sheet.title, "most": MOST_ROWS}
        )


class _Book:
    def __init__(self, filled: Filled, people: Mapping[int, str]) -> None:
        self.filled = filled
        self.people = people
        self.where: dict[tuple[str, str], tuple[str, str]] = {}
        """(section, path of a sound answer) -> sheet and cell."""
        self.rows: dict[str, dict[int, dict[str, Any]]] = {}
        self.paths: dict[str, dict[int, str]] = {}

    def take_lines(self, each: Lines, title: str, rows: list[Row]) -> None:
        known = {line.place: line for line in each.lines}
        into = self.filled.answers.setdefault(each.section.code, {})
        for number, row in enumerate(rows[FIRST_ROW - 1 :], FIRST_ROW):
            line = known.get(str(row[0])) if row else None
            cell = row[3] if len(row) > 3 else None
            if line is None or _is_blank(cell):
                continue
            path = line.place.partition(".")[2]
            self._answer(line, cell, (title, f"D{number}"), (each.section.code, path, into))

    def take_grid(self, each: Grid, title: str, rows: list[Row]) -> None:
        heads = [str(place or "") for place in rows[1]] if len(rows) > 1 else []
        columns = {heads.index(c.place): c for c in each.columns if c.place in heads}
        filled = [
            (at, row)
            for at, row in enumerate(rows[FIRST_GRID_ROW - 1 :], FIRST_GRID_ROW)
            if any(place < len(row) and not _is_blank(row[place]) for place in columns)
        ]
        made = {self._number(row, at): self._new(row) for at, row in filled}
        self.rows[each.path] = made
        self.paths[each.path] = {}
        around = Around(self.people, keys={number: row["key"] for number, row in made.items()})
        for at, row in filled:
            number = self._number(row, at)
            home = self._home(each, heads, row, (title, f"C{at}"))
            if home is None:
                continue
            prefix, inside = home
            path = f"{prefix}{each.table.code}.{made[number]['key']}."
            self.paths[each.path][number] = path
            inside.setdefault(each.table.code, []).append(made[number])
            for place, line in columns.items():
                if place < len(row) and not _is_blank(row[place]):
                    where = (title, f"{get_column_letter(place + 1)}{at}")
                    target = f"{path}{line.field.code}" + (f".{line.side}" if line.side else "")
                    into = (each.section.code, target, made[number])
                    self._answer(line, row[place], where, into, around)

    def _home(
        self, each: Grid, heads: list[str], row: Row, where: tuple[str, str]
    ) -> tuple[str, dict[str, Any]] | None:
        """The row above in whose table this one stands, or the section itself."""
        if not each.parent:
            return "", self.filled.answers.setdefault(each.section.code, {})
        place = heads.index("of") if "of" in heads else -1
        number = _whole(row[place]) if 0 <= place < len(row) else None
        above = self.rows.get(each.parent, {})
        if number not in self.paths.get(each.parent, {}):
            said = _("Say to which row of the table above this one belongs, by its number.")
            self.filled.troubles.append(Trouble(*where, said))
            return None
        return self.paths[each.parent][number], above[number]

    def _number(self, row: Row, at: int) -> int:
        number = _whole(row[1]) if len(row) > 1 else None
        return number if number is not None else at - FIRST_GRID_ROW + 1

    def _new(self, row: Row) -> dict[str, Any]:
        kept = str(row[0]) if row and KEY.fullmatch(str(row[0])) else ""
        return {"key": kept or secrets.token_hex(4)}

    def _answer(
        self,
        line: Line,
        cell: Any,
        where: tuple[str, str],
        into: tuple[str, str, dict[str, Any]],
        around: Around | None = None,
    ) -> None:
        section, path, target = into
        try:
            value = cells.answer(line.field, cell, around or Around(self.people))
        except Unread as trouble:
            self.filled.troubles.append(Trouble(*where, str(trouble)))
            return
        self.where[section, path] = where
        if line.side:
            target.setdefault(line.field.code, {})[line.side] = value
        else:
            target[line.field.code] = value

    def check(self, sheets: Sequence[Lines | Grid]) -> None:
        """What the form itself would refuse, at the cell that says it."""
        for section in {each.section.code: each.section for each in sheets}.values():
            answers = self.filled.answers.get(section.code, {})
            for path, sentence in sound.problems(section.fields, answers):
                where = self.where.get((section.code, path), (section.title.zh, ""))
                self.filled.troubles.append(Trouble(*where, sentence))
        self.filled.answers = {code: said for code, said in self.filled.answers.items() if said}


def _is_blank(cell: Any) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


def _whole(cell: Any) -> int | None:
    text = str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell).strip()
    return int(text) if text.isdecimal() and len(text) < 9 else None
