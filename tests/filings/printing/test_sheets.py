"""Pages of uploaded PDF files as pictures, drawn where a hostile file can do no harm."""

import io

import pytest
from PIL import Image

from filings.printing import render
from filings.printing.errors import NotReadable
from filings.printing.sheets import LARGEST, sheets_of
from tests.filings import files


def pdf(pages: int, style: str = "") -> bytes:
    body = "".join(f"<p style='break-before:page'>第{n}页" for n in range(1, pages + 1))
    html = f"<html lang='zh-Hans'><title>x</title><style>{style}</style>{body}"
    return render(html, title="x").content


def test_the_first_pages_are_drawn_and_all_are_counted() -> None:
    drawn, pages = sheets_of(pdf(3), most=2)
    assert (len(drawn), pages) == (2, 3)
    with Image.open(io.BytesIO(drawn[0])) as picture:
        assert picture.size == (910, 1287)


def test_a_poster_is_shrunk() -> None:
    drawn, _pages = sheets_of(pdf(1, "@page { size: 3000mm 1000mm }"), most=1)
    with Image.open(io.BytesIO(drawn[0])) as picture:
        assert max(picture.size) <= LARGEST + 1


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", files.pdf(), b"\x00" * 4096])
def test_what_is_no_readable_pdf_is_refused(content: bytes) -> None:
    with pytest.raises(NotReadable):
        sheets_of(content, most=2)
