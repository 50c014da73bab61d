"""What a browser sends for a section, and the answers it stands for."""

import re
import secrets
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.datastructures import MultiValueDict

from filings import answers as said
from filings.answers import BILINGUAL
from filings.regulations import Field, Section

Data = MultiValueDict[str, str]
MOVES = ("add", "remove", "up", "down", "draw")


def flat(section: Section, answers: Mapping[str, Any], marks: Mapping[str, Sequence[str]]) -> Data:
    """Stored answers as a browser would send them."""
    data: Data = MultiValueDict(dict(_flat(section.fields, answers, "")))
    for path, chosen in marks.items():
        if path.startswith(f"{section.code}."):
            data.setlist(f"mark.{path}", list(chosen))
    return data


def _flat(
    fields: Sequence[Field], values: Mapping[str, Any], prefix: str
) -> Iterator[tuple[str, list[str]]]:
    for of in fields:
        path, answer = prefix + of.code, values.get(of.code)
        if of.fields:
            yield path, [row["key"] for row in answer or []]
            for row in answer or []:
                yield from _flat(of.fields, row, f"{path}.{row['key']}.")
        elif of.bilingual:
            for side in BILINGUAL:
                yield f"{path}.{side}", [(answer or {}).get(side) or ""]
        elif answer is not None:
            yield path, _as_typed(of, answer)


def _as_typed(of: Field, answer: Any) -> list[str]:
    if of.kind == "yes_no":
        return ["yes" if answer else "no"]
    if of.kind == "person":
        return [str(answer["id"])]
    return list(map(str, answer)) if isinstance(answer, list) else [str(answer)]


def value(of: Field, typed: Sequence[str], people: Mapping[int, str]) -> Any:
    """The value a text stands for; a text that stands for none stays, to be refused in words."""
    if of.kind in ("multi", "steps"):
        return list(typed) or None
    text = clean(typed[-1] if typed else "", of)
    if not text:
        return None
    match of.kind:
        case "integer" | "decimal":
            return _number(of, text)
        case "yes_no":
            return {"yes": True, "no": False}.get(text, text)
        case "person":
            known = people.get(int(text)) if text.isdecimal() else None
            return {"id": int(text), "name": known} if known else text
    return text


def _number(of: Field, text: str) -> Any:
    plain = re.sub(r"(?<=\d)[,\s](?=\d{3})", "", unicodedata.normalize("NFKC", text))
    if of.kind == "integer" and re.fullmatch(r"-?\d{1,15}", plain):
        return int(plain)
    return plain


def clean(text: str, of: Field) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text.strip() if of.kind != "long_text" else text.strip("\n").rstrip()


def keys(data: Data, path: str) -> list[str]:
    return [key for key in dict.fromkeys(data.getlist(path)) if said.KEY.fullmatch(key)]


def rearrange(data: Data) -> bool:
    """Carry out the row button that was pressed; nothing typed is lost by it."""
    for move in MOVES:
        for path in data.getlist(move):
            group, _dot, key = (path, "", "") if move in ("add", "draw") else path.rpartition(".")
            standing = keys(data, group)
            if move == "add":
                standing.append(secrets.token_hex(4))
            elif key in standing:
                at = standing.index(key)
                standing.remove(key)
                if move != "remove":
                    standing.insert(max(0, at + (1 if move == "down" else -1)), key)
            data.setlist(group, standing)
            return True
    return False
