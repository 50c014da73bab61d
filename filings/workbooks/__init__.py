"""The disclosure as a workbook to fill in offline: written from the form, read back cell by cell.

A section is a sheet with a line for each answer; a table inside a section is a sheet of its own,
its rows numbered so that rows of a table inside it can say where they belong. Hidden cells name
the field, so sheets may be moved, renamed and sorted. Knows no model.
"""

from filings.workbooks.layout import Grid, Lines, layout
from filings.workbooks.reading import Filled, Trouble, read
from filings.workbooks.writing import write

__all__ = ["Filled", "Grid", "Lines", "Trouble", "layout", "read", "write"]
