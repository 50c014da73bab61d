"""Exhibits: whatever a file is, it becomes pictures or is named; it never raises anything else."""

import io
from typing import Any

import pikepdf
import pytest

from filings.printing.errors import NotReadable
from filings.services.dossier_press import MOST_SHEETS, drawn
from tests.filings import files


def pdf(pages: int, **saving: Any) -> bytes:
    out, made = io.BytesIO(), pikepdf.new()
    for _page in range(pages):
        made.add_blank_page(page_size=(200, 300))
    made.save(out, **saving)
    return out.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        files.pdf(),
        pdf(2)[:-300],
        pdf(2, encryption=pikepdf.Encryption(owner="a", user="b")),
    ],
    ids=["empty", "pageless", "cut off", "encrypted"],
)
def test_a_broken_or_encrypted_pdf_is_not_readable(content: bytes) -> None:
    with pytest.raises(NotReadable):
        drawn("application/pdf", content)


def test_a_long_pdf_shows_its_first_pages_and_counts_all() -> None:
    pictures, pages = drawn("application/pdf", pdf(MOST_SHEETS + 3))
    assert (len(pictures), pages) == (MOST_SHEETS, MOST_SHEETS + 3)


def test_pictures_are_taken_as_they_are_and_other_kinds_are_not_shown() -> None:
    picture = files.picture("PNG")
    assert drawn("image/png", picture) == ([picture], 1)
    assert drawn("text/csv", b"a,b") == ([], 0)
