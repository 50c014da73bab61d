"""One subset of each face for a whole dossier, instead of one in every chapter.

Chapters are printed without font programs (see `engine`). Their glyph numbers are those of the
shop's font files, so what all of them use is put together and subset once. The same faces set the
few lines that the binding writes itself.
"""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pikepdf
import uharfbuzz
from pikepdf import Array, Dictionary, Name, String

from filings.printing.errors import GlyphMissing, NotReadable
from filings.printing.limits import NO_PROGRAM

FONTS = Path(__file__).with_name("fonts")
FILES = {
    "Dossier-Song": "DossierSong-Regular",
    "Dossier-Song-Bold": "DossierSong-Bold",
    "Dossier-Hei": "DossierHei-Regular",
    "Dossier-Hei-Bold": "DossierHei-Bold",
    "Dossier-Kai": "DossierKai-Regular",
    "Dossier-Fang": "DossierFang-Regular",
}
MAPPED = re.compile(rb"<([0-9a-f]{4})> <([0-9a-f]*)>")
HEAD = b"""/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo
<< /Registry (Adobe)
/Ordering (UCS)
/Supplement 0
>> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <ffff>
endcodespacerange
"""
TAIL = b"endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend"
UNUSED = ("BASE", "DSIG", "GDEF", "GPOS", "GSUB", "JSTF", "LTSH", "PCLT", "vhea", "vmtx", "name")
SYMBOLIC = 4


class Faces:
    """The faces of one file in the making."""

    def __init__(self, pdf: pikepdf.Pdf) -> None:
        self.pdf = pdf
        self.known: dict[str, _Face] = {}

    def join(self, page: pikepdf.Page) -> None:
        """Let the fonts of a chapter, which its pages share, be those of the whole."""
        for font in page.obj.Resources.get("/Font", Dictionary()).values():
            descriptor = font.DescendantFonts[0].FontDescriptor
            if "/FontFile2" in descriptor and int(descriptor.FontFile2.Length1) == NO_PROGRAM:
                name = str(font.BaseFont).partition("+")[2]
                self._face(name if name in FILES else name.removesuffix("-Bold")).take(font)

    def finish(self) -> None:
        """Write the programs; after this no text can be set."""
        for _name, face in sorted(self.known.items()):
            face.finish(self.pdf)

    def font(self, name: str) -> Any:
        return self._face(name).font

    def line(self, name: str, text: str) -> tuple[bytes, float]:
        """Glyphs as a hexadecimal string of PDF, and the width in parts of the size."""
        return self._face(name).line(text)

    def drawn(self, name: str, text: str) -> tuple[bytes, float]:
        """The same line as outlines in a size of 1: to be looked at, and no text to a reader."""
        pen, width = _Pen(), 0.0
        font = uharfbuzz.Font(_opened(FILES[name]))
        for glyph, _sign, advance in _shaped(FILES[name], text):
            pen.start = width
            font.draw_glyph_with_pen(glyph, pen)
            width += advance
        return b"\n".join(pen.drawn), width / 1000

    def _face(self, name: str) -> "_Face":
        if name not in FILES:
            raise NotReadable
        if name not in self.known:
            self.known[name] = _Face(self.pdf, name)
        return self.known[name]


class _Face:
    def __init__(self, pdf: pikepdf.Pdf, name: str) -> None:
        self.file = FILES[name]
        self.name = f"DOSSIE+{name}"
        self.texts: dict[int, str] = {}
        self.widths: dict[int, float] = {}
        self.inner = pdf.make_indirect(Dictionary(Type=Name.Font, Subtype=Name.CIDFontType2))
        self.map = pdf.make_stream(b"")
        self.font = pdf.make_indirect(self._dress(Dictionary(Type=Name.Font, Subtype=Name.Type0)))

    def _dress(self, font: Any) -> Any:
        font.BaseFont = Name(f"/{self.name}")
        font.Encoding = Name("/Identity-H")
        font.DescendantFonts, font.ToUnicode = Array([self.inner]), self.map
        return font

    def take(self, font: Any) -> None:
        for glyph, text in MAPPED.findall(font.ToUnicode.read_bytes()):
            said = bytes.fromhex(text.decode()).decode("utf-16-be")
            self.texts.setdefault(int(glyph, 16), said)
        self.widths |= dict(_widths(font.DescendantFonts[0].W))
        self._dress(font)

    def line(self, text: str) -> tuple[bytes, float]:
        shaped = list(_shaped(self.file, text))
        for glyph, sign, width in shaped:
            self.texts.setdefault(glyph, sign)
            self.widths.setdefault(glyph, width)
        glyphs = "".join(f"{glyph:04x}" for glyph, _sign, _width in shaped)
        return f"<{glyphs}>".encode(), sum(width for *_rest, width in shaped) / 1000

    def finish(self, pdf: pikepdf.Pdf) -> None:
        glyphs = sorted({*self.texts, *self.widths})
        program = pdf.make_stream(data := _subset(self.file, glyphs))
        program.Length1 = len(data)
        self.map.write(_to_unicode(self.texts))
        self.inner.BaseFont = Name(f"/{self.name}")
        self.inner.CIDToGIDMap = Name.Identity
        self.inner.CIDSystemInfo = Dictionary(
            Registry=String("Adobe"), Ordering=String("Identity"), Supplement=0
        )
        self.inner.FontDescriptor = pdf.make_indirect(self._descriptor(program))
        self.inner.W = Array(_ranges(self.widths))

    def _descriptor(self, program: Any) -> Any:
        return Dictionary(
            Type=Name.FontDescriptor, FontName=Name(f"/{self.name}"), Flags=SYMBOLIC,
            FontBBox=Array([0, -120, round(max(self.widths.values(), default=0)), 880]),
            ItalicAngle=0, Ascent=880, Descent=-120, CapHeight=880, StemV=80, StemH=80,
            FontFile2=program,
        )  # fmt: skip


