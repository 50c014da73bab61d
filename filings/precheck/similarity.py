"""How much of one Chinese text stands in another, and which passages; and prints to look it up by.

Texts are compared by overlapping pieces of eight characters without spaces and punctuation, so a
changed comma hides nothing. Prints are a selection of the pieces (winnowing: the least of each
window), so that two texts that share a run of `PIECE + WINDOW - 1` characters share a print.
"""

import unicodedata
import zlib
from collections.abc import Iterator

PIECE, WINDOW = 8, 12


def plain(text: str) -> str:
    """Letters and digits only, in one width and one case."""
    return "".join(char for char, _place in _letters(text))


def length(text: str) -> int:
    return len(plain(text))


def share(text: str, other: str) -> int:
    """Percent of the pieces of `text` that stand in `other`."""
    ours, theirs = _pieces(plain(text)), set(_pieces(plain(other)))
    return 100 * sum(piece in theirs for piece in ours) // len(ours) if ours else 0


def passages(text: str, other: str, least: int) -> list[str]:
    """The runs of `text` that stand in `other` too and have `least` letters or more."""
    letters = list(_letters(text))
    whole, theirs = "".join(char for char, _place in letters), plain(other)
    return [
        text[letters[start][1] : letters[end - 1][1] + 1]
        for start, end in _runs(whole, theirs, least)
    ]


def prints(text: str) -> tuple[int, ...]:
    """A selection of 31-bit hashes of the pieces, sorted; the same on every machine."""
    hashes = [zlib.crc32(piece.encode()) >> 1 for piece in _pieces(plain(text))]
    windows = range(max(1, len(hashes) - WINDOW + 1)) if hashes else ()
    return tuple(sorted({min(hashes[start : start + WINDOW]) for start in windows}))


def _letters(text: str) -> Iterator[tuple[str, int]]:
    for place, char in enumerate(text):
        for narrow in unicodedata.normalize("NFKC", char).lower():
            if narrow.isalnum():
                yield narrow, place


def _pieces(whole: str) -> list[str]:
    return [whole[start : start + PIECE] for start in range(len(whole) - PIECE + 1)]


def _runs(whole: str, theirs: str, least: int) -> Iterator[tuple[int, int]]:
    start = 0
    while start + least <= len(whole):
        if whole[start : start + least] not in theirs:
            start += 1
            continue
        end = start + least
        while end < len(whole) and whole[start : end + 1] in theirs:
            end += 1
        yield start, end
        start = end
