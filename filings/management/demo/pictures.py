"""Small files that stand in for screenshots and scans: the words in question, plainly drawn."""

from collections.abc import Sequence
from functools import cache
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from filings import printing

WIDTH, MARGIN, HEAD, LEADING = 720, 36, 84, 46
INK, PAPER, HEADLINE, FRAME = "#1f2a2e", "#ffffff", "#0f5257", "#d8d4cc"
FONT = Path(printing.__file__).parent / "fonts" / "DossierHei-Regular.ttf"
INVENTED = "示例材料，内容为虚构"


def draw(title: str, lines: Sequence[str], *, as_pdf: bool = False) -> BytesIO:
    """A page with a title over lines of text, as PNG or as PDF of one page."""
    height = HEAD + LEADING * (len(lines) + 2) + MARGIN
    page = Image.new("RGB", (WIDTH, height), PAPER)
    pen = ImageDraw.Draw(page)
    pen.rectangle((0, 0, WIDTH - 1, height - 1), outline=FRAME)
    pen.rectangle((0, 0, WIDTH, HEAD), fill=HEADLINE)
    pen.text((MARGIN, 24), title, font=font(30), fill=PAPER)
    for number, line in enumerate((*lines, INVENTED)):
        pen.text((MARGIN, HEAD + 24 + LEADING * number), line, font=font(24), fill=INK)
    file = BytesIO()
    if as_pdf:
        page.save(file, "PDF", resolution=96)
    else:
        page.quantize(16).save(file, "PNG", optimize=True)
    file.seek(0)
    return file


@cache
def font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FONT, size)
