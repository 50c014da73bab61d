"""Small invented disclosures. A case is a base with some facts changed, each by its path."""

import copy
import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from filings import regulations
from filings.precheck import Facts, FileFacts, Other

FOLDER = Path(__file__).parent
TODAY = date(2026, 11, 25)
LAW = regulations.load()


@dataclass(frozen=True)
class Case:
    """`trips` is the one check that the disclosure trips; nothing for a clean one."""

    name: str
    trips: str
    facts: Facts


def base(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / "bases" / f"{name}.toml").read_text("utf-8"))


def cases() -> list[Case]:
    return [_case(path) for path in sorted((FOLDER / "corpus").glob("*.toml"))]


def _case(path: Path) -> Case:
    written = tomllib.loads(path.read_text("utf-8"))
    whole = base(written["like"])
    for place, value in written.get("change", {}).items():
        _put(whole, place.split("."), value)
    for place in written.get("remove", ()):
        _take(whole, place.split("."))
    return Case(path.stem, written["trips"], facts(whole))


def facts(whole: dict[str, Any]) -> Facts:
    whole = copy.deepcopy(whole)
    return Facts(
        form=LAW.form(TODAY),
        wording=LAW.wording(TODAY),
        today=TODAY,
        answers=whole["answers"],
        marks=whole.get("marks", {}),
        files=tuple(
            FileFacts(**file | {"marks": tuple(file.get("marks", ()))})
            for file in whole.get("files", ())
        ),
        provider=whole.get("provider", {}),
        ledger=whole.get("ledger", {}),
        names=tuple(whole.get("names", ())),
        others=tuple(Other(**other) for other in whole.get("others", ())),
        listed=frozenset(whole.get("listed", ())),
        links=whole.get("links", {}),
        failed=tuple(whole.get("failed", ())),
        assessment=whole.get("assessment", ""),
    )


def _step(here: Any, part: str) -> Any:
    return here[int(part)] if isinstance(here, list) else here.setdefault(part, {})


def _put(whole: Any, parts: list[str], value: Any) -> None:
    """A list takes one more at the place after its last."""
    for part in parts[:-1]:
        whole = _step(whole, part)
    if isinstance(whole, list):
        whole[int(parts[-1]) : int(parts[-1]) + 1] = [value]
    else:
        whole[parts[-1]] = value


def _take(whole: Any, parts: list[str]) -> None:
    for part in parts[:-1]:
        whole = _step(whole, part)
    del whole[int(parts[-1]) if isinstance(whole, list) else parts[-1]]
