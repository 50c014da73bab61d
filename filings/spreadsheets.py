"""Tables in and out: one reader and one writer for CSV and XLSX; knows no model.

A cell that a spreadsheet program would run as a formula leaves as plain text and comes back as
what it was.
"""

import csv
import datetime as dt
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import IO, Any

import openpyxl
from django.utils.translation import gettext as _
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.utils.exceptions import InvalidFileException

from filings import uploads
from filings.uploads import FileRefused

CSV = "text/csv"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LIMIT = 10 * 2**20
MOST_ROWS = 20_000
MOST_COLUMNS = 60
LONGEST_CELL = 10_000
_FORMULA = re.compile(r"[=+\-@＝＋－＠\t\r\n]")
_GUARDED = re.compile(r"'[=+\-@＝＋－＠\t\r\n]")

Cell = str | int | float | dt.date | dt.datetime | None


@dataclass(frozen=True)
class Line:
    """One row under the head; `number` is its place in the file, as a spreadsheet counts."""

    number: int
    cells: dict[str, str]


@dataclass(frozen=True)
class Sheet:
    head: tuple[str, ...]
    lines: tuple[Line, ...]


# -- reading --------------------------------------------------------------------------------------
def read(file: IO[bytes], name: str) -> Sheet:
    """The first sheet, its head taken from the first row that has two filled cells.

    Raises FileRefused with the reason: not a table, broken, too large, a column named twice.
    """
    accepted = uploads.accept(file, name, limit=LIMIT)
    if accepted.media_type == CSV:
        rows = _csv_rows(file.read())
    elif accepted.media_type == XLSX:
        rows = _xlsx_rows(file)
    else:
        raise FileRefused(_("This is not a table. Choose a CSV or XLSX file."))
    return _sheet(rows)


def _sheet(rows: Iterator[list[str]]) -> Sheet:
    head: tuple[str, ...] = ()
    lines: list[Line] = []
    for number, row in enumerate(rows, start=1):
        _refuse_outsize(number, row)
        filled = [cell for cell in row if cell]
        if not head:
            if len(filled) >= 2:
                head = _head(row)
        elif filled:
            cells = dict(zip(head, [*row, *[""] * len(head)], strict=False))
            lines.append(Line(number, {title: cells[title] for title in head if title}))
    if not head:
        raise FileRefused(_("The file has no head row that names its columns."))
    return Sheet(tuple(title for title in head if title), tuple(lines))


def _head(row: list[str]) -> tuple[str, ...]:
    titles = [title for title in row if title]
    if len(set(titles)) < len(titles):
        twice = next(title for title in titles if titles.count(title) > 1)
        raise FileRefused(
            _("Two columns are named “%(title)s”. Give each its own name.") % {"title": twice}
        )
    return tuple(row)


def _refuse_outsize(number: int, row: list[str]) -> None:
    if number > MOST_ROWS + 1:
        raise FileRefused(
            _("The file has more than %(most)d rows. Split it.") % {"most": MOST_ROWS}
        )
    if len(row) > MOST_COLUMNS:
        raise FileRefused(
            _("Row %(row)d has more than %(most)d columns. Is this the right file?")
            % {"row": number, "most": MOST_COLUMNS}
        )
    if any(len(cell) > LONGEST_CELL for cell in row):
        raise FileRefused(
            _("A cell in row %(row)d holds more than %(most)d characters.")
            % {"row": number, "most": LONGEST_CELL}
        )


def _csv_rows(content: bytes) -> Iterator[list[str]]:
    text = _decoded(content)
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
            yield [_unguarded(cell.strip()) for cell in row]
    except csv.Error as error:
        raise FileRefused(
            _("This CSV is broken: %(reason)s. Save it anew, or as XLSX.") % {"reason": error}
        ) from error


def _decoded(content: bytes) -> str:
    """UTF-8, else what Chinese spreadsheet programs write: GBK, in its full form GB 18030."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("gb18030")  # `uploads` has read it so already


def _xlsx_rows(file: IO[bytes]) -> Iterator[list[str]]:
    try:
        book = openpyxl.load_workbook(file, read_only=True, data_only=True, keep_links=False)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # what the file says of its own size may be wrong
        for row in sheet.iter_rows(values_only=True):
            yield [_plain(cell) for cell in row]
        book.close()
    except (
        InvalidFileException,
        KeyError,
        IndexError,
        ValueError,
        TypeError,
        SyntaxError,
    ) as error:
        raise FileRefused(
            _("This workbook cannot be read. Open it, save it anew as XLSX and choose it again.")
        ) from error


def _plain(cell: Any) -> str:
    match cell:
        case None:
            return ""
        case dt.datetime():
            return cell.date().isoformat()
        case dt.date():
            return cell.isoformat()
        case float() if cell.is_integer():
            return str(int(cell))
    return _unguarded(str(cell).strip())


def _unguarded(cell: str) -> str:
    return cell[1:] if _GUARDED.match(cell) else cell


# -- writing --------------------------------------------------------------------------------------
def write_csv(file: IO[bytes], head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    """With a byte order mark, so that spreadsheet programs see UTF-8."""
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
    writer = csv.writer(text)
    writer.writerow([_guarded(title) for title in head])
    writer.writerows([_guarded(_plain_text(cell)) for cell in row] for row in rows)
    text.detach()  # flushes, and leaves the file open


def write_xlsx(file: IO[bytes], head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.freeze_panes = "A2"
    sheet.append([_text_cell(sheet, text) for text in head])
    for row in rows:
        sheet.append(
            [_text_cell(sheet, cell) if isinstance(cell, str) else _kept(cell) for cell in row]
        )
    book.save(file)


def _text_cell(sheet: Any, text: str) -> Any:
    """A string cell, whatever it begins with; only what looks like a formula needs the care."""
    clean = ILLEGAL_CHARACTERS_RE.sub("", text)[:32_767]
    if not _FORMULA.match(clean):
        return clean
    cell = WriteOnlyCell(sheet, clean)
    cell.data_type = "s"
    return cell


def _kept(cell: Cell) -> Cell:
    """Spreadsheets know no time zones."""
    return cell.replace(tzinfo=None) if isinstance(cell, dt.datetime) else cell


def _plain_text(cell: Cell) -> str:
    if isinstance(cell, dt.datetime):
        return cell.isoformat(" ", "seconds")
    return "" if cell is None else str(cell)


def _guarded(text: str) -> str:
    return f"'{text}" if _FORMULA.match(text) else text
