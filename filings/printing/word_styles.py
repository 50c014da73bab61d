"""Page and type of Word files: the same two layouts as the PDF, with the names of office fonts.

A Word file names its fonts and holds none. The names are those that official papers prescribe
(GB/T 9704-2012); a machine without them shows its own faces of the same kind.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Length, Mm, Pt

LATIN = "Times New Roman"
HEADINGS = ("Heading 1", "Heading 2", "Heading 3", "Heading 4")


@dataclass(frozen=True, slots=True)
class Face:
    """A Chinese font and a size in points."""

    name: str
    size: float
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Layout:
    """Margins in mm (top, right, bottom, left); pitch of lines, gap of paragraphs in points."""

    margins: tuple[float, float, float, float]
    pitch: float
    text: Face
    table: Face
    headings: tuple[Face, ...]
    indent: bool
    strong: str
    gap: float = 0
    grid: bool = False


LAYOUTS: Mapping[str, Layout] = {
    "official": Layout(
        margins=(37, 26, 35, 28),
        pitch=28.95,
        text=Face("仿宋_GB2312", 16),
        table=Face("仿宋_GB2312", 12),
        headings=(
            Face("方正小标宋简体", 22),
            Face("黑体", 16),
            Face("楷体_GB2312", 16),
            Face("仿宋_GB2312", 16, bold=True),
        ),
        indent=True,
        strong="黑体",
        grid=True,
    ),
    "working": Layout(
        margins=(25, 22, 22, 25),
        pitch=17.3,
        text=Face("宋体", 10.5),
        table=Face("宋体", 10.5),
        headings=(
            Face("宋体", 18, bold=True),
            Face("黑体", 13),
            Face("黑体", 11),
            Face("黑体", 10.5),
        ),
        indent=False,
        strong="黑体",
        gap=4,
    ),
}


def apply(document: Document, layout: Layout, language: str) -> None:
    """Set page, styles and page numbers."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    sides = ("top_margin", "right_margin", "bottom_margin", "left_margin")
    for side, size in zip(sides, layout.margins, strict=True):
        setattr(section, side, Mm(size))
    section.header_distance = section.footer_distance = Mm(layout.margins[2] - 10)
    if layout.grid:
        _grid(section, layout)
    _style(document.styles["Normal"], layout.text, language)
    body = document.styles["Normal"].paragraph_format
    body.space_before = body.space_after = Pt(0)
    body.line_spacing_rule, body.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(layout.pitch)
    for name, face in zip(HEADINGS, layout.headings, strict=True):
        _heading(document, name, face, layout, language)
    if layout.grid:
        document.settings.odd_and_even_pages_header_footer = True
        _folio(section.footer, WD_ALIGN_PARAGRAPH.RIGHT, ("— ", "PAGE", " —"))
        _folio(section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT, ("— ", "PAGE", " —"))
    else:
        _folio(section.footer, WD_ALIGN_PARAGRAPH.CENTER, ("", "PAGE", " / ", "NUMPAGES"))


def _heading(document: Document, name: str, face: Face, layout: Layout, language: str) -> None:
    style = document.styles[name]
    _style(style, face, language)
    text = style.paragraph_format
    text.keep_with_next = True
    first = name == HEADINGS[0]
    text.space_before = Pt(0 if first or layout.grid else layout.pitch * 0.7)
    text.space_after = Pt(layout.pitch if first else 0 if layout.grid else 4)
    text.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    text.line_spacing = Pt(layout.pitch * 1.5 if first else max(layout.pitch, face.size * 1.5))
    if first:
        text.alignment = WD_ALIGN_PARAGRAPH.CENTER
    elif layout.indent:
        text.first_line_indent = Pt(face.size * 2)


def _style(style: Any, face: Face, language: str) -> None:
    font = style.font
    font.name, font.size, font.bold, font.italic = LATIN, Pt(face.size), face.bold, False
    font.color.rgb = None
    properties = style.element.get_or_add_rPr()
    set_face(properties, face.name)
    spoken = OxmlElement("w:lang")
    spoken.set(qn("w:val"), "en-US")
    spoken.set(qn("w:eastAsia"), "zh-CN" if language.startswith("zh") else "en-US")
    properties.append(spoken)


def set_face(properties: Any, name: str) -> None:
    """Name the Chinese font of a run or style; theme fonts would win over it, so they go."""
    fonts = properties.get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    fonts.set(qn("w:ascii"), LATIN)
    fonts.set(qn("w:hAnsi"), LATIN)
    fonts.set(qn("w:eastAsia"), name)


def _grid(section: Any, layout: Layout) -> None:
    properties = section._sectPr  # noqa: SLF001  python-docx has no interface to the grid
    for old in properties.findall(qn("w:docGrid")):
        properties.remove(old)
    grid = OxmlElement("w:docGrid")
    grid.set(qn("w:type"), "lines")
    grid.set(qn("w:linePitch"), str(round(layout.pitch * 20)))
    properties.append(grid)


def off_the_grid(paragraph: Any) -> None:
    """Let a paragraph keep its own line height where the page has a grid of lines."""
    snap = OxmlElement("w:snapToGrid")
    snap.set(qn("w:val"), "0")
    properties = paragraph._p.get_or_add_pPr()  # noqa: SLF001  nor to this switch
    properties.insert_element_before(
        snap, "w:spacing", "w:ind", "w:contextualSpacing", "w:jc", "w:rPr", "w:sectPr"
    )


def _folio(footer: Any, side: WD_ALIGN_PARAGRAPH, pieces: tuple[str, ...]) -> None:
    footer.is_linked_to_previous = False
    paragraph = footer.paragraphs[0]
    paragraph.alignment = side
    for piece in pieces:
        if piece.isupper():
            field = OxmlElement("w:fldSimple")
            field.set(qn("w:instr"), piece)
            run = OxmlElement("w:r")
            text = OxmlElement("w:t")
            text.text = "1"
            run.append(text)
            field.append(run)
            paragraph._p.append(field)  # noqa: SLF001  nor to fields
        elif piece:
            paragraph.add_run(piece)


def text_width(layout: Layout) -> Length:
    """The width between the margins."""
    return Mm(210 - layout.margins[1] - layout.margins[3])
