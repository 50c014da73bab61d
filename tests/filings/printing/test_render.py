"""One paper: valid, repeatable, readable, and refused with a sentence when it cannot be printed."""

from datetime import UTC, datetime
from io import BytesIO

import page
import pikepdf
import pytest

from filings import printing
from tests.filings.printing.papers import NOTICE, paper

MOMENT = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
STYLES: list[printing.printer.Style] = ["working", "official"]


@pytest.mark.parametrize("profile", ["3a", "ua1"])
@pytest.mark.parametrize("style", STYLES)
def test_paper_is_archivable_and_accessible(style: printing.printer.Style, profile: str) -> None:
    printed = printing.render(NOTICE, title="拟公示内容", style=style, created=MOMENT)
    report = page.validate_pdf_bytes(printed.content, profile=profile)
    assert [failure.message for failure in report.failures] == []


def test_same_paper_gives_the_same_bytes_in_a_fresh_worker() -> None:
    first = printing.render(NOTICE, title="拟公示内容", created=MOMENT)
    printing.shop.SHOP.close()
    second = printing.render(NOTICE, title="拟公示内容", created=MOMENT)
    assert (first.sha256, first.fingerprint) == (second.sha256, second.fingerprint)


def test_file_names_its_title_language_and_moment() -> None:
    printed = printing.render(NOTICE, title="拟公示内容", language="zh-Hans", created=MOMENT)
    with pikepdf.open(BytesIO(printed.content)) as pdf:
        assert str(pdf.Root.Lang) == "zh-Hans"
        assert str(pdf.docinfo.Title) == "拟公示内容"
        assert str(pdf.docinfo.CreationDate) == "D:20261124093000+00'00'"
        assert [str(item.title) for item in pdf.open_outline().root] == ["拟公示内容"]
        assert len(pdf.pages) == printed.pages


def test_missing_glyphs_are_named() -> None:
    with pytest.raises(printing.GlyphMissing) as refusal:
        printing.render(paper("<p>很好😀𠀀</p>"), title="一")
    assert refusal.value.parameters == {"characters": "😀 (U+1F600), 𠀀 (U+20000)"}
    assert "😀" in str(refusal.value.sentence)
