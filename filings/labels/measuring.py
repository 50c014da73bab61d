"""The height of a marked label against the shorter side of its picture (GB 45438-2025, 5.2).

The five per cent are the height of the drawn characters, so the box must fit them tightly.
"""

import warnings
from dataclasses import dataclass
from typing import IO

from PIL import Image, UnidentifiedImageError

from filings.labels.findings import Finding, found
from filings.labels.source import Damaged

PER_CENT = 5


@dataclass(frozen=True)
class Box:
    """In pixels, from the upper left corner."""

    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True)
class Measured:
    width: int
    height: int
    box: Box

    @property
    def required(self) -> int:
        """The least height, in whole pixels."""
        return -(-min(self.width, self.height) * PER_CENT // 100)

    @property
    def per_cent(self) -> float:
        """Of the shorter side."""
        return round(100 * self.box.height / min(self.width, self.height), 2)

    @property
    def findings(self) -> tuple[Finding, ...]:
        box = self.box
        inside = (
            min(box.x, box.y) >= 0
            and min(box.width, box.height) > 0
            and box.x + box.width <= self.width
            and box.y + box.height <= self.height
        )
        if not inside:
            return (found("box_outside"),)
        if box.height < self.required:
            return (found("box_low", height=box.height, required=self.required),)
        return ()

    def as_json(self) -> dict[str, object]:
        return {
            "height": self.box.height,
            "required": self.required,
            "per_cent": self.per_cent,
            "findings": [finding.as_json() for finding in self.findings],
        }


def measure(picture: IO[bytes], box: Box) -> Measured:
    """Raises Damaged when the file is no picture; its pixels are not read."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(picture) as image:
                return Measured(*image.size, box)
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError) as fault:
        raise Damaged("picture") from fault
