"""Lines of a printed page, as poppler sees them."""

import re
import shutil
import subprocess
from dataclasses import dataclass
from functools import cache
from xml.etree import ElementTree as ET

import pytest

POINT = 72 / 25.4  # points per millimetre
needs_poppler = pytest.mark.skipif(
    shutil.which("pdftotext") is None, reason="pdftotext measures the page: install poppler-utils"
)


@dataclass(frozen=True)
class Line:
    page: int
    text: str
    left: float
    top: float
    right: float
    bottom: float


def _run(content: bytes, *options: str) -> str:
    done = subprocess.run(
        ["pdftotext", *options, "-", "-"], input=content, capture_output=True, check=True
    )
    return done.stdout.decode()


@cache
def lines(content: bytes) -> list[Line]:
    """Every line of every page, from the top."""
    text = re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f]", "", _run(content, "-bbox-layout"))
    tree = ET.fromstring(text.replace("&nbsp;", " "))
    space = "{http://www.w3.org/1999/xhtml}"
    rows: dict[tuple[int, int], list[tuple[float, float, float, float, str]]] = {}
    for number, sheet in enumerate(tree.iter(f"{space}page"), start=1):
        for word in sheet.iter(f"{space}word"):
            left, top, right, bottom = (
                float(word.get(name, 0)) for name in ("xMin", "yMin", "xMax", "yMax")
            )
            # Baselines differ by face and mark; the middle of a word tells its line.
            row = rows.setdefault((number, round((top + bottom) / 8)), [])
            row.append((left, top, right, bottom, word.text or ""))
    return [_line(number, words) for (number, _), words in sorted(rows.items())]


def _line(page: int, words: list[tuple[float, float, float, float, str]]) -> Line:
    lefts, tops, rights, bottoms, texts = zip(*sorted(words), strict=True)
    return Line(page, "".join(texts), min(lefts), min(tops), max(rights), max(bottoms))


def text_of(content: bytes) -> str:
    """The text layer without line ends and spaces."""
    return re.sub(r"\s+", "", _run(content))
