"""The code of a service provider (TC260-PG-20252A): 27 characters, made by the provider itself.

1-2 version 00, 3 subject (1 organisation), 4 binding (1 unified social credit code), 5-22 that
code, 23 kind of service (1 generation, 2 propagation), 24-27 a model or product of its own choice;
without one, 23-27 are 00000.
"""

import re
from dataclasses import dataclass

from stdnum.cn import uscc

GENERATION, PROPAGATION, NO_EXTENSION = "1", "2", "00000"
_SHAPE = re.compile(r"[0-9A-Z]{27}")


@dataclass(frozen=True)
class ProviderCode:
    text: str

    @property
    def version(self) -> str:
        return self.text[:2]

    @property
    def subject(self) -> str:
        """The unified social credit code, where `is_organisation`."""
        return self.text[4:22]

    @property
    def is_organisation(self) -> bool:
        """Of the other subjects (individuals) neither digits nor padding are published."""
        return self.text[2:4] == "11"

    @property
    def fits_check_digit(self) -> bool:
        return bool(uscc.is_valid(self.subject))

    @property
    def service(self) -> str:
        """Generation or propagation; empty where the code has no extension."""
        return "" if self.text[22:] == NO_EXTENSION else self.text[22]

    @property
    def extension(self) -> str:
        return "" if self.text[22:] == NO_EXTENSION else self.text[23:]


def parse(text: str) -> ProviderCode | None:
    return ProviderCode(text) if _SHAPE.fullmatch(text) else None


def build(subject: str, *, service: str = GENERATION, extension: str = "") -> ProviderCode:
    """Raises ValueError with the part that is wrong; an extension has up to four characters."""
    if not uscc.is_valid(subject):
        raise ValueError(subject)
    if service not in {GENERATION, PROPAGATION}:
        raise ValueError(service)
    if not re.fullmatch(r"[0-9A-Z]{0,4}", extension):
        raise ValueError(extension)
    tail = service + extension.rjust(4, "0") if extension else NO_EXTENSION
    return ProviderCode(f"0011{subject}{tail}")
