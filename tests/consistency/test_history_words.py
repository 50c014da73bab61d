"""What the history says is said in words: no page and no dossier shows a key of the machine."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from django.utils import translation

from filings.models import Algorithm
from filings.selectors import review_words, timeline
from reviews.history import TOLD
from reviews.selectors.history import LABELS
from reviews.workflow import EFFECTS, TABLES

ROOT = Path(__file__).parents[2]
COLUMNS = {"by", "algorithm", "provider_id", "disclosure", "filing", "document"}
"""What an event names in columns of its own."""
ELSEWHERE = {"case", "committee"}
"""Of acts of the judgement, whose payload the history of an algorithm does not show."""


def keys() -> Iterator[str]:
    """What the payload of an act is called wherever one is recorded."""
    for path in [*(ROOT / "filings").rglob("*.py"), *(ROOT / "reviews").rglob("*.py")]:
        for call in ast.walk(ast.parse(path.read_text())):
            if isinstance(call, ast.Call) and ast.unparse(call.func) == "history.record":
                yield from (word.arg for word in call.keywords if word.arg)


def test_every_key_of_an_act_has_a_name() -> None:
    found = set(keys())
    assert len(found) > 50, "the calls were not found"
    said = timeline.UNSAID | timeline.WORDS.keys() | timeline.shared_words().keys()
    fields = {field.name for field in Algorithm._meta.get_fields()}
    handled = {"changes"}
    assert found - COLUMNS - ELSEWHERE - said - fields - handled == set()


def test_the_record_calls_the_steps_of_a_review_as_the_judgement_does() -> None:
    with translation.override("en"):
        said = {code: str(label) for code, label in review_words.STEPS.items()}
        assert said == {code: str(LABELS[code]) for code in TOLD}


def test_every_act_of_the_judgement_has_a_name() -> None:
    acts = {code for which in (TABLES, EFFECTS) for table in which.values() for code in table.rows}
    assert acts - LABELS.keys() == set()
    assert not [code for code, label in LABELS.items() if re.search(r"[a-z]_[a-z]", str(label))]
