"""What answers say, on a small form of our own."""

from typing import Any

import pytest

from filings import answers as said
from filings.answers import sound
from tests.filings.forms.small import ROWS, SMALL, TEXTS, field


def complete() -> dict[str, Any]:
    return {
        "basics": {"name": {"zh": "推荐算法", "en": "Feed", "behind": None}, "sold": False},
        "products": {"list": [{"key": "aaaaaaaa", "title": "商城", "paths": [
            {"key": "bbbbbbbb", "path": "首页"}]}]},
    }  # fmt: skip


def gaps(answers: dict[str, Any]) -> list[tuple[str, int | None]]:
    return [(gap.path, gap.row) for gap in said.missing(SMALL, answers)]


def test_a_complete_form_misses_nothing() -> None:
    assert gaps(complete()) == []


def test_every_required_field_that_applies_is_missed() -> None:
    assert gaps({}) == [("basics.name", None), ("basics.sold", None), ("products.list", None)]


def test_of_a_bilingual_text_the_chinese_is_owed() -> None:
    answers = complete()
    answers["basics"]["name"]["zh"] = ""
    assert gaps(answers) == [("basics.name", None)]


def test_a_condition_that_holds_asks_for_more_and_one_unknown_does_not_yet() -> None:
    answers = complete()
    answers["basics"]["sold"] = True
    assert gaps(answers) == [("basics.price", None), ("shop.licence", None)]
    del answers["basics"]["sold"]
    assert gaps(answers) == [("basics.sold", None)]


def test_a_gap_inside_a_table_names_its_row_and_its_place_on_the_page() -> None:
    answers = complete()
    answers["products"]["list"].append({"key": "cccccccc", "title": "", "paths": []})
    found = said.missing(SMALL, answers)
    assert [(gap.path, gap.row, gap.anchor) for gap in found] == [
        ("products.list.title", 2, "f-list-cccccccc-title"),
        ("products.list.paths", 2, "f-list-cccccccc-paths"),
    ]


def test_false_and_zero_are_answers() -> None:
    values: list[Any] = [False, 0, "", None, [], {}, {"zh": ""}]
    assert [said.is_blank(value) for value in values] == [
        False, False, True, True, True, True, True,
    ]  # fmt: skip


def test_an_answer_to_a_question_no_longer_asked_falls_away() -> None:
    answers = complete()
    answers["basics"] |= {"price": "12.5", "notes": ""}
    assert said.applying(SMALL.sections[0], answers) == complete()["basics"]
    answers["basics"]["sold"] = True
    assert said.applying(SMALL.sections[0], answers)["price"] == "12.5"
    assert said.applying(SMALL.sections[1], answers) == complete()["products"]


TEXT = {"zh": "推荐", "en": "Feed", "behind": None}


@pytest.mark.parametrize(
    ("before", "after", "behind"),
    [
        (TEXT, {"zh": "推荐商品", "en": "Feed"}, "en"),
        (TEXT, {"zh": "推荐", "en": "Product feed"}, "zh"),
        (TEXT, {"zh": "推荐商品", "en": "Product feed"}, None),
        (TEXT, {"zh": "推荐", "en": "Feed"}, None),
        (TEXT | {"behind": "en"}, {"zh": "推荐", "en": "Feed"}, "en"),
        (TEXT | {"behind": "en"}, {"zh": "推荐", "en": "Product feed"}, None),
        (TEXT | {"behind": "en"}, {"zh": "推荐内容", "en": "Feed"}, "en"),
        ({}, {"zh": "推荐", "en": ""}, None),
        ({"zh": "推荐", "en": ""}, {"zh": "推荐", "en": "Feed"}, None),
    ],
)
def test_one_language_falls_behind_when_the_other_changes_alone(
    before: dict[str, Any], after: dict[str, Any], behind: str | None
) -> None:
    marked = said.with_behind(TEXTS, {"name": before}, {"name": after}, lambda _path: False)
    assert marked["name"]["behind"] == behind


def test_a_person_who_compared_both_sides_clears_the_mark_inside_a_row_too() -> None:
    old = {"list": [{"key": "aaaaaaaa", "name": TEXT}]}
    new = {"list": [{"key": "aaaaaaaa", "name": {"zh": "新", "en": "Feed"}}]}
    table = [field("list", "group", fields=(field("name", bilingual=True),))]
    for settled, behind in (({"list.aaaaaaaa.name"}, None), (set(), "en")):
        marked = said.with_behind(table, old, new, settled.__contains__)
        assert marked["list"][0]["name"]["behind"] == behind


MALFORMED: list[tuple[str, dict[str, Any], Any]] = [
    ("text", {}, "x" * 301),
    ("text", {"max_length": 3}, "四个汉字"),
    ("text", {}, "a\x00b"),
    ("text", {}, "a\ud800b"),
    ("text", {}, "名称\u202ecod.exe"),
    ("text", {}, "two\nlines"),
    ("text", {}, 5),
    ("long_text", {}, "x" * 1_000_000),
    ("long_text", {}, "a\x00"),
    ("integer", {}, "twelve"),
    ("integer", {}, True),
    ("integer", {}, 10**15),
    ("decimal", {}, "NaN"),
    ("decimal", {}, 1.5),
    ("date", {}, "2026-02-30"),
    ("date", {}, "0001-01-01"),
    ("yes_no", {}, "maybe"),
    ("url", {}, "javascript:alert(1)"),
    ("url", {}, "example"),
    ("email", {}, "nobody"),
    ("choice", {}, "b"),
    ("multi", {}, ["a", "b"]),
    ("multi", {}, "a"),
    ("person", {}, "5"),
    ("group", {"fields": ROWS}, [{"key": "short"}]),
    ("group", {"fields": ROWS}, [{"key": "aaaaaaaa"}, {"key": "aaaaaaaa"}]),
    ("group", {"fields": ROWS}, [{"key": "aaaaaaaa", "path": 5}]),
    ("group", {"fields": ROWS}, [{"key": "aaaaaaaa", "unknown": "x"}]),
    ("group", {"fields": ROWS}, [{"key": f"{n:08x}"} for n in range(61)]),
    ("group", {"fields": ROWS}, "rows"),
]


@pytest.mark.parametrize(("kind", "more", "value"), MALFORMED)
def test_a_malformed_answer_gets_a_sentence(kind: str, more: dict[str, Any], value: Any) -> None:
    of = field("f", kind, **more)
    (path, sentence), *rest = sound.problems([of], {"f": value})
    assert path.startswith("f")
    assert sentence[-1] == "."
    assert rest == []


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("text", "x" * 300),
        ("long_text", "一段\n两段\u200f"),
        ("integer", -5),
        ("decimal", "98.50"),
        ("date", "2024-02-29"),
        ("yes_no", False),
        ("url", "https://例子.中国/路径"),
        ("email", "a@example.com"),
        ("choice", "a"),
        ("multi", ["a"]),
        ("person", {"id": 1, "name": "王"}),
        ("text", None),
        ("text", ""),
    ],
)
def test_a_sound_answer_gets_none(kind: str, value: Any) -> None:
    assert list(sound.problems([field("f", kind)], {"f": value})) == []


def test_a_field_the_form_does_not_have_is_refused() -> None:
    assert [path for path, _s in sound.problems([field("f")], {"g": "x", "key": "y"})] == [
        "g",
        "key",
    ]


def test_only_one_language_malformed_is_named() -> None:
    of = field("f", bilingual=True, max_length=2)
    assert [path for path, _s in sound.problems([of], {"f": {"zh": "好", "en": "long"}})] == [
        "f.en"
    ]
