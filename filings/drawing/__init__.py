"""The mechanism as a flow chart: steps in, SVG out. Knows no model, no request and no style sheet.

The picture carries its own attributes, so that the page (under a content policy without inline
style) and the print shop show the same. Kinds differ by shape, word and colour.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from xml.etree import ElementTree as ET

from filings.drawing import shapes
from filings.drawing.layout import Edge, Layout, lay_out
from filings.drawing.words import printable, wrap

INK, LINE, PAPER = "#1d2424", "#4a5757", "#ffffff"
FONT = "PingFang SC, Microsoft YaHei, Noto Sans CJK SC, sans-serif"
NODE_WIDTH, LINE_HEIGHT, TEXT_SIZE, MOST_LINES = 208, 20, 14, 4


@dataclass(frozen=True)
class Step:
    """`next` names the keys of the steps that may follow; None means the step below."""

    key: str
    kind: str
    label: str
    next: tuple[str, ...] | None = None


def draw(
    steps: Sequence[Step], *, title: str, kinds: Mapping[str, str], ident: str = "mechanism"
) -> str:
    """`kinds` gives the word for each kind of step; `ident` keeps ids apart on one page."""
    steps = [replace(step, label=printable(step.label)) for step in steps]
    lines = [wrap(step.label, (NODE_WIDTH - 40) / TEXT_SIZE, MOST_LINES) for step in steps]
    heights = [34 + LINE_HEIGHT * len(each) for each in lines]
    layout = lay_out(heights, _edges(steps), NODE_WIDTH)
    svg = _canvas(layout, ident)
    _add(svg, "title", {"id": f"{ident}-title"}, title)
    _add(svg, "desc", {"id": f"{ident}-desc"}, _told(steps, kinds))
    _arrow_head(svg, ident)
    _add(svg, "rect", {"width": _n(layout.width), "height": _n(layout.height), "fill": PAPER})
    for route in layout.routes:
        _add(
            svg,
            "path",
            {
                "d": route.path,
                "fill": "none",
                "stroke": LINE,
                "stroke-width": "1.5",
                "marker-end": f"url(#{ident}-arrow)",
            }
            | ({"stroke-dasharray": "5 4"} if route.back else {}),
        )
    for place, step in enumerate(steps):
        _node(svg, layout, place, step, kinds.get(step.kind, step.kind), lines[place])
    return ET.tostring(svg, encoding="unicode")


def _edges(steps: Sequence[Step]) -> list[Edge]:
    place = {step.key: number for number, step in enumerate(steps)}
    edges: dict[Edge, None] = {}
    for number, step in enumerate(steps):
        below = [number + 1] if number + 1 < len(steps) else []
        named = below if step.next is None else [place[k] for k in step.next if k in place]
        edges |= {(number, target): None for target in named}
    return list(edges)


def _told(steps: Sequence[Step], kinds: Mapping[str, str]) -> str:
    """The picture in words, for those who do not see it."""
    follow: dict[int, list[str]] = {}
    for source, target in _edges(steps):
        follow.setdefault(source, []).append(str(target + 1))
    return " ".join(
        f"{number + 1}. {step.label} ({kinds.get(step.kind, step.kind)})"
        + (f" → {', '.join(follow[number])}." if number in follow else ".")
        for number, step in enumerate(steps)
    )


def _canvas(layout: Layout, ident: str) -> ET.Element:
    return ET.Element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "viewBox": f"0 0 {_n(layout.width)} {_n(layout.height)}",
            "width": _n(layout.width),
            "height": _n(layout.height),
            "role": "img",
            "aria-labelledby": f"{ident}-title {ident}-desc",
            "class": "flow",
            "font-family": FONT,
        },
    )


def _arrow_head(svg: ET.Element, ident: str) -> None:
    marker = _add(
        _add(svg, "defs", {}),
        "marker",
        {
            "id": f"{ident}-arrow",
            "viewBox": "0 0 8 8",
            "refX": "7.5",
            "refY": "4",
            "markerWidth": "7",
            "markerHeight": "7",
            "orient": "auto",
        },
    )
    _add(marker, "path", {"d": "M0 0 L8 4 L0 8 z", "fill": LINE})


def _node(
    svg: ET.Element, layout: Layout, place: int, step: Step, kind: str, lines: list[str]
) -> None:
    box = layout.boxes[place]
    fill, stroke = shapes.COLOURS.get(step.kind, shapes.PLAIN)
    node = _add(svg, "g", {"class": f"flow-node flow-{step.kind}"})
    _add(node, "title", {}, f"{place + 1}. {kind}: {step.label}")
    for tag, attributes in shapes.shape(step.kind, box):
        _add(node, tag, attributes | {"fill": fill, "stroke": stroke, "stroke-width": "1.5"})
    middle = _n(box.middle)
    words = {"x": middle, "text-anchor": "middle"}
    _add(
        node,
        "text",
        words | {"y": _n(box.top + 19), "font-size": "12", "font-weight": "600", "fill": stroke},
        f"{place + 1} · {kind}",
    )
    for number, line in enumerate(lines):
        below = box.top + 39 + number * LINE_HEIGHT
        _add(
            node,
            "text",
            words | {"y": _n(below), "font-size": str(TEXT_SIZE), "fill": INK},
            line,
        )


def _add(parent: ET.Element, tag: str, attributes: dict[str, str], text: str = "") -> ET.Element:
    element = ET.SubElement(parent, tag, attributes)
    element.text = text or None
    return element


def _n(number: float) -> str:
    return f"{number:g}"
