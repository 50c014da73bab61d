"""Tables as the bytes of a file."""

import io
from collections.abc import Iterable, Sequence

from filings import spreadsheets
from filings.spreadsheets import Cell


def csv_bytes(head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    file = io.BytesIO()
    spreadsheets.write_csv(file, head, rows)
    return file.getvalue()


def xlsx_bytes(head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    file = io.BytesIO()
    spreadsheets.write_xlsx(file, head, rows)
    return file.getvalue()
