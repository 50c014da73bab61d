"""Word files from the same HTML as the PDF: headings, text, lists, tables, pictures."""

import re
import zipfile
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import docx
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from lxml import etree, html

from filings.printing import markup, pictures
from filings.printing.errors import MarkupRefused
from filings.printing.limits import PAPER, Limits
from filings.printing.printer import Style
from filings.printing.word_styles import LAYOUTS, Layout, apply, off_the_grid, set_face, text_width

HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4}
LISTS = {"ul": "List Bullet", "ol": "List Number"}
BLOCKS = frozenset({*HEADINGS, *LISTS, "p", "table", "figure", "figcaption", "div", "section"})
QUIET = frozenset({"head", "script", "style", "title", "colgroup", "nav"})
CENTRED = frozenset({"caption", "subtitle", "note"})
TALLEST, BLANK = Mm(205), Mm(16)
"""The most that a picture takes of a page; the room for a signature."""
INLINE = {
    "strong": "strong",
    "b": "strong",
    "sup": "superscript",
    "sub": "subscript",
    "u": "underline",
}
EPOCH = (1980, 1, 1, 0, 0, 0)
BLANKS = re.compile("[ \\t\\r\\n]+")  # an ideographic space stays
WIDTH = re.compile(r"width:\s*([\d.]+)(mm|%)")


def to_docx(  # noqa: PLR0913  the keywords of `render`
    source: str,
    *,
    title: str,
    language: str = "zh-Hans",
    style: Style = "working",
    created: datetime | None = None,
    assets: Mapping[str, bytes] | None = None,
    limits: Limits = PAPER,
) -> bytes:
    """A Word file of a document that `render` prints too; raises PrintingFailed.

    The same input gives the same bytes. Drawings (SVG) become pictures of 200 dots per inch.
    """
    assets = assets or {}
    if unknown := markup.check(source, limits) - assets.keys():
        raise MarkupRefused(rule=f"asset:{min(unknown)}")
    root = html.document_fromstring(source)
    document = docx.Document()
    layout = LAYOUTS[style]
    apply(document, layout, language)
    _properties(document, title, language, created or datetime.now(UTC))
    body = root.find("body")
    _Writer(document, layout, pictures.as_rasters(assets)).blocks(body, document)
    stream = BytesIO()
    document.save(stream)
    return _repeatable(stream.getvalue())


