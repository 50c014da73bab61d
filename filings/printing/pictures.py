"""Pictures for files that take no drawings."""

import re
from collections.abc import Mapping
from io import BytesIO

import pypdfium2
from lxml import etree
from PIL import Image, UnidentifiedImageError

from filings.printing.errors import AssetRefused
from filings.printing.limits import PAPER
from filings.printing.printer import render

DOTS_PER_INCH = 200
EMU_PER_INCH = 914_400
PIXELS_PER_INCH = 96
LONGEST = 10_000
RASTERS = (b"\x89PNG", b"\xff\xd8")


def as_rasters(assets: Mapping[str, bytes]) -> dict[str, bytes]:
    """The assets with every drawing as a PNG; raises AssetRefused for what is no picture."""
    return {name: _raster(name, data) for name, data in assets.items()}


def width_of(data: bytes) -> int:
    """The natural width in EMU, the unit of Word."""
    with Image.open(BytesIO(data)) as picture:
        dots = picture.info.get("dpi", (PIXELS_PER_INCH,))[0] or PIXELS_PER_INCH
        return int(picture.width / float(dots) * EMU_PER_INCH)


def _raster(name: str, data: bytes) -> bytes:
    if not data.startswith(RASTERS):
        return _drawn(name, data)
    try:
        with Image.open(BytesIO(data)) as picture:
            if picture.width * picture.height > PAPER.pixels:
                raise AssetRefused(name=name)
            picture.verify()
    except (UnidentifiedImageError, OSError, SyntaxError, Image.DecompressionBombError):
        raise AssetRefused(name=name) from None
    return data


def _drawn(name: str, drawing: bytes) -> bytes:
    """Print the drawing alone on a page of its size, by the shop's own limits and fonts."""
    width, height = _size(name, drawing)
    page = f"@page{{size:{width}px {height}px;margin:0;@bottom-center{{content:none}}}}"
    html = (
        f"<html lang='zh-Hans'><title>x</title><style>{page} img{{display:block}}</style>"
        f"<body><img alt='' src='asset:drawing' style='width:{width}px'></body></html>"
    )
    printed = render(html, title="x", assets={"drawing": drawing})
    with pypdfium2.PdfDocument(printed.content) as document:
        picture = document[0].render(scale=DOTS_PER_INCH / 72).to_pil()
    stream = BytesIO()
    picture.save(stream, "PNG", dpi=(DOTS_PER_INCH, DOTS_PER_INCH), optimize=True)
    return stream.getvalue()


def _size(name: str, drawing: bytes) -> tuple[float, float]:
    """Width and height in pixels, of the view box or as given."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    try:
        root = etree.fromstring(drawing, parser)
        view = [float(each) for each in re.split("[ ,]+", root.get("viewBox", "").strip()) if each]
        width, height = view[2:] if len(view) == 4 else (root.get("width"), root.get("height"))
        size = float(width), float(height)
    except (etree.XMLSyntaxError, TypeError, ValueError):
        raise AssetRefused(name=name) from None
    if not 0 < min(size) <= max(size) <= LONGEST:
        raise AssetRefused(name=name)
    return size
