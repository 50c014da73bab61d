"""How likelihood and impact make the level of a risk: a scale of data, with how sure we are."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from filings.regulations.form import Choice
from filings.regulations.reading import Certainty, read
from filings.regulations.text import Text


@dataclass(frozen=True)
class RiskGrid:
    """`levels` has a row for each likelihood, and in it the code of a level for each impact."""

    likelihoods: tuple[Choice, ...]
    impacts: tuple[Choice, ...]
    names: Mapping[str, Text]
    levels: tuple[tuple[str, ...], ...]
    certainty: Certainty
    source: Text

    def level(self, likelihood: str, impact: str) -> str:
        """Its code; nothing while one of the two is not answered."""
        row = next((n for n, c in enumerate(self.likelihoods) if c.code == likelihood), None)
        column = next((n for n, c in enumerate(self.impacts) if c.code == impact), None)
        return "" if row is None or column is None else self.levels[row][column]


def read_risk_grid(folder: Path, choices: Mapping[str, tuple[Choice, ...]]) -> RiskGrid:
    table = read(folder / "lists" / "risk-grid.toml", folder)
    names = {choice.code: choice.label for choice in choices["risk_level"]}
    rows = tuple(tuple(row) for row in table.values["levels"])
    likelihoods, impacts = choices["likelihood"], choices["impact"]
    if len(rows) != len(likelihoods) or any(len(row) != len(impacts) for row in rows):
        table.refuse("the grid has not the size of its two scales", "levels")
    if unknown := {code for row in rows for code in row} - set(names):
        table.refuse(f"no level {min(unknown)}", "levels")
    source = table.values["source"]
    return RiskGrid(
        likelihoods=likelihoods,
        impacts=impacts,
        names=names,
        levels=rows,
        certainty=Certainty(table.text("certainty")),
        source=Text(source["zh"], source["en"]),
    )
