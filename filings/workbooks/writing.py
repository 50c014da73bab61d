"""Writes the workbook: labels and guidance in both languages, lists to choose from."""

import re
from collections.abc import Mapping, Sequence
from typing import IO, Any

import openpyxl
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill, Protection
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from filings.answers import Answers
from filings.regulations import Field
from filings.workbooks import cells
from filings.workbooks.cells import Around
from filings.workbooks.layout import FIRST_GRID_ROW, FIRST_ROW, Grid, Line, Lines

LISTS = "lists"
BLANK_ROWS = 30
"""Offered in each table below what it holds."""
QUIET, HEAD = Font(color="5B5851"), Font(bold=True)
OWED = PatternFill("solid", fgColor="FCF3DD")
SHADE = PatternFill("solid", fgColor="F1EEE8")
WRAP = Alignment(wrap_text=True, vertical="top")
HEADS = ("字段 / Field", "", "答案 / Answer", "说明 / Guidance")
SIDES = {"zh": "中文", "en": "English", "": ""}


def write(file: IO[bytes], sheets: Sequence[Lines | Grid], answers: Answers) -> None:
    """With what is answered already; a blank cell leaves an answer as it is."""
    book = openpyxl.Workbook()
    book.remove(book.active)  # type: ignore[arg-type]
    lists = _Lists(book.create_sheet(LISTS))
    for each in sheets:
        made = book.create_sheet(_title(each, book.sheetnames))
        if isinstance(each, Lines):
            _write_lines(made, each, answers.get(each.section.code, {}), lists)
        else:
            _write_grid(made, each, answers.get(each.section.code, {}), lists)
        made["A1"] = each.mark
        made.column_dimensions["A"].hidden = True
    lists.sheet.sheet_state = "hidden"
    book.move_sheet(lists.sheet, len(book.sheetnames) - 1)
    book.active = 0
    book.save(file)


class _Lists:
    """Answers to choose from, each list in a column of a hidden sheet."""

    def __init__(self, sheet: Any) -> None:
        self.sheet = sheet
        self._places: dict[tuple[str, ...], str] = {}

    def offer(self, sheet: Any, asked: Field, where: str) -> None:
        words = {
            "yes_no": (cells.YES, cells.NO),
            "choice": tuple(cells.label(choice) for choice in asked.choices),
        }.get(asked.kind)
        if words:
            check = DataValidation(type="list", formula1=self._place(words), allow_blank=True)
            check.showErrorMessage = True
            check.add(where)
            sheet.add_data_validation(check)

    def _place(self, words: tuple[str, ...]) -> str:
        if words not in self._places:
            column = len(self._places) + 1
            for row, word in enumerate(words, 1):
                self.sheet.cell(row, column, word)
            letter = get_column_letter(column)
            self._places[words] = f"{LISTS}!${letter}$1:${letter}${len(words)}"
        return self._places[words]


def _write_lines(sheet: Any, each: Lines, values: Mapping[str, Any], lists: _Lists) -> None:
    title = each.section.title
    _put(sheet, "B1", f"{title.zh} / {title.en}", HEAD)
    for column, word in zip(
        "BCDE", ("字段 / Field", "", "答案 / Answer", "说明 / Guidance"), strict=True
    ):
        _put(sheet, f"{column}2", word, HEAD)
    for row, line in enumerate(each.lines, FIRST_ROW):
        value = values.get(line.field.code)
        said = value.get(line.side) if line.side and value else value
        _put(sheet, f"A{row}", line.place)
        _put(sheet, f"B{row}", f"{line.field.label.zh} / {line.field.label.en}")
        _put(sheet, f"C{row}", SIDES[line.side], QUIET)
        _put(sheet, f"D{row}", cells.shown(line.field, said, Around()))
        _put(sheet, f"E{row}", guidance(line.field), QUIET)
        sheet[f"D{row}"].protection = Protection(locked=False)
        if line.field.required and line.side != "en":
            sheet[f"D{row}"].fill = OWED
        lists.offer(sheet, line.field, f"D{row}")
    for column, width in zip("BCDE", (34, 9, 70, 60), strict=True):
        sheet.column_dimensions[column].width = width
    sheet.freeze_panes = "D3"


