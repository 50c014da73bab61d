"""Whether an answer is well formed. Completeness is another question; a draft may have gaps."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator, URLValidator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from filings.answers import BILINGUAL, KEY, is_blank
from filings.regulations import Field

LONGEST = {"text": 300, "url": 500, "email": 254, "long_text": 20_000}
MOST_ROWS = 60
LARGEST = 10**15
_DIRECTIONS = re.compile("[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]")
_URL = URLValidator(schemes=["http", "https"])
_EMAIL = EmailValidator()


def problems(
    fields: Sequence[Field], values: Mapping[str, Any], prefix: str = ""
) -> Iterator[tuple[str, str]]:
    """(path, sentence) of each malformed answer; the path of a row's field holds its key."""
    known = {field.code: field for field in fields}
    for code, value in values.items():
        if code == "key" and prefix:
            continue
        if code not in known:
            yield f"{prefix}{code}", _("The form has no such field.")
        elif value is not None:
            yield from _of_field(known[code], value, f"{prefix}{code}")


def _of_field(field: Field, value: Any, path: str) -> Iterator[tuple[str, str]]:
    if field.fields:
        yield from _of_rows(field, value, path)
    elif field.bilingual:
        if not isinstance(value, dict) or value.keys() - {*BILINGUAL, "behind"}:
            yield path, _wrong_kind()
            return
        for side in BILINGUAL:
            if sentence := check(field, value.get(side)):
                yield f"{path}.{side}", sentence
    elif sentence := check(field, value):
        yield path, sentence


def _of_rows(field: Field, rows: Any, path: str) -> Iterator[tuple[str, str]]:
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        yield path, _wrong_kind()
        return
    keys = [str(row.get("key")) for row in rows]
    if len(set(keys)) < len(keys) or not all(KEY.fullmatch(key) for key in keys):
        yield path, _("Each row needs a key of its own.")
    if len(rows) > MOST_ROWS:
        yield path, _("At most %(most)d rows fit here.") % {"most": MOST_ROWS}
    for row in rows:
        yield from problems(field.fields, row, f"{path}.{row.get('key')}.")


def check(field: Field, value: Any) -> str | None:
    """The sentence that says what is wrong with one value, or nothing."""
    if is_blank(value):
        return None
    return _CHECKS.get(field.kind, _text)(field, value)


def _text(field: Field, value: Any) -> str | None:
    if not isinstance(value, str):
        return _wrong_kind()
    longest = field.max_length or LONGEST.get(field.kind, LONGEST["text"])
    if len(value) > longest:
        return ngettext(
            "This text has %(length)s characters; at most %(longest)s character fits here.",
            "This text has %(length)s characters; at most %(longest)s characters fit here.",
            longest,
        ) % {"length": f"{len(value):,}", "longest": f"{longest:,}"}
    if any(unicodedata.category(char) in ("Cc", "Cs") and char not in "\n\t" for char in value):
        return _(
            "This text holds characters that no one can see. Type it again instead of pasting."
        )
    if field.kind != "long_text" and ("\n" in value or _DIRECTIONS.search(value)):
        return _(
            "This text holds line breaks or characters that turn the direction of writing. "
            "Type it again on one line."
        )
    return None


def _url(field: Field, value: Any) -> str | None:
    return _text(field, value) or _valid(
        _URL, value, _("Enter a full address, beginning with https:// or http://.")
    )


def _email(field: Field, value: Any) -> str | None:
    return _text(field, value) or _valid(_EMAIL, value, _("Enter a full e-mail address."))


def _valid(validator: Callable[[str], None], value: str, sentence: str) -> str | None:
    try:
        validator(value)
    except ValidationError:
        return sentence
    return None


def _integer(_field: Field, value: Any) -> str | None:
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) >= LARGEST:
        return _("Enter a whole number, in digits only.")
    return None


def _decimal(_field: Field, value: Any) -> str | None:
    try:
        number = Decimal(value) if isinstance(value, str) else None
    except InvalidOperation:
        number = None
    if number is None or not number.is_finite() or abs(number) >= LARGEST or len(value) > 30:
        return _("Enter a number such as 12.5.")
    return None


def _date(_field: Field, value: Any) -> str | None:
    try:
        day = date.fromisoformat(value)
    except (TypeError, ValueError):
        day = None
    if day is None or not 1990 <= day.year <= 2100:
        return _("Enter a day as year-month-day, such as 2026-03-31.")
    return None


def _yes_no(_field: Field, value: Any) -> str | None:
    return None if isinstance(value, bool) else _wrong_kind()


def _choice(field: Field, value: Any) -> str | None:
    if isinstance(value, str) and value in codes(field):
        return None
    return _("Choose one of the answers offered.")


def _multi(field: Field, value: Any) -> str | None:
    if not isinstance(value, list) or set(map(str, value)) - codes(field):
        return _("Choose among the answers offered.")
    return None


def _person(_field: Field, value: Any) -> str | None:
    if isinstance(value, dict) and isinstance(value.get("id"), int) and value.get("name"):
        return None
    return _("Choose a person of this provider.")


def _keys(_field: Field, value: Any) -> str | None:
    if isinstance(value, list) and all(KEY.fullmatch(str(key)) for key in value):
        return None
    return _wrong_kind()


def _wrong_kind() -> str:
    return _("This is not an answer to this field.")


def codes(field: Field) -> set[str]:
    return {choice.code for choice in field.choices}


_CHECKS: dict[str, Callable[[Field, Any], str | None]] = {
    "url": _url,
    "email": _email,
    "integer": _integer,
    "decimal": _decimal,
    "date": _date,
    "yes_no": _yes_no,
    "choice": _choice,
    "multi": _multi,
    "person": _person,
    "steps": _keys,
}
