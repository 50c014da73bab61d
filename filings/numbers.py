"""The filing number: 网信算备, 21 digits, 号. Read and checked; its checks warn, never refuse.

Digits 1-6 administrative division, 7-13 entity, 14-15 type, 16-17 year, 18-20 serial,
21 check digit: counted from the right, from 0, the sum of digit times 2 to its place leaves
1 when divided by 10. The rule is drawn from published numbers; no text of law states it.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from filings.enums import AlgorithmType

FIRST_YEAR = 2022  # Order 9 is in force since 1 March 2022
_SHAPE = re.compile(r"网信算备([0-9]{21})号")
TYPES: dict[str, AlgorithmType] = {
    f"{code:02}": kind for code, kind in enumerate(AlgorithmType, start=1)
}


@dataclass(frozen=True)
class FilingNumber:
    digits: str

    def __str__(self) -> str:
        return f"网信算备{self.digits}号"

    @property
    def division(self) -> str:
        return self.digits[:6]

    @property
    def entity(self) -> str:
        """Stays with a legal entity, also when it takes another name."""
        return self.digits[6:13]

    @property
    def type_code(self) -> str:
        return self.digits[13:15]

    @property
    def type(self) -> AlgorithmType | None:
        return TYPES.get(self.type_code)

    @property
    def year(self) -> int:
        return 2000 + int(self.digits[15:17])

    @property
    def serial(self) -> int:
        return int(self.digits[17:20])

    @property
    def fits_check_digit(self) -> bool:
        return sum(int(d) << place for place, d in enumerate(reversed(self.digits))) % 10 == 1


# As published: Beijing-YunQue-20230821, Shanghai-TongYiWanXiang-202410090024,
# Guangdong-Dr.GDCDC-20260706S0054.
_GENAI_FILING = re.compile(r"[^ -]+-.+-(20[0-9]{6})([0-9]{4})?")
_REGISTRATION = re.compile(r"[^ -]+-.+-(20[0-9]{6})S[0-9]{4}")


def is_of_genai_filing(text: str) -> bool:
    return _is_dated(_GENAI_FILING.fullmatch(text))


def is_of_registration(text: str) -> bool:
    return _is_dated(_REGISTRATION.fullmatch(text))


def _is_dated(found: re.Match[str] | None) -> bool:
    if found is None:
        return False
    try:
        date(int(found[1][:4]), int(found[1][4:6]), int(found[1][6:]))
    except ValueError:
        return False
    return True


def clean(text: str) -> str:
    """As typed or copied, with full-width characters narrowed and spaces removed."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def find(text: str) -> list[str]:
    """Every number that stands in a text, once each."""
    return list(dict.fromkeys(found[0] for found in _SHAPE.finditer(clean(text))))


def parse(text: str) -> FilingNumber | None:
    found = _SHAPE.fullmatch(clean(text))
    return FilingNumber(found[1]) if found else None


def warnings(
    number: FilingNumber, *, kind: str = "", entity: str = "", this_year: int | None = None
) -> list[str | Promise]:
    """What looks wrong, in sentences. None of it refuses a number: published lists hold exceptions.

    `entity` is the entity code of the provider's other numbers, where it has any.
    """
    found: list[str | Promise] = []
    if not number.fits_check_digit:
        found.append(_("The check digit does not fit. Compare the number with the notice."))
    if number.type is None:
        found.append(_("The number carries a type code that is not in the official list."))
    elif kind and number.type != kind:
        found.append(
            format_lazy(
                _("The number carries the type code of “{coded}”, the record says “{said}”."),
                coded=number.type.label,
                said=AlgorithmType(kind).label,
            )
        )
    if entity and entity != number.entity:
        found.append(_("The other numbers of this provider carry another entity code."))
    if this_year is not None and not FIRST_YEAR <= number.year <= this_year:
        found.append(_("The number carries a year in which no number can have been given."))
    return found
