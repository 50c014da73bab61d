"""Two frozen contents, field by field: texts by word and character, tables row by row.

Rows are matched by their key, so a row that moved or changed is not taken for two others.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import Enum
from typing import Any


class Kind(Enum):
    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True)
class Span:
    kind: Kind
    text: str


@dataclass(frozen=True)
class Change:
    """What differs at one place; `parts` are the fields of an object or the rows of a table.

    `name` is the field, or the key of a row; `moved` says that a row stands elsewhere now.
    """

    name: str
    kind: Kind
    before: Any = None
    after: Any = None
    parts: tuple["Change", ...] = ()
    spans: tuple[Span, ...] = ()
    moved: bool = False


_SILENT = {"key", "behind"}
"""Parts of a value that say how it is kept, not what it says."""
_WORD = re.compile(r"[0-9A-Za-z]+(?:[.,'’\-][0-9A-Za-z]+)*|\s+|.", re.DOTALL)
_SENTENCE = re.compile(r"[^。！？；.!?;\n]*[。！？；.!?;\n]+|[^。！？；.!?;\n]+")
_MOST_WORDS = 3_000


def compare(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Change, ...]:
    """The differences between two contents (or two of their parts), in the order of `after`.

    Evidence counts as the same when field and file name agree; its digest tells whether the
    file was replaced.
    """
    return _fields(_with_keyed_evidence(before), _with_keyed_evidence(after))


def diff_text(before: str, after: str) -> tuple[Span, ...]:
    """Spans that give `before` without the added ones and `after` without the removed ones."""
    ours, theirs = _WORD.findall(before), _WORD.findall(after)
    if max(len(ours), len(theirs)) > _MOST_WORDS:
        ours, theirs = _SENTENCE.findall(before), _SENTENCE.findall(after)
    return tuple(_spans(ours, theirs))


def _spans(ours: Sequence[str], theirs: Sequence[str]) -> Iterator[Span]:
    matcher = SequenceMatcher(None, ours, theirs, autojunk=False)
    for tag, start, end, other_start, other_end in matcher.get_opcodes():
        if tag == "equal":
            yield Span(Kind.SAME, "".join(ours[start:end]))
            continue
        if end > start:
            yield Span(Kind.REMOVED, "".join(ours[start:end]))
        if other_end > other_start:
            yield Span(Kind.ADDED, "".join(theirs[other_start:other_end]))


def _with_keyed_evidence(content: Mapping[str, Any]) -> Mapping[str, Any]:
    if not isinstance(content.get("evidence"), list):
        return content
    files = [{**file, "key": f"{file['path']}/{file['name']}"} for file in content["evidence"]]
    return {**content, "evidence": files}


def _fields(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Change, ...]:
    names = [name for name in dict.fromkeys([*after, *before]) if name not in _SILENT]
    changes = (_change(name, before.get(name), after.get(name)) for name in names)
    return tuple(change for change in changes if change)


def _change(name: str, before: Any, after: Any) -> Change | None:
    before, after = _answer(before), _answer(after)
    if before == after:
        return None
    if before is None or after is None:
        kind = Kind.ADDED if before is None else Kind.REMOVED
        return Change(name, kind, before, after, parts=_alone(before, after))
    if isinstance(before, dict) and isinstance(after, dict):
        parts = _fields(before, after)
        return Change(name, Kind.CHANGED, before, after, parts) if parts else None
    if _is_table(before) and _is_table(after):
        return Change(name, Kind.CHANGED, before, after, _rows(before, after))
    spans = diff_text(before, after) if isinstance(before, str) and isinstance(after, str) else ()
    return Change(name, Kind.CHANGED, before, after, spans=spans)


def _answer(value: Any) -> Any:
    """Nothing, an empty text and an object of nothing all mean: not answered."""
    if isinstance(value, dict):
        value = {k: v for k, v in value.items() if k in _SILENT or _answer(v) is not None}
        return value if value.keys() - _SILENT else None
    return None if value in ("", []) else value


def _alone(before: Any, after: Any) -> tuple[Change, ...]:
    """A table that came or went is shown row by row as well."""
    if _is_table(before) or _is_table(after):
        return _rows(before or [], after or [])
    return ()


def _is_table(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(r, dict) and "key" in r for r in value)


def _rows(
    before: Sequence[Mapping[str, Any]], after: Sequence[Mapping[str, Any]]
) -> tuple[Change, ...]:
    old = {row["key"]: row for row in before}
    new = {row["key"]: row for row in after}
    stayed = _longest_common([k for k in old if k in new], [k for k in new if k in old])
    changes = []
    for key in dict.fromkeys([*new, *old]):
        moved = key in old and key in new and key not in stayed
        change = _row(key, old.get(key), new.get(key))
        if change or moved:
            kind = change.kind if change else Kind.SAME
            parts = change.parts if change else ()
            changes.append(Change(key, kind, old.get(key), new.get(key), parts, moved=moved))
    return tuple(changes)


def _row(key: str, old: Mapping[str, Any] | None, new: Mapping[str, Any] | None) -> Change | None:
    if old is None or new is None:
        return Change(key, Kind.ADDED if old is None else Kind.REMOVED)
    parts = _fields(old, new)
    return Change(key, Kind.CHANGED, parts=parts) if parts else None


def _longest_common(one: list[str], other: list[str]) -> set[str]:
    blocks = SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks()
    return {key for block in blocks for key in one[block.a : block.a + block.size]}
