"""The invented group as its files say it, with days and people put in.

A text `@-9` in the files is the day nine days ago, `{@-9}` inside a text its month, `@filer` the
person of that name in `people.toml`. A row of a table is named by its `id`, else by its place.
"""

import hashlib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from filings.answers.reading import END
from filings.models import User

FOLDER = Path(__file__).parent
Facts = dict[str, Any]
_DAY = re.compile(r"@(-?[0-9]+)")
_MONTH = re.compile(r"\{@(-?[0-9]+)\}")


def people() -> dict[str, Facts]:
    return _read(FOLDER / "people.toml")


def providers() -> dict[str, Facts]:
    found = sorted((FOLDER / "providers").glob("*.toml"))
    return {path.stem.partition("-")[2]: _read(path) for path in found}


def algorithms() -> list[Facts]:
    return [_read(path) for path in sorted((FOLDER / "algorithms").glob("*.toml"))]


def _read(path: Path) -> Facts:
    return tomllib.loads(path.read_text("utf-8"))


def first_version(facts: Facts) -> Facts:
    """The file's own version, its answers over those of its provider and of the whole group."""
    provider = providers()[facts["provider"]]
    figures = provider["facts"]
    layers = [_read(FOLDER / "common.toml")["answers"], provider["answers"], facts["answers"]]
    answers: Facts = {}
    for layer in layers:
        for code, said in layer.items():
            answers.setdefault(code, {}).update(said)
    if facts.get("draft"):
        return facts | {"answers": {code: answers[code] for code in facts["answers"]}}
    answers["basics"] |= {
        "monthly_users": figures["mau"],
        "users_on": figures["mau_on"],
        "users_source": figures["mau_source"],
    }
    answers["products"] = {"products": facts["products"]}
    for path in facts.get("unanswered", []):
        code, _, name = path.partition(".")
        del answers[code][name]
    # One text in two places of the form: the authority compares them.
    answers["notice"]["scenario"] = answers["basics"]["scenario"]
    return facts | {"answers": answers}


def key(place: str) -> str:
    """The key of a row, the same whenever the files are read."""
    return hashlib.sha256(place.encode()).hexdigest()[:8]


@dataclass(frozen=True)
class Reader:
    today: date
    people: Mapping[str, User]

    def day(self, value: date | str) -> date:
        if isinstance(value, str):
            return self.today + timedelta(int(value.removeprefix("@")))
        return value

    def version(self, sections: Facts) -> Facts:
        return {
            code: {name: self.answer(value, f"{code}.{name}") for name, value in fields.items()}
            for code, fields in sections.items()
        }

    def answer(self, value: Any, place: str) -> Any:
        """A value of the files as an answer of a disclosure; `place` is `section.field`."""
        if isinstance(value, date):
            return value.isoformat()
        if isinstance(value, str):
            return self._named(value)
        if isinstance(value, dict):
            return value | {"behind": None}
        if isinstance(value, list) and value and isinstance(value[0], dict):
            return [self._row(row, place, number) for number, row in enumerate(value, 1)]
        return value

    def _named(self, text: str) -> Any:
        if _DAY.fullmatch(text):
            return (self.today + timedelta(int(text[1:]))).isoformat()
        if text.startswith("@"):
            person = self.people[text[1:]]
            return {"id": person.pk, "name": person.name}
        return _MONTH.sub(self._month, text)

    def _month(self, found: re.Match[str]) -> str:
        day = self.today + timedelta(int(found[1]))
        return f"{day.year}年{day.month}月"

    def _row(self, row: Facts, place: str, number: int) -> Facts:
        here = f"{place}/{row.get('id', number)}"
        said = {
            name: self.answer(value, f"{here}.{name}")
            for name, value in row.items()
            if name != "id"
        }
        if "next" in row:
            said["next"] = [END if to == "end" else key(f"{place}/{to}") for to in row["next"]]
        return {"key": key(here), **said}
