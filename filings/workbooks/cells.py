"""One answer as a cell and back."""

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from filings.regulations import Field

YES, NO = "是 / Yes", "否 / No"
END = "0" * 8
END_WORD = "结束 / End"
SEPARATOR = re.compile(r"\s*[；;\n]\s*")
WORDS = {"是": True, "yes": True, "true": True, "1": True, "否": False, "no": False, "false": False,
         "0": False, YES.lower(): True, NO.lower(): False}  # fmt: skip


class Unread(Exception):
    """The cell holds no answer to its field; says why."""


@dataclass(frozen=True)
class Around:
    """What a cell may refer to: people by id, rows of its own table by number."""

    people: Mapping[int, str] = field(default_factory=dict)
    numbers: Mapping[str, int] = field(default_factory=dict)
    keys: Mapping[int, str] = field(default_factory=dict)


def label(choice: Any) -> str:
    return f"{choice.label.zh} / {choice.label.en}"


def shown(asked: Field, value: Any, around: Around) -> Any:
    """What stands in the cell; nothing where there is no answer."""
    if value is None or value == "":
        return None
    writer = _WRITERS.get(asked.kind)
    return writer(asked, value, around) if writer else value


def _shown_yes_no(_asked: Field, value: Any, _around: Around) -> str:
    return YES if value else NO


def _shown_date(_asked: Field, value: Any, _around: Around) -> dt.date:
    return dt.date.fromisoformat(value)


def _shown_person(_asked: Field, value: Any, _around: Around) -> str:
    return str(value["name"])


def _shown_choice(asked: Field, value: Any, _around: Around) -> str:
    return next((label(c) for c in asked.choices if c.code == value), str(value))


def _shown_multi(asked: Field, value: Any, _around: Around) -> str | None:
    return "；\n".join(label(c) for c in asked.choices if c.code in value) or None


def _shown_steps(_asked: Field, value: Any, around: Around) -> str | None:
    words = [END_WORD if key == END else str(around.numbers.get(key, "")) for key in value]
    return "；".join(word for word in words if word) or None


_WRITERS: dict[str, Callable[[Field, Any, Around], Any]] = {
    "yes_no": _shown_yes_no,
    "choice": _shown_choice,
    "multi": _shown_multi,
    "date": _shown_date,
    "person": _shown_person,
    "steps": _shown_steps,
}


Reader = Callable[[Field, Any, Around], Any]


def answer(asked: Field, cell: Any, around: Around) -> Any:
    """The answer in a filled cell; raises Unread."""
    reader: Reader = _READERS.get(asked.kind, _text)
    return reader(asked, cell, around)


def _text(_asked: Field, cell: Any, _around: Around) -> str:
    if isinstance(cell, dt.date):
        return f"{cell:%Y-%m-%d}"
    whole = isinstance(cell, float) and cell == int(cell)
    return str(int(cell) if whole else cell).strip().replace("\r\n", "\n")


def _yes_no(asked: Field, cell: Any, around: Around) -> bool:
    found = WORDS.get(_text(asked, cell, around).lower())
    if found is None:
        raise Unread(_("Choose yes or no from the list."))
    return found


def _code(asked: Field, word: str) -> str:
    folded = word.casefold().strip()
    for choice in asked.choices:
        known = (choice.code, choice.label.zh, choice.label.en, label(choice))
        if folded in {each.casefold() for each in known}:
            return choice.code
    raise Unread(_("“%(word)s” is not on the list of answers.") % {"word": word[:60]})


def _choice(asked: Field, cell: Any, around: Around) -> str:
    return _code(asked, _text(asked, cell, around))


def _multi(asked: Field, cell: Any, around: Around) -> list[str]:
    words = [word for word in SEPARATOR.split(_text(asked, cell, around)) if word]
    return list(dict.fromkeys(_code(asked, word) for word in words))


def _date(asked: Field, cell: Any, around: Around) -> str:
    if isinstance(cell, dt.date):
        return f"{cell:%Y-%m-%d}"
    text = re.sub(r"[年月/.]", "-", _text(asked, cell, around)).rstrip("日")
    try:
        year, month, day = map(int, text.split("-"))
        return dt.date(year, month, day).isoformat()
    except ValueError as error:
        raise Unread(_("Enter a day as year-month-day, such as 2026-03-31.")) from error


def _integer(asked: Field, cell: Any, around: Around) -> int:
    text = re.sub(r"[,，\s]", "", _text(asked, cell, around))
    if not re.fullmatch(r"-?[0-9]{1,15}", text, re.ASCII):
        raise Unread(_("Enter a whole number, in digits only."))
    return int(text)


def _decimal(asked: Field, cell: Any, around: Around) -> str:
    text = re.sub(r"[,，\s]", "", _text(asked, cell, around))
    try:
        return format(Decimal(text), "f")
    except InvalidOperation as error:
        raise Unread(_("Enter a number such as 12.5.")) from error


def _person(asked: Field, cell: Any, around: Around) -> dict[str, Any]:
    word = _text(asked, cell, around)
    found = [(key, name) for key, name in around.people.items() if name == word]
    if len(found) != 1:
        raise Unread(_("Nobody of this provider, or more than one, is named “%(name)s”.")
                     % {"name": word[:60]})  # fmt: skip
    return {"id": found[0][0], "name": found[0][1]}


def _steps(asked: Field, cell: Any, around: Around) -> list[str]:
    keys = []
    for word in filter(None, re.split(r"[\s；;,，、]+", _text(asked, cell, around))):
        if word in {"结束", "End", "/"}:
            keys += [END] * (word != "/")
        elif word.isdecimal() and len(word) < 9 and int(word) in around.keys:
            keys.append(around.keys[int(word)])
        else:
            raise Unread(_("No step has the number %(number)s.") % {"number": word[:20]})
    return keys


_READERS: dict[str, Reader] = {
    "yes_no": _yes_no,
    "choice": _choice,
    "multi": _multi,
    "date": _date,
    "integer": _integer,
    "decimal": _decimal,
    "person": _person,
    "steps": _steps,
}