class _Writer:
    """Walks the elements; `place` is the document or a cell."""

    def __init__(self, document: Document, layout: Layout, assets: Mapping[str, bytes]) -> None:
        self.document = document
        self.layout = layout
        self.assets = assets
        self.width = text_width(layout)

    def blocks(self, element: Any, place: Any) -> None:
        if _text(element.text):
            self.paragraph(element, place, only_text=True)
        for child in element.iterchildren(tag=etree.Element):
            if child.tag in QUIET:
                continue
            if child.tag in {"div", "section", "figure", "header", "footer", "main", "article"}:
                self.blocks(child, place)
            elif child.tag == "table":
                self.table(child, place)
            elif child.tag in LISTS:
                self.list(child, place)
            else:
                self.paragraph(child, place)
            if _text(child.tail):
                place.add_paragraph(_text(child.tail))

    def paragraph(self, element: Any, place: Any, *, only_text: bool = False) -> Any:
        paragraph = place.add_paragraph()
        classes = set((element.get("class") or "").split())
        paragraph.paragraph_format.page_break_before = "break" in classes or None
        if level := HEADINGS.get(element.tag):
            paragraph.style = self.document.styles[f"Heading {level}"]
        elif element.tag == "p" and place is self.document:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
            paragraph.paragraph_format.space_after = Pt(self.layout.gap)
            if self.layout.indent and "flush" not in classes:
                paragraph.paragraph_format.first_line_indent = Pt(self.layout.text.size * 2)
        elif element.tag in {"figcaption", "img"}:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        if classes & CENTRED:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
            paragraph.paragraph_format.keep_with_next = "caption" in classes or None
        if only_text:
            paragraph.add_run(_text(element.text))
        else:
            self.inline(element, paragraph, frozenset())
        return paragraph

    def inline(self, element: Any, paragraph: Any, marks: frozenset[str]) -> None:
        if element.tag == "img":
            self.picture(element, paragraph)
            return
        if element.tag == "br":
            paragraph.add_run().add_break()
            return
        marks = marks | ({INLINE[element.tag]} if element.tag in INLINE else frozenset())
        self.run(paragraph, element.text, marks)
        for child in element.iterchildren(tag=etree.Element):
            self.inline(child, paragraph, marks)
            self.run(paragraph, child.tail, marks)

    def run(self, paragraph: Any, text: str | None, marks: frozenset[str]) -> None:
        shown = BLANKS.sub(" ", text or "")
        if not shown.strip() and not paragraph.runs:
            return
        run = paragraph.add_run(shown)
        run.font.superscript = "superscript" in marks or None
        run.font.subscript = "subscript" in marks or None
        run.font.underline = "underline" in marks or None
        if "strong" in marks:
            set_face(run._r.get_or_add_rPr(), self.layout.strong)  # noqa: SLF001

    def list(self, element: Any, place: Any) -> None:
        for number, item in enumerate(element.iterchildren("li"), start=1):
            paragraph = place.add_paragraph()
            # Numbers are typed: a restart in Word needs a numbering part for each list.
            mark = f"{number}." if element.tag == "ol" else "•"
            paragraph.add_run(f"{mark} ")
            indent = Pt(self.layout.text.size * 2)
            paragraph.paragraph_format.left_indent = indent
            paragraph.paragraph_format.first_line_indent = -Pt(self.layout.text.size * 1.5)
            self.inline(item, paragraph, frozenset())

    def picture(self, element: Any, paragraph: Any) -> None:
        data = self.assets[element.get("src").removeprefix("asset:")]
        width = self.length(element.get("style"), pictures.width_of(data))
        paragraph.paragraph_format.line_spacing = 1.0  # an exact pitch would cut the picture
        shape = paragraph.add_run().add_picture(BytesIO(data), width=width)
        if shape.height > TALLEST:
            shape.width, shape.height = int(shape.width * TALLEST / shape.height), TALLEST
        shape._inline.docPr.set("descr", element.get("alt"))  # noqa: SLF001

    def length(self, style: str | None, natural: int) -> int:
        if match := WIDTH.search(style or ""):
            share = float(match[1])
            natural = Mm(share) if match[2] == "mm" else int(self.width * share / 100)
        return min(natural, int(self.width))

    def table(self, element: Any, place: Any) -> None:
        grid = list(_cells(element))
        columns = max((column + across for _, column, _, across, _ in grid), default=0)
        rows = max((row + down for row, _, down, _, _ in grid), default=0)
        if not columns:
            return
        table = place.add_table(rows, columns)
        table.style = self.document.styles["Table Grid"]
        table.autofit = False
        self.widths(table, element, columns)
        for row, column, down, across, cell in grid:
            target = table.cell(row, column)
            if down > 1 or across > 1:
                target = target.merge(table.cell(row + down - 1, column + across - 1))
            self.cell(cell, target)
        for number, row in enumerate(element.iter("tr")):
            _keep_whole(table.rows[number])
            if row.getparent().tag == "thead":
                _repeat(table.rows[number])
            if any("blank" in (cell.get("class") or "").split() for cell in row):
                table.rows[number].height = BLANK

    def widths(self, table: Any, element: Any, columns: int) -> None:
        wanted = [WIDTH.search(col.get("style") or "") for col in element.iter("col")]
        shares = [float(match[1]) / 100 if match and match[2] == "%" else 0 for match in wanted]
        shares = [*shares, *[0.0] * columns][:columns]
        free = max(1 - sum(shares), 0) / max(shares.count(0), 1)
        for column, share in zip(table.columns, shares, strict=True):
            column.width = int(self.width * (share or free))
            for cell in column.cells:
                cell.width = int(self.width * (share or free))

    def cell(self, element: Any, target: Any) -> None:
        inner = any(child.tag in BLOCKS for child in element.iterchildren(tag=etree.Element))
        first = target.paragraphs[0]
        if inner:
            self.blocks(element, target)
            first._p.getparent().remove(first._p)  # noqa: SLF001
        else:
            self.inline(element, first, frozenset({"strong"} if element.tag == "th" else ()))
        for paragraph in target.paragraphs:
            paragraph.paragraph_format.line_spacing = Pt(self.layout.table.size * 1.5)
            off_the_grid(paragraph)
            for run in paragraph.runs:
                run.font.size = Pt(self.layout.table.size)


def _cells(table: Any) -> Iterator[tuple[int, int, int, int, Any]]:
    """Row, column, rows and columns taken, and the element of each cell."""
    taken: set[tuple[int, int]] = set()
    for row, line in enumerate(table.iter("tr")):
        column = 0
        for cell in line.iterchildren("th", "td"):
            while (row, column) in taken:
                column += 1
            down, across = _span(cell, "rowspan"), _span(cell, "colspan")
            taken |= {(row + i, column + j) for i in range(down) for j in range(across)}
            yield row, column, down, across, cell


def _span(cell: Any, name: str) -> int:
    value = (cell.get(name) or "1").strip()
    return max(int(value), 1) if value.isdecimal() else 1


def _keep_whole(row: Any) -> None:
    """A row goes to the next page rather than break."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))  # noqa: SLF001


def _repeat(row: Any) -> None:
    header = OxmlElement("w:tblHeader")
    header.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(header)  # noqa: SLF001


def _text(text: str | None) -> str:
    return BLANKS.sub(" ", text or "").strip()


def _properties(document: Document, title: str, language: str, moment: datetime) -> None:
    moment = moment.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    properties = document.core_properties
    properties.title, properties.language = title, language
    properties.author = properties.last_modified_by = properties.comments = ""
    properties.created = properties.modified = moment


def _repeatable(content: bytes) -> bytes:
    """The same parts in a fixed order and with a fixed date."""
    stream = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(content)) as before,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as after,
    ):
        names = sorted(before.namelist(), key=lambda name: (name != "[Content_Types].xml", name))
        for name in names:
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            after.writestr(entry, before.read(name))
    return stream.getvalue()
