"""Five per cent of the shorter side, in pixels."""

import io

import pytest
from PIL import Image

from filings.labels import Box, Damaged, Measured, measure
from filings.labels.findings import found


@pytest.mark.parametrize(
    ("width", "height", "required"),
    [(1920, 1080, 54), (1080, 1920, 54), (100, 100, 5), (101, 101, 6), (119, 500, 6), (1, 1, 1)],
)
def test_the_shorter_side_decides(width: int, height: int, required: int) -> None:
    assert Measured(width, height, Box(0, 0, 1, 1)).required == required


def test_a_font_of_five_per_cent_is_too_low() -> None:
    """Its characters are about four fifths of it: 44 of 54 px, as measured on a real picture."""
    low, high = Measured(1920, 1080, Box(9, 9, 400, 44)), Measured(1920, 1080, Box(9, 9, 400, 54))
    assert low.findings == (found("box_low", height=44, required=54),)
    assert (low.per_cent, high.per_cent, high.findings) == (4.07, 5.0, ())


@pytest.mark.parametrize(
    "box",
    [Box(-1, 0, 9, 9), Box(0, 92, 9, 9), Box(92, 0, 9, 9), Box(0, 0, 0, 9), Box(0, 0, 9, -9)],
)
def test_a_box_lies_in_the_picture(box: Box) -> None:
    assert Measured(100, 100, box).findings == (found("box_outside"),)


def test_the_sizes_come_from_the_picture() -> None:
    out = io.BytesIO()
    Image.new("RGB", (300, 200)).save(out, "WEBP")
    assert measure(out, Box(0, 0, 90, 10)) == Measured(300, 200, Box(0, 0, 90, 10))


@pytest.mark.parametrize("content", [b"", b"text", b"\x89PNG\r\n\x1a\n" + bytes(40)])
def test_what_is_no_picture_is_not_measured(content: bytes) -> None:
    with pytest.raises(Damaged):
        measure(io.BytesIO(content), Box(0, 0, 1, 1))


def test_a_picture_of_absurd_size_is_not_unpacked() -> None:
    out = io.BytesIO()
    Image.new("1", (12_000, 12_000)).save(out, "PNG")
    assert measure(out, Box(0, 0, 900, 600)).findings == ()
