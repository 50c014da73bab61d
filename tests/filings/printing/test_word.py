"""Word files: structure, words, pictures, the same bytes again, and LibreOffice opens them."""

import shutil
import subprocess
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import docx
import pikepdf
import pytest
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from PIL import Image

from filings import drawing, printing
from filings.printing import word
from tests.filings.printing.papers import NOTICE, PARAGRAPH, paper

MOMENT = datetime(2026, 11, 24, tzinfo=UTC)
CHART = drawing.draw(
    [drawing.Step("a", "input", "用户行为"), drawing.Step("b", "output", "信息流展示")],
    title="机制",
    kinds={"input": "输入", "output": "输出"},
).encode()
REPORT = paper(
    "<h1>报告</h1><h2>一、机制机理</h2><h3>（一）输入</h3>"
    + f"<p>{PARAGRAPH}</p>" * 40
    + "<p>重点<strong>加粗</strong>，x<sup>2</sup><br>第二行</p><ol><li>一项</li><li>二项</li></ol>"
    "<figure><img src='asset:chart' alt='流程图' style='width:60mm'>"
    "<figcaption>图1　流程</figcaption></figure>"
    "<table><colgroup><col style='width:25%'><col></colgroup><thead><tr>"
    "<th scope='col'>项目</th><th scope='col'>内容</th></tr></thead><tbody>"
    "<tr><td rowspan='2'>甲</td>"
    "<td><p>乙一</p><p>乙二</p></td></tr><tr><td>丙</td></tr></tbody></table>",
    title="报告",
)


def made(style: printing.printer.Style = "working") -> bytes:
    return word.to_docx(REPORT, title="报告", style=style, created=MOMENT, assets={"chart": CHART})


def test_word_file_has_the_structure_of_the_paper() -> None:
    document = docx.Document(BytesIO(made()))
    outline = [
        (each.style.name, each.text)
        for each in document.paragraphs
        if each.style and each.style.name and each.style.name.startswith("Heading")
    ]
    assert outline == [
        ("Heading 1", "报告"),
        ("Heading 2", "一、机制机理"),
        ("Heading 3", "（一）输入"),
    ]
    words = [each.text for each in document.paragraphs]
    assert words.count(PARAGRAPH) == 40
    assert "重点加粗，x2\n第二行" in words
    assert [text for text in words if "项" in text and len(text) < 8] == ["1. 一项", "2. 二项"]
    assert "图1　流程" in words
    (table,) = document.tables
    cells = [[cell.text for cell in row.cells] for row in table.rows]
    assert cells == [["项目", "内容"], ["甲", "乙一\n乙二"], ["甲", "丙"]]
    (shape,) = document.inline_shapes
    assert shape._inline.docPr.get("descr") == "流程图"
    assert shape.width.mm == pytest.approx(60, abs=0.1)
    assert document.core_properties.title == "报告"


def test_same_paper_gives_the_same_word_file() -> None:
    assert made() == made()


def test_official_word_file_has_the_official_page() -> None:
    document = docx.Document(BytesIO(made("official")))
    section = document.sections[0]
    assert section.top_margin == pytest.approx(Mm(37), abs=Pt(0.1))
    assert section.left_margin == pytest.approx(Mm(28), abs=Pt(0.1))
    fonts = document.styles["Heading 1"].element.rPr.rFonts
    east = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}eastAsia"
    assert fonts.get(east) == "方正小标宋简体"


def test_signs_of_markup_stay_text() -> None:
    file = word.to_docx(paper("<p>a &lt; b &amp;&amp; c</p>"), title="一", created=MOMENT)
    assert docx.Document(BytesIO(file)).paragraphs[-1].text == "a < b && c"


@pytest.mark.parametrize(
    "data", [b"\x89PNG cut", b"no picture", b"<svg/>", b"<svg viewBox='0 0 1e9 1'/>"]
)
def test_bad_picture_is_refused(data: bytes) -> None:
    with pytest.raises(printing.AssetRefused):
        word.to_docx(paper("<img alt='' src='asset:a'>"), title="一", assets={"a": data})


def test_unknown_picture_is_refused() -> None:
    with pytest.raises(printing.MarkupRefused):
        word.to_docx(paper("<img alt='' src='asset:a'>"), title="一")


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice prints it: install it")
@pytest.mark.parametrize("style", ["working", "official"])
def test_libreoffice_prints_as_many_pages(style: printing.printer.Style, tmp_path: Path) -> None:
    file = tmp_path / "report.docx"
    file.write_bytes(made(style))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    subprocess.run(
        ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", tmp_path, file],
        check=True,
        capture_output=True,
        timeout=120,
    )
    ours = printing.render(REPORT, title="报告", style=style, assets={"chart": CHART}).pages
    with pikepdf.open(tmp_path / "report.pdf") as pdf:
        assert abs(len(pdf.pages) - ours) <= max(1, ours * 0.1)


def test_notice_is_printed_and_written_with_the_same_words() -> None:
    text = "".join(
        each.text
        for each in docx.Document(
            BytesIO(word.to_docx(NOTICE, title="拟公示内容", created=MOMENT))
        ).paragraphs
    )
    assert PARAGRAPH in text


def test_rows_stay_whole_a_signature_has_room_and_a_tall_picture_fits_the_page() -> None:
    html = (
        "<html lang='zh-Hans'><title>x</title><h2 class='break'>二</h2><p class='caption'>表1</p>"
        "<table><tr><th scope='row'>签名</th><td class='blank'>（手写）</td></tr></table>"
        "<figure><img alt='图' src='asset:tall'></figure><nav><p>目录</p></nav>"
    )
    stream = BytesIO()
    Image.new("RGB", (400, 4000), "white").save(stream, "PNG", dpi=(100, 100))
    content = word.to_docx(html, title="x", assets={"tall": stream.getvalue()})
    document = docx.Document(BytesIO(content))
    (row,) = document.tables[0].rows
    assert round(row.height.mm) == 16
    assert row._tr.trPr.findall(qn("w:cantSplit"))
    assert document.inline_shapes[0].height == Mm(205)
    assert document.inline_shapes[0].width == int(Mm(205) / 10)
    heading, caption = document.paragraphs[:2]
    assert heading.paragraph_format.page_break_before
    assert caption.paragraph_format.keep_with_next
    assert "目录" not in "".join(each.text for each in document.paragraphs)
