"""One shape for each kind of step, after ISO 5807 where it has one."""

from filings.drawing.layout import Box

Shape = tuple[str, dict[str, str]]

COLOURS = {
    "rule": ("#eef3f2", "#2f5d5b"),
    "model": ("#e4eefb", "#1f4f8a"),
    "intervention": ("#fdf1d8", "#7c5200"),
    "manual": ("#f2eaf8", "#5b3a82"),
    "compliance_check": ("#e3f4e7", "#1c6237"),
}
PLAIN = ("#f4f4f2", "#4a5757")
_CUT = 14


def shape(kind: str, box: Box) -> list[Shape]:
    """The outline, and for a model the two bars of a predefined process."""
    left, top, right, bottom, middle = box.left, box.top, box.right, box.bottom, box.centre
    match kind:
        case "model":
            return [
                _rect(box, "10"),
                *(("path", {"d": f"M{x:g} {top:g} V{bottom:g}"}) for x in (left + 9, right - 9)),
            ]
        case "intervention":
            return [
                _polygon(
                    (left, middle), (left + _CUT, top), (right - _CUT, top), (right, middle),
                    (right - _CUT, bottom), (left + _CUT, bottom),
                )
            ]  # fmt: skip
        case "manual":
            return [
                _polygon((left, top), (right, top), (right - _CUT, bottom), (left + _CUT, bottom))
            ]
        case "compliance_check":
            return [
                _polygon(
                    (left + _CUT, top), (right - _CUT, top), (right, top + _CUT),
                    (right, bottom - _CUT), (right - _CUT, bottom), (left + _CUT, bottom),
                    (left, bottom - _CUT), (left, top + _CUT),
                )
            ]  # fmt: skip
    return [_rect(box, "0")]


def _rect(box: Box, radius: str) -> Shape:
    return "rect", {
        "x": f"{box.left:g}",
        "y": f"{box.top:g}",
        "width": f"{box.right - box.left:g}",
        "height": f"{box.bottom - box.top:g}",
        "rx": radius,
    }


def _polygon(*points: tuple[float, float]) -> Shape:
    return "polygon", {"points": " ".join(f"{x:g},{y:g}" for x, y in points)}
