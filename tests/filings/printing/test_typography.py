"""Pages measured with a ruler: the grid of GB/T 9704-2012, full lines, forbidden line ends."""

import random
import re
from itertools import pairwise

import pytest

from filings import printing
from tests.filings.printing.pages import POINT, Line, lines, needs_poppler, text_of
from tests.filings.printing.papers import paper

pytestmark = needs_poppler

PHRASES = (
    "提供者应当落实算法安全主体责任", "建立健全算法机制机理审核、科技伦理审查、用户注册等管理制度",
    "（包括但不限于“热搜”“榜单”与弹窗）", "不得利用算法推荐服务从事危害国家安全的活动",
    "按照“谁提供、谁负责”的原则", "未成年人模式", "以显著方式告知用户其提供算法推荐服务的情况",
    "《互联网信息服务算法推荐管理规定》第二十四条", "日活跃用户1,250,000人", "A/B 测试与灰度发布",
    "备案编号为“网信算备310115000000000000001号”", "峰值QPS≥1,200",
    "用户可以选择关闭——且不影响基本服务",
    "在10个工作日内", "模型版本v2.3.1", "“便利度”与“透明度”",
)  # fmt: skip
NEVER_FIRST = "，。、；：！？）》」』】〕”’"
NEVER_LAST = "（《「『【〔“‘"
HALF_EMPTY = "，。、；：）》」』】〕”’"


def long_text(paragraphs: int) -> str:
    pick = random.Random(9704)
    made = []
    for _ in range(paragraphs):
        phrases = [pick.choice(PHRASES) + pick.choice("，，，；、：") for _ in range(12)]
        made.append(f"<p>{''.join(phrases)[:-1]}。</p>")
    return "".join(made)


def is_folio(line: Line) -> bool:
    return re.fullmatch(r"\d+/\d+", line.text) is not None


@pytest.fixture(scope="module")
def working() -> bytes:
    return printing.render(paper(long_text(90)), title="一").content


def test_official_page_has_22_lines_of_28_characters() -> None:
    body = f"<p class='flush'>{'算法备案公示机制原理用途意图' * 88}</p>"
    printed = printing.render(paper(body), title="一", style="official")
    rows = [line for line in lines(printed.content) if "—" not in line.text]
    assert printed.pages == 2
    assert [len(line.text) for line in rows] == [28] * 44
    assert [sum(line.page == page for line in rows) for page in (1, 2)] == [22, 22]
    first, second = rows[0], rows[1]
    assert first.left == pytest.approx(28 * POINT, abs=0.1)
    assert first.right == pytest.approx((28 + 156) * POINT, abs=0.6)
    assert second.top - first.top == pytest.approx(225 / 22 * POINT, abs=0.01)
    assert rows[21].bottom < (37 + 225) * POINT


def test_official_page_number_stands_outside_right_and_left() -> None:
    printed = printing.render(paper(long_text(12)), title="一", style="official")
    right, left = [line for line in lines(printed.content) if line.text in {"—1—", "—2—"}]
    assert right.right == pytest.approx((210 - 26) * POINT - 14, abs=2)
    assert left.left == pytest.approx(28 * POINT + 14, abs=2)
    assert right.top > (37 + 225 + 5) * POINT


def test_no_line_starts_or_ends_with_a_forbidden_mark(working: bytes) -> None:
    rows = [line.text for line in lines(working)]
    assert len(rows) > 300
    assert [text for text in rows if text[0] in NEVER_FIRST] == []
    assert [text for text in rows if text[-1] in NEVER_LAST] == []


def test_full_lines_reach_the_margin(working: bytes) -> None:
    margin, size = (210 - 22) * POINT, 10.5
    full = [line for line in lines(working) if line.text[-1] != "。" and not is_folio(line)]
    short = [
        line
        for line in full
        if margin - line.right + (size / 2 if line.text[-1] in HALF_EMPTY else 0) > 6
    ]
    assert len(full) > 200
    assert len(short) / len(full) < 0.08


def test_text_layer_is_the_text(working: bytes) -> None:
    wanted = long_text(90).replace("<p>", "").replace("</p>", "").replace(" ", "")
    without_folios = "".join(line.text for line in lines(working) if not is_folio(line))
    assert without_folios == wanted
    assert "\u200b" not in text_of(working)


def test_line_of_two_faces_keeps_the_grid_and_the_margin() -> None:
    body = (
        "<p>重点<em>强调</em>，以及 English words in a Chinese paragraph，"
        "䶮喆堃，臺灣：QPS≥1,200。</p>"
    )
    printed = printing.render(paper(body * 6), title="一", style="official")
    rows = [line for line in lines(printed.content) if "—" not in line.text]
    middles = [(line.top + line.bottom) / 2 for line in rows]
    steps = [after - before for before, after in pairwise(middles)]
    assert steps == pytest.approx([225 / 22 * POINT] * len(steps), abs=0.1)
    assert max(line.right for line in rows) < (28 + 156) * POINT + 0.6
