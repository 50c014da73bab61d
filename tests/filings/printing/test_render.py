"""One paper: valid, repeatable, readable, and refused with a sentence when it cannot be printed."""

from datetime import UTC, datetime
from io import BytesIO

import page
import pikepdf
import pytest

from filings import drawing, printing
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


def test_flow_chart_code_and_facts_travel_in_a_valid_file() -> None:
    steps = [drawing.Step("a", "input", "用户行为"), drawing.Step("b", "output", "信息流展示")]
    chart = drawing.draw(steps, title="机制", kinds={"input": "输入", "output": "输出"}).encode()
    body = (
        "<h1>一</h1><figure><img src='asset:flow' alt='机制的流程图'><figcaption>图1</figcaption>"
        "</figure><ol><li>一</li><li>二</li></ol><ul><li>三</li></ul>"
        "<img src='asset:code' alt='核验页的二维码'>"
    )
    facts = printing.Attachment("filing.json", b'{"name":"x"}', "Source", "披露的事实")
    for style in STYLES:
        printed = printing.render(
            paper(body),
            title="一",
            style=style,
            created=MOMENT,
            assets={"flow": chart, "code": printing.qr_code("https://example.org/v/1")},
            attachments=[facts],
        )
        for profile in ("3a", "ua1"):
            report = page.validate_pdf_bytes(printed.content, profile=profile)
            assert [failure.message for failure in report.failures] == []
        with pikepdf.open(BytesIO(printed.content)) as pdf:
            assert pdf.attachments["filing.json"].get_file().read_bytes() == facts.content
            assert [str(each.AFRelationship) for each in pdf.Root.AF] == ["/Source"]


def test_english_paper_is_english() -> None:
    text = paper(
        "<h1>Notice</h1><p>“Settings – Privacy” is where it is switched off.</p>", "Notice"
    )
    printed = printing.render(text, title="Notice", language="en", created=MOMENT)
    with pikepdf.open(BytesIO(printed.content)) as pdf:
        assert str(pdf.Root.Lang) == "en"
    assert page.is_pdf_compliant_bytes(printed.content, profile="ua1")


def test_label_of_generated_content_is_in_the_metadata() -> None:
    label = '{"Label":"1","ContentProducer":"001191310115MA1K4UFN3600000"}'
    printed = printing.render(NOTICE, title="一", created=MOMENT, label=label)
    assert b"<TC260:AIGC>" in printed.content
    assert page.is_pdf_compliant_bytes(printed.content, profile="3a")


@pytest.mark.parametrize(("title", "language"), [("", "zh-Hans"), (" ", "zh-Hans"), ("一", "")])
def test_title_and_language_are_mandatory(title: str, language: str) -> None:
    with pytest.raises(printing.MarkupRefused):
        printing.render(NOTICE, title=title, language=language)
