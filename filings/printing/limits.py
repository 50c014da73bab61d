"""How much one paper may cost; and the sign of a paper that waits for its fonts."""

from dataclasses import dataclass

MEGABYTE = 2**20
NO_PROGRAM = 4
"""Bytes of a font in a chapter: it gets its program when it is bound."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds of processor and of wall time, bytes of memory beyond the warm worker, and sizes."""

    processor: int = 15
    wall: int = 40
    memory: int = 700 * MEGABYTE
    characters: int = 400_000
    elements: int = 20_000
    depth: int = 40
    span: int = 50
    pixels: int = 40_000_000


PAPER = Limits()
DOSSIER = Limits(processor=120, wall=300, characters=4_000_000, elements=120_000)
