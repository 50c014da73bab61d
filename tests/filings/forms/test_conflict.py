"""Whose text stays when two people wrote the same section."""

from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict

from filings.forms.conflict import Choice
from filings.forms.disclosure import Around, SectionForm
from filings.forms.typed import flat
from tests.filings.forms.small import SMALL

BASICS = SMALL.sections[0]
MINE = {"name": {"zh": "我的", "en": "", "behind": None}, "sold": False, "notes": "same"}


@dataclass
class Theirs:
    answers: dict[str, Any] = field(
        default_factory=lambda: {
            "name": {"zh": "他的", "en": "", "behind": None},
            "sold": False,
            "notes": "same",
        }
    )
    marks: dict[str, list[str]] = field(default_factory=lambda: {"basics.notes": ["mainland_only"]})


def choice(**more: str) -> Choice:
    sent = QueryDict(mutable=True)
    for name, values in flat(BASICS, MINE, {"basics.notes": ["trade_secret"]}).lists():
        sent.setlist(name, values)
    for name, value in more.items():
        sent[name.replace("__", ".")] = value
    return Choice(SectionForm(BASICS, Around(), sent), Theirs())


def test_before_the_choice_mine_is_what_is_saved() -> None:
    made = choice()
    assert (made.answers, made.is_open) == (MINE, False)
    assert made.marks == {"basics.notes": ["trade_secret"]}


def test_a_field_that_differs_has_to_be_chosen_and_one_that_does_not_need_not() -> None:
    assert choice(resolve="1").is_open
    assert choice(resolve="1", choose__name="both").is_open
    assert not choice(resolve="1", choose__name="mine").is_open


def test_the_chosen_text_stays() -> None:
    assert choice(resolve="1", choose__name="mine").answers["name"]["zh"] == "我的"
    assert choice(resolve="1", choose__name="theirs").answers["name"]["zh"] == "他的"


def test_marks_of_both_stay() -> None:
    made = choice(resolve="1", choose__name="mine")
    assert made.marks == {"basics.notes": ["mainland_only", "trade_secret"]}


def test_what_was_typed_travels_on_without_the_buttons() -> None:
    carried = dict(choice(resolve="1", save="1", revision="3", choose__name="mine").carried)
    assert carried["name.zh"] == "我的"
    assert carried["mark.basics.notes"] == "trade_secret"
    assert not carried.keys() & {"resolve", "save", "revision", "choose.name"}