class _Pen:
    """Takes the outlines of a line of glyphs as operators of PDF."""

    def __init__(self) -> None:
        self.drawn: list[bytes] = []
        self.start = 0.0
        self.at = (0.0, 0.0)

    def moveTo(self, at: tuple[float, float]) -> None:  # noqa: N802  the pen's own names
        self._to("m", at)

    def lineTo(self, at: tuple[float, float]) -> None:  # noqa: N802
        self._to("l", at)

    def curveTo(self, *points: tuple[float, float]) -> None:  # noqa: N802
        self._to("c", *points)

    def qCurveTo(self, over: tuple[float, float], to: tuple[float, float]) -> None:  # noqa: N802
        near, far = (
            tuple(end + (mid - end) * 2 / 3 for end, mid in zip(point, over, strict=True))
            for point in (self.at, to)
        )
        self._to("c", near, far, to)

    def closePath(self) -> None:  # noqa: N802
        self.drawn.append(b"h")

    def _to(self, operator: str, *points: Any) -> None:
        self.at = points[-1]
        told = " ".join(f"{(x + self.start) / 1000:.3f} {y / 1000:.3f}" for x, y in points)
        self.drawn.append(f"{told} {operator}".encode())


def _shaped(file: str, text: str) -> Iterator[tuple[int, str, float]]:
    """Glyph, what it says and its width in thousandths of the size; raises GlyphMissing."""
    face, buffer = _opened(file), uharfbuzz.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    uharfbuzz.shape(uharfbuzz.Font(face), buffer, {"liga": False, "kern": False})
    for info, place in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
        if not info.codepoint:
            raise GlyphMissing([text[info.cluster]])
        yield info.codepoint, text[info.cluster], place.x_advance * 1000 / face.upem


@cache
def _opened(file: str) -> uharfbuzz.Face:
    return uharfbuzz.Face((FONTS / f"{file}.ttf").read_bytes())


def _subset(file: str, glyphs: list[int]) -> bytes:
    wanted = uharfbuzz.SubsetInput()
    wanted.flags = (
        uharfbuzz.SubsetFlags.RETAIN_GIDS
        | uharfbuzz.SubsetFlags.NO_HINTING
        | uharfbuzz.SubsetFlags.NO_LAYOUT_CLOSURE
    )
    wanted.glyph_set.update(glyphs)
    wanted.drop_table_tag_set.update(int.from_bytes(tag.encode(), "big") for tag in UNUSED)
    return bytes(uharfbuzz.subset(_opened(file), wanted).blob.data)


def _widths(array: Any) -> Iterator[tuple[int, float]]:
    entries = list(array)
    for first, widths in zip(entries[::2], entries[1::2], strict=True):
        for place, width in enumerate(widths):
            yield int(first) + place, float(width)


def _ranges(widths: dict[int, float]) -> Iterator[Any]:
    run: list[float] = []
    for glyph in sorted(widths):
        if glyph - 1 not in widths:
            if run:
                yield Array(run)
            yield glyph
            run = []
        run.append(round(widths[glyph], 4))
    if run:
        yield Array(run)


def _to_unicode(texts: dict[int, str]) -> bytes:
    lines = [f"<{glyph:04x}> <{text.encode('utf-16-be').hex()}>\n" for glyph, text in
             sorted(texts.items())]  # fmt: skip
    blocks = [lines[at : at + 100] for at in range(0, len(lines), 100)]
    body = "".join(f"{len(each)} beginbfchar\n{''.join(each)}endbfchar\n" for each in blocks)
    return HEAD + body.encode() + TAIL
