from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from filings import printing
from filings.drawing import Step, draw
from filings.drawing.layout import Box, lay_out
from filings.drawing.words import width, wrap
from tests.filings.printing.papers import paper

KINDS = {
    "rule": "规则",
    "model": "模型",
    "intervention": "干预",
    "manual": "人工",
    "compliance_check": "合规检查",
}
SVG = "{http://www.w3.org/2000/svg}"
FORBIDDEN = {"style", "onload", "onclick", "href"}


def picture(*steps: Step) -> ET.Element:
    return ET.fromstring(draw(steps, title="机制", kinds=KINDS))


def arrows(svg: ET.Element) -> list[ET.Element]:
    return [path for path in svg.iter(f"{SVG}path") if "marker-end" in path.attrib]


def overlap(one: Box, other: Box) -> bool:
    return (
        one.left < other.right
        and other.left < one.right
        and one.top < other.bottom
        and other.top < one.bottom
    )


def test_each_step_shows_its_number_kind_and_label() -> None:
    svg = picture(Step("a", "rule", "召回"), Step("b", "model", "排序模型"))
    words = [text.text for text in svg.iter(f"{SVG}text")]
    assert words == ["1 · 规则", "召回", "2 · 模型", "排序模型"]


def test_the_picture_is_told_in_words() -> None:
    svg = picture(Step("a", "rule", "召回", ("b", "c")), Step("b", "model", "排序"),
                  Step("c", "manual", "复核", ("a",)))  # fmt: skip
    assert svg.findtext(f"{SVG}title") == "机制"
    assert svg.findtext(f"{SVG}desc") == (
        "1. 召回 (规则) → 2, 3. 2. 排序 (模型) → 3. 3. 复核 (人工) → 1."
    )
    assert svg.attrib["role"] == "img"
    assert svg.attrib["aria-labelledby"] == "mechanism-title mechanism-desc"


def test_kinds_differ_by_outline_and_colour_and_not_by_colour_alone() -> None:
    outlines, colours = set(), set()
    for kind in KINDS:
        group = picture(Step("a", kind, "步骤")).find(f"{SVG}g")
        assert group is not None
        shapes = [e for e in group if e.tag not in (f"{SVG}title", f"{SVG}text")]
        outlines.add((shapes[0].tag, len(shapes), len(shapes[0].get("points", "").split())))
        colours.add(shapes[0].get("fill"))
    assert len(outlines) == len(colours) == len(KINDS)


def test_without_a_next_step_the_one_below_follows_and_an_empty_list_ends() -> None:
    assert len(arrows(picture(Step("a", "rule", "一"), Step("b", "rule", "二")))) == 1
    assert len(arrows(picture(Step("a", "rule", "一", ()), Step("b", "rule", "二")))) == 0
    assert len(arrows(picture(Step("a", "rule", "一", ("gone",)), Step("b", "rule", "二")))) == 0


def test_an_arrow_back_is_dashed() -> None:
    svg = picture(Step("a", "rule", "一", ("b",)), Step("b", "manual", "二", ("a", "b")))
    assert ["stroke-dasharray" in arrow.attrib for arrow in arrows(svg)] == [False, True, True]


@pytest.mark.parametrize("count", [1, 12, 13, 40])
def test_a_long_mechanism_stays_in_the_shape_of_a_page(count: int) -> None:
    svg = picture(*(Step(str(n), "rule", "处理用户请求并计算候选集合得分") for n in range(count)))
    assert int(svg.attrib["height"]) <= 1400
    assert int(svg.attrib["width"]) <= 1100
    assert len(arrows(svg)) == count - 1


def test_nothing_needs_a_style_sheet_or_a_script() -> None:
    svg = picture(Step("a", "manual", '<script>"&\x00\x1b\ud800'), Step("b", "what", "a" * 300))
    assert not [e.tag for e in svg.iter() if FORBIDDEN & set(e.attrib) or "script" in e.tag]
    assert "\x1b" not in draw([Step("a", "rule", "\x1b")], title="t", kinds=KINDS)


steps = st.lists(
    st.tuples(
        st.sampled_from(sorted(KINDS)),
        st.text(max_size=60),
        st.none() | st.lists(st.integers(0, 20).map(str), max_size=4).map(tuple),
    ),
    min_size=1,
    max_size=20,
)


@settings(max_examples=60, deadline=None)
@given(steps)
def test_any_mechanism_gives_a_sound_picture(rows: list[tuple[str, str, tuple[str, ...]]]) -> None:
    svg = picture(*(Step(str(n), *row) for n, row in enumerate(rows)))
    assert len(svg.findall(f"{SVG}g")) == len(rows)


@settings(deadline=None)
@given(
    st.lists(st.integers(50, 120), min_size=1, max_size=40),
    st.lists(st.tuples(st.integers(0, 39), st.integers(0, 39)), max_size=60, unique=True),
)
def test_no_two_boxes_overlap_and_every_edge_is_drawn(
    heights: list[int], pairs: list[tuple[int, int]]
) -> None:
    edges = [pair for pair in pairs if max(pair) < len(heights)]
    layout = lay_out(heights, edges, 208)
    boxes = layout.boxes
    assert not [(a, b) for a in boxes for b in boxes if a is not b and overlap(a, b)]
    assert len(layout.routes) == len(edges)
    assert all(box.right < layout.width and box.bottom < layout.height for box in boxes)


@given(st.text(st.characters(exclude_categories=["Z", "C"])), st.integers(3, 20))
def test_lines_keep_their_width_and_lose_nothing(text: str, widest: int) -> None:
    lines = wrap(text, widest, most=1000)
    assert "".join(lines) == text
    hanging = "，。、；：！？）》」』】”’…—·%"
    assert all(width(line.rstrip(hanging)) <= widest for line in lines)


def test_a_label_too_long_for_the_box_ends_in_an_ellipsis() -> None:
    lines = wrap("推荐" * 60, 10, most=4)
    assert [len(line) for line in lines] == [10, 10, 10, 10]
    assert lines[-1].endswith("…")


def test_the_same_picture_prints_on_one_page() -> None:
    steps = [Step(str(n), kind, "处理用户请求") for n, kind in enumerate([*KINDS] * 8)]
    svg = draw(steps, title="机制", kinds=KINDS)
    body = "<figure><img src='asset:mechanism.svg' alt='机制流程图'></figure>"
    printed = printing.render(
        paper(body, "机制"), title="机制", assets={"mechanism.svg": svg.encode()}
    )
    assert printed.pages == 1
