"""The numbers of the law of review as data: one file for each pack, with where each is from.

A file is never changed once an installation has it; a corrected number is another pack. Each
number has its `clause` of the lawbook and its `certainty`: P text read, S secondary source, K
recalled and unverified, D our own choice. Migrations load what is not there yet.
"""

import tomllib
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent


def packs() -> list[dict[str, Any]]:
    """Columns of every pack, by date."""
    return [_columns(tomllib.loads(path.read_text())) for path in sorted(FOLDER.glob("*.toml"))]


def _columns(read: dict[str, Any]) -> dict[str, Any]:
    numbers = read["number"]
    return {
        "code": read["code"],
        "title_zh": read["title"]["zh"],
        "title_en": read["title"]["en"],
        "from_on": read["from_on"],
        **{column: facts.get("value") for column, facts in numbers.items()},
        "sources": {
            column: {key: value for key, value in facts.items() if key != "value"}
            for column, facts in numbers.items()
        },
    }
