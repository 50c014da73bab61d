"""What somebody types into the page of a section to give certain answers.

Only what stands on the page can be typed: a row that is not there yet is added first, a question
that is not asked yet waits until the page has been saved.
"""

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from filings.answers import BILINGUAL
from filings.answers.reading import END
from filings.regulations import Field, Section

Controls = Mapping[str, Sequence[str]]
"""Inputs and buttons by name with their values: keys of a table's rows, tables to add to."""
YES_NO = {True: "yes", False: "no"}


@dataclass
class Keystrokes:
    keys: Mapping[str, str]
    """Of each row that is there: its key in the answers, and the one that the page gave it."""
    typed: dict[str, list[str]] = dataclasses.field(default_factory=dict)
    add: str = ""
    """The table that lacks a row."""
    unasked: set[str] = dataclasses.field(default_factory=set)
    """Questions that have an answer and do not stand on the page."""


def keystrokes(section: Section, answers: Mapping[str, Any], controls: Controls) -> Keystrokes:
    found = Keystrokes({END: END, **dict(_keys(section.fields, answers, "", controls))})
    _type(section.fields, answers, "", controls, found)
    return found


def _keys(
    fields: Sequence[Field], answers: Mapping[str, Any], prefix: str, controls: Controls
) -> Iterator[tuple[str, str]]:
    for field in fields:
        rows, path = answers.get(field.code) or [], prefix + field.code
        if field.fields:
            for row, key in zip(rows, controls.get(path, ()), strict=False):
                yield row["key"], key
                yield from _keys(field.fields, row, f"{path}.{key}.", controls)


def _type(
    fields: Sequence[Field],
    answers: Mapping[str, Any],
    prefix: str,
    controls: Controls,
    found: Keystrokes,
) -> None:
    for field in fields:
        answer, path = answers.get(field.code), prefix + field.code
        if answer is None:
            continue
        if field.fields:
            _type_rows(field, answer, path, controls, found)
        elif field.bilingual:
            for side in BILINGUAL:
                _type_one(f"{path}.{side}", [answer[side]], controls, found)
        elif field.kind == "steps":
            there = [found.keys[key] for key in answer if key in found.keys]
            _type_one(path, there, controls, found)
        else:
            _type_one(path, _texts(field, answer), controls, found)


def _type_rows(
    field: Field,
    rows: Sequence[Mapping[str, Any]],
    path: str,
    controls: Controls,
    found: Keystrokes,
) -> None:
    keys = controls.get(path, ())
    if path not in controls.get("add", ()):
        found.unasked.add(path)
    elif len(keys) < len(rows):
        found.add = found.add or path
    for row, key in zip(rows, keys, strict=False):
        _type(field.fields, row, f"{path}.{key}.", controls, found)


def _type_one(name: str, values: list[str], controls: Controls, found: Keystrokes) -> None:
    if name in controls:
        found.typed[name] = values
    else:
        found.unasked.add(name)


def _texts(field: Field, answer: Any) -> list[str]:
    if field.kind == "yes_no":
        return [YES_NO[answer]]
    if field.kind == "person":
        return [str(answer["id"])]
    return list(map(str, answer)) if isinstance(answer, list) else [str(answer)]
