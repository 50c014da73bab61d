"""Breaking a label into lines: Chinese between any two characters, Latin between words."""

import re
import unicodedata

_PIECE = re.compile(r"[0-9A-Za-z_.,:;!?()\[\]/&%+'’\-]+|\s+|.", re.DOTALL)
_NEVER_FIRST = "，。、；：！？）》」』】”’…—·%"


def printable(text: str) -> str:
    """On one line, without the characters that XML cannot hold."""
    return " ".join("".join(" " if unicodedata.category(c)[0] == "C" else c for c in text).split())


def width(text: str) -> float:
    """In widths of a Chinese character; a Latin letter takes a little over half."""
    return sum(1.0 if unicodedata.east_asian_width(char) in "WFA" else 0.58 for char in text)


def wrap(text: str, widest: float, most: int) -> list[str]:
    """At most `most` lines of at most `widest` Chinese characters; the last may end in “…”."""
    lines = [""]
    for piece in _pieces(text, widest):
        if width(lines[-1] + piece.rstrip()) <= widest or piece in _NEVER_FIRST:
            lines[-1] += piece
        else:
            lines.append(piece.lstrip())
    lines = [line.strip() for line in lines]
    if len(lines) > most:
        lines = lines[:most]
        while width(lines[-1]) > widest - 1:
            lines[-1] = lines[-1][:-1]
        lines[-1] += "…"
    return lines


def _pieces(text: str, widest: float) -> list[str]:
    longest = int(widest / 0.58)
    return [
        piece[start : start + longest]
        for piece in _PIECE.findall(text)
        for start in range(0, len(piece), longest)
    ]
