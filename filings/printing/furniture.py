"""What the binding writes on pages itself: running head, page number, watermark.

All of it is an artifact outside the text of the page (ISO 14289-1, 7.8), drawn with the faces of
the whole. A chapter therefore holds nothing that changes with the dossier it is bound into.
"""

from dataclasses import dataclass
from math import cos, radians, sin
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name

from filings.printing.faces import Faces
from filings.printing.printer import Style

SONG, HEI = "Dossier-Song", "Dossier-Hei"
KEY, MARK = "/FurnitureSong", "/FurnitureMark"
MM = 72 / 25.4
WIDTH, HEIGHT = 210 * MM, 297 * MM
HEAD = 125 * MM
"""The widest running head: the stamp of an exhibit stands on its right."""
ARTIFACT = b"/Artifact <</Type /Pagination /Subtype /%b>> BDC\n%b\nEMC\n"
SLOPE, PALE, GREY = radians(35), 0.9, 0.33


@dataclass(frozen=True, slots=True)
class Furniture:
    """For every page of a file; `watermark` says whose copy it is."""

    style: Style = "working"
    head: str = ""
    watermark: str = ""


class Furnisher:
    """Writes on pages, each of which is asked for once."""

    def __init__(self, faces: Faces, furniture: Furniture) -> None:
        self.faces, self.wanted = faces, furniture
        self.mark = self._watermark() if furniture.watermark else None

    def furnish(
        self, page: pikepdf.Page, *, number: int = 0, of: int = 0, head: bool = False
    ) -> None:
        """A number of nothing leaves the page its own numbering."""
        over = self._folio(number, of) if number else b""
        if head and self.wanted.head:
            over += self._head()
        if not over and self.mark is None:
            return
        self._lend(page)
        under = b"" if self.mark is None else ARTIFACT % (b"Watermark", MARK.encode() + b" Do")
        page.contents_add(under + b"q\n", prepend=True)
        page.contents_add(b"Q\n" + over)

    def _lend(self, page: pikepdf.Page) -> None:
        """Name what is written with; pages of one chapter share their names."""
        fonts = _names(page, "/Font")
        if SONG in self.faces.known and KEY not in fonts:
            fonts[KEY] = self.faces.font(SONG)
        if self.mark is not None:
            _names(page, "/XObject")[MARK] = self.mark

    def _head(self) -> bytes:
        text, width = self.faces.line(SONG, self.wanted.head)
        size = min(8.0, HEAD / max(width, 1))
        return _set(b"Header", size, (25 * MM, HEIGHT - 14 * MM), text, grey=GREY)

    def _folio(self, number: int, of: int) -> bytes:
        if self.wanted.style == "official":
            text, width = self.faces.line(SONG, f"— {number} —")
            size, at = 14.0, 28 * MM + 14
            if number % 2:
                at = WIDTH - 26 * MM - 14 - width * size
            return _set(b"Footer", size, (at, 35 * MM - 7 * MM - 12), text)
        text, width = self.faces.line(SONG, f"{number} / {of}")
        return _set(b"Footer", 9, ((WIDTH + 3 * MM - width * 9) / 2, 10 * MM), text)

    def _watermark(self) -> Any:
        """Pale, below the text, sloping over the page three times; a drawing, not text."""
        drawn, width = self.faces.drawn(HEI, self.wanted.watermark)
        size = min(22.0, 170 * MM / max(width, 1))
        left = (WIDTH - width * size * cos(SLOPE)) / 2
        drop = width * size * sin(SLOPE) / 2
        turn = [size * part for part in (cos(SLOPE), sin(SLOPE), -sin(SLOPE), cos(SLOPE))]
        copies = []
        for share in (0.2, 0.5, 0.8):
            matrix = " ".join(f"{part:.4f}" for part in (*turn, left, HEIGHT * share - drop))
            copies.append(f"q {PALE:g} g {matrix} cm\n".encode() + drawn + b"\nf Q")
        form = self.faces.pdf.make_stream(b"\n".join(copies))
        form.Type, form.Subtype = Name.XObject, Name.Form
        form.BBox = Array([0, 0, WIDTH, HEIGHT])
        return form


def _names(page: pikepdf.Page, kind: str) -> Any:
    if kind not in page.obj.Resources:
        page.obj.Resources[kind] = Dictionary()
    return page.obj.Resources[kind]


def _set(
    kind: bytes, size: float, at: tuple[float, float], text: bytes, *, grey: float = 0
) -> bytes:
    place = f"q {grey:g} g BT {KEY} {size:.2f} Tf {at[0]:.2f} {at[1]:.2f} Td ".encode()
    return ARTIFACT % (kind, place + text + b" Tj ET Q")