def _write_grid(sheet: Any, each: Grid, values: Mapping[str, Any], lists: _Lists) -> None:
    title = each.table.label
    _put(sheet, "C1", f"{title.zh} / {title.en}", HEAD)
    heads = [("no", "序号 / No.", "")]
    if each.parent:
        heads.append(("of", "所属上级序号 / Belongs to No.", ""))
    columns = [(line.place, head(line), guidance(line.field)) for line in each.columns]
    for column, (place, word, help_text) in enumerate([*heads, *columns], 2):
        letter = get_column_letter(column)
        _put(sheet, f"{letter}2", place)
        _put(sheet, f"{letter}3", word, HEAD)
        _put(sheet, f"{letter}4", help_text, QUIET)
        sheet.column_dimensions[letter].width = 14 if column < 2 + len(heads) else 34
    sheet.row_dimensions[2].hidden = True
    rows = list(found_rows(each.path.split(".")[1:], values))
    last = FIRST_GRID_ROW + len(rows) + BLANK_ROWS
    numbers = {row["key"]: number for number, (_of, row) in enumerate(rows, 1)}
    for number, (of, row) in enumerate(rows, 1):
        at = FIRST_GRID_ROW + number - 1
        _put(sheet, f"A{at}", row["key"])
        if each.parent:
            _put(sheet, f"C{at}", of)
        for column, line in enumerate(each.columns, 2 + len(heads)):
            value = row.get(line.field.code)
            said = value.get(line.side) if line.side and value else value
            shown = cells.shown(line.field, said, Around(numbers=numbers))
            _put(sheet, f"{get_column_letter(column)}{at}", shown)
    for at in range(FIRST_GRID_ROW, last):
        sheet[f"B{at}"] = at - FIRST_GRID_ROW + 1
        sheet[f"B{at}"].fill = SHADE
    for column, line in enumerate(each.columns, 2 + len(heads)):
        letter = get_column_letter(column)
        lists.offer(sheet, line.field, f"{letter}{FIRST_GRID_ROW}:{letter}{last}")
    sheet.freeze_panes = f"C{FIRST_GRID_ROW}"


def found_rows(groups: Sequence[str], values: Mapping[str, Any], of: int = 0) -> Any:
    """(number of the row above, row) of a table, however deep it lies."""
    first, *rest = groups
    rows = values.get(first) or []
    if not rest:
        yield from ((of, row) for row in rows)
        return
    yield from _below(rest, rows)


def _below(groups: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> Any:
    first, *rest = groups
    numbered = list(enumerate(rows, 1))
    if not rest:
        for number, row in numbered:
            yield from ((number, inner) for inner in row.get(first) or [])
        return
    yield from _below(rest, [inner for _number, row in numbered for inner in row.get(first) or []])


def head(line: Line) -> str:
    side = f"（{SIDES[line.side]}）" if line.side else ""
    owed = " *" if line.field.required and line.side != "en" else ""
    return f"{line.field.label.zh} / {line.field.label.en}{side}{owed}"


def guidance(asked: Field) -> str:
    parts = [f"{asked.guidance.zh} / {asked.guidance.en}"] if asked.guidance else []
    if asked.kind == "multi":
        words = "；".join(cells.label(choice) for choice in asked.choices)
        parts.append(f"以“；”分隔 / Separate by ；: {words}")
    if asked.kind == "steps":
        parts.append(f"后续步骤序号，以“；”分隔；{cells.END_WORD} / Numbers of the next steps")
    if asked.kind == "date":
        parts.append("2026-03-31")
    if asked.kind == "person":
        parts.append("本主体成员姓名 / Name of somebody of this provider")
    if asked.max_length:
        parts.append(f"≤ {asked.max_length}")
    if asked.when:
        parts.append("适用时填写 / Where it applies")
    return "\n".join(parts)


def _put(sheet: Any, where: str, value: Any, font: Font | None = None) -> None:
    cell = sheet[where]
    if isinstance(value, str):
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)[:32_767]
        cell.data_type = "s"  # never a formula
    else:
        cell.value = value
    cell.alignment = WRAP
    if font:
        cell.font = font


def _title(each: Lines | Grid, taken: Sequence[str]) -> str:
    """A sheet's name: short, of the letters that spreadsheets allow, its own."""
    words = each.section.title.zh
    if isinstance(each, Grid) and each.table.label.zh != words:
        words = f"{words}·{each.table.label.zh}"
    words = re.sub(r"[\[\]:*?/\\]", "", words)[:26]
    number = 2
    found = words
    while found in taken:
        found, number = f"{words} {number}", number + 1
    return found
