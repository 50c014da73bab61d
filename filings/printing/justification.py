"""Chinese justification for WeasyPrint, which spreads lines at spaces only.

Space goes between Chinese characters, full-width marks and at word spaces; Latin words are never
spread. Two private functions of WeasyPrint 70.0 are replaced, so its version is pinned and a golden
test measures the lines. GB/T 15834 forbids certain marks at line ends; Pango (UAX 14) holds that.
"""

import re
from collections.abc import Iterator
from typing import Any

from weasyprint.formatting_structure import boxes
from weasyprint.layout import inline
from weasyprint.text import line_break
from weasyprint.text.ffi import TO_UNITS, ffi, pango

HAN = "\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
WIDE = "\u2014\u2018\u2019\u201c\u201d\u2026\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6" + HAN
STRETCH = re.compile(f"[{WIDE} \u00a0]+")
HALF_EMPTY = frozenset("，。、；：）》」』】〕”’")  # the right half of the em box holds no ink
MOST = 0.6  # of an em; a line that would need more stays short

BREAK = "\u200b"
QUOTE = re.compile(f"(?<=[{HAN}，。、；：！？）》」』])(?=[“‘])|(?<=[”’])(?=[{HAN}（《「『])")


def ease_quotes(text: str) -> str:
    """Let a line break between a Chinese character and a quotation mark, which UAX 14 forbids."""
    return QUOTE.sub(BREAK, text) if "“" in text or "”" in text or "‘" in text else text


class _Spread(float):
    """Extra space in pixels after each stretchable character; a plain float is space per word."""


_set_text = line_break.Layout.set_text
_justify_line = inline.justify_line


def _set_spread_text(layout: Any, text: str, justify: bool = False) -> None:
    spread = layout.justification_spacing
    if not justify or not isinstance(spread, _Spread):
        _set_text(layout, text, justify)
        return
    layout.justification_spacing = 0
    _set_text(layout, text, justify)
    layout.justification_spacing = spread
    spacing = layout.style["letter_spacing"]
    unit = int(((0 if spacing == "normal" else spacing) + spread) * TO_UNITS)
    attributes = pango.pango_layout_get_attributes(layout.layout)
    if attributes == ffi.NULL:
        attributes = ffi.gc(pango.pango_attr_list_new(), pango.pango_attr_list_unref)
    position = offset = 0
    for match in STRETCH.finditer(layout.text):
        offset += len(layout.text[position : match.start()].encode())
        end = offset + len(match[0].encode())
        attribute = pango.pango_attr_letter_spacing_new(unit)
        attribute.start_index, attribute.end_index = offset, end
        pango.pango_attr_list_change(attributes, attribute)
        position, offset = match.end(), end
    pango.pango_layout_set_attributes(layout.layout, attributes)


def _gaps(text: str) -> float:
    """How many gaps a text takes; Pango trims half a gap at each outer end of a run."""
    count = ends = 0
    for match in STRETCH.finditer(text):
        count += match.end() - match.start()
        ends += (match.start() == 0) + (match.end() == len(text))
    return count - ends / 2


def _texts(box: Any) -> Iterator[Any]:
    if isinstance(box, boxes.TextBox):
        if box.text:
            yield box
    elif isinstance(box, boxes.LineBox | boxes.InlineBox):
        for child in box.children:
            if child.is_in_normal_flow():
                yield from _texts(child)


def _drop_breaks(context: Any, text_boxes: list[Any]) -> float:
    """Take the break helpers out of a finished line; the width that is won or lost."""
    total = 0.0
    for box in text_boxes:
        box.width_change = 0.0
        if BREAK in box.text:
            box.text = box.text.replace(BREAK, "")
            layout = line_break.create_layout(box.text, box.style, context, None, 0)
            width, _ = line_break.line_size(layout.get_first_line()[0], box.style)
            layout.deactivate()
            box.pango_layout, box.width_change = layout, width - box.width
            box.width = width
            total += box.width_change
    return total


def _spread(context: Any, box: Any, space: _Spread, advance: float) -> float:
    """Move the boxes of a line apart; the advance at its end."""
    if isinstance(box, boxes.TextBox):
        box.position_x += advance
        if box.text:
            added = space * _gaps(box.text)
            box.justification_spacing = space
            box.width += added
            advance += added + box.width_change
            if box.pango_layout.text == box.text:
                box.pango_layout.justification_spacing = space
            else:
                layout = line_break.create_layout(box.text, box.style, context, None, space)
                layout.deactivate()
                box.pango_layout = layout
        return advance
    if not isinstance(box, boxes.LineBox | boxes.InlineBox):
        box.translate(advance, 0)
        return advance
    box.position_x += advance
    before = advance
    children = box.children[::-1] if box.style["direction"] == "rtl" else box.children
    for child in children:
        if child.is_in_normal_flow():
            advance = _spread(context, child, space, advance)
    box.width += advance - before
    return advance


def _justify_chinese_line(context: Any, line: Any, extra: float) -> None:
    text_boxes = list(_texts(line))
    if not text_boxes:
        return
    extra -= _drop_breaks(context, text_boxes)
    total = sum(_gaps(box.text) for box in text_boxes)
    size = text_boxes[-1].style["font_size"]
    if text_boxes[-1].text[-1] in HALF_EMPTY:
        extra += size * 0.5
    spread = _Spread(extra / total if total >= 2 else 0)
    if spread > size * MOST:
        spread = _Spread(0)
    _spread(context, line, spread, 0)


def install() -> None:
    """Replace the two functions of WeasyPrint; once per worker, before the first paper."""
    line_break.Layout.set_text = _set_spread_text
    inline.justify_line = _justify_chinese_line
