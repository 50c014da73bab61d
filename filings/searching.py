"""The words by which a record is found, and the key by which its name is sorted.

Text is kept and asked for in one form: compatibility characters unified (full width and half
width are one), lower case. A Chinese name is also found by its pinyin, whole and by initials.
"""

import re
import unicodedata
from collections.abc import Iterable

from pypinyin import Style, lazy_pinyin

LONGEST_QUERY = 100
MOST_WORDS = 6
LONGEST_SORT_KEY = 400


def folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).lower().replace("\0", "")


def words(query: str) -> list[str]:
    """What somebody typed, in the form in which texts are kept."""
    return folded(query[:LONGEST_QUERY]).split()[:MOST_WORDS]


def sort_key(name: str) -> str:
    """Names in the order of their pinyin, syllable by syllable; Latin letters as they are."""
    return " ".join(lazy_pinyin(folded(name))).strip()[:LONGEST_SORT_KEY]


def text(names: Iterable[str], others: Iterable[str]) -> str:
    """One text to search: everything given, and the pinyin of the names."""
    lines = []
    for name in filter(None, names):
        lines.append(name)
        if any("\u4e00" <= char <= "\u9fff" for char in name):
            lines += ["".join(lazy_pinyin(name)), _initials(name)]
    return folded("\n".join([*lines, *filter(None, others)]))


def _initials(name: str) -> str:
    return re.sub(r"\W", "", "".join(lazy_pinyin(name, style=Style.FIRST_LETTER)))
