"""The form of a section, on a small form of our own."""

from typing import Any

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from filings.forms.disclosure import Around, SectionForm
from filings.forms.entries import Entry
from filings.forms.typed import flat
from tests.filings.forms.small import SMALL, field

BASICS, PRODUCTS, _SHOP = SMALL.sections
ROWS = [
    {"key": "aaaaaaaa", "title": "商城", "paths": [{"key": "bbbbbbbb", "path": "首页"}]},
    {"key": "cccccccc", "title": "小程序"},
]


def data(section: Any, answers: dict[str, Any], **more: Any) -> QueryDict:
    typed = QueryDict(mutable=True)
    for name, values in flat(section, answers, {}).lists():
        typed.setlist(name, values)
    for name, value in more.items():
        typed.setlist(name, value if isinstance(value, list) else [value])
    return typed


def bound(section: Any, answers: dict[str, Any], **more: Any) -> SectionForm:
    around = Around(answers=more.pop("around", {}), people={7: "王芳"})
    return SectionForm(section, around, data(section, answers, **more))


def table(form: SectionForm) -> Entry:
    return form.entries[0]


def test_stored_answers_come_back_as_they_were_sent() -> None:
    assert bound(PRODUCTS, {"list": ROWS}).answers == {"list": ROWS}


TEXTS = st.text("推荐算法 abc。", max_size=20).map(str.strip)


@given(TEXTS, TEXTS, st.none() | st.booleans(), st.lists(TEXTS.filter(bool), max_size=4))
def test_what_is_shown_is_what_is_saved(
    zh: str, en: str, sold: bool | None, titles: list[str]
) -> None:
    name = {"zh": zh, "en": en, "behind": None} if zh or en else None
    basics = {k: v for k, v in {"name": name, "sold": sold}.items() if v is not None}
    assert bound(BASICS, basics, shown="price").answers == basics
    rows = [{"key": f"{n:08x}", "title": title} for n, title in enumerate(titles)]
    assert bound(PRODUCTS, {"list": rows}).answers == ({"list": rows} if rows else {})


def test_a_row_is_added_taken_out_and_moved_with_everything_typed_kept() -> None:
    def keys(**more: Any) -> list[str]:
        form = bound(PRODUCTS, {"list": ROWS}, **more)
        assert form.rearranged
        assert not form.is_valid()
        assert form.errors == []
        titles = {row.key: row.entries[0].sides[0].typed for row in table(form).rows}
        kept = {"aaaaaaaa": "商城", "cccccccc": "小程序"}
        assert all(titles[key] == kept[key] for key in titles if key in kept)
        return list(titles)

    assert keys(up="list.cccccccc") == ["cccccccc", "aaaaaaaa"]
    assert keys(up="list.aaaaaaaa") == ["aaaaaaaa", "cccccccc"]
    assert keys(down="list.aaaaaaaa") == ["cccccccc", "aaaaaaaa"]
    assert keys(remove="list.aaaaaaaa") == ["cccccccc"]
    assert keys(remove="list.nowhere") == ["aaaaaaaa", "cccccccc"]
    *old, new = keys(add="list")
    assert old == ["aaaaaaaa", "cccccccc"]
    assert len(new) == 8


def test_a_nested_row_is_added_inside_its_row() -> None:
    form = bound(PRODUCTS, {"list": ROWS}, add="list.aaaaaaaa.paths")
    paths = table(form).rows[0].entries[2].rows
    assert [row.entries[0].sides[0].typed for row in paths] == ["首页", ""]


def test_row_keys_that_a_browser_made_up_are_not_taken() -> None:
    form = bound(PRODUCTS, {}, list=["../../etc", "aaaaaaaa", "aaaaaaaa"])
    assert [row["key"] for row in form.answers["list"]] == ["aaaaaaaa"]


def test_a_malformed_answer_stands_on_the_page_with_its_sentence() -> None:
    form = bound(BASICS, {"sold": True}, price="cheap", shown="price")
    assert not form.is_valid()
    ((ident, label, sentence),) = form.errors
    assert (ident, label) == (
        "f-price",
        "Price" if str(BASICS.title) == "Basics" else "price（中）",
    )
    assert sentence
    assert form.entries[2].sides[0].typed == "cheap"


def test_a_field_is_asked_unless_the_answers_rule_it_out() -> None:
    def asked(answers: dict[str, Any]) -> bool:
        return SectionForm(BASICS, Around(answers={"basics": answers})).entries[2].shown

    assert asked({})
    assert asked({"sold": True})
    assert not asked({"sold": False})


def test_an_answer_that_was_not_on_the_page_stays() -> None:
    stored = {"basics": {"sold": False, "price": "12.5"}}
    assert bound(BASICS, {"sold": False}, around=stored).answers == {"sold": False, "price": "12.5"}
    asked_and_emptied = bound(BASICS, {"sold": True}, around=stored, shown="price")
    assert asked_and_emptied.answers == {"sold": True}


@pytest.mark.parametrize(
    ("kind", "typed", "answer"),
    [
        ("integer", "1,200,000", 1_200_000),
        ("integer", "１２", 12),
        ("integer", "12.5", "12.5"),
        ("decimal", "1 000.50", "1000.50"),
        ("yes_no", "no", False),
        ("yes_no", "perhaps", "perhaps"),
        ("person", "7", {"id": 7, "name": "王芳"}),
        ("person", "8", "8"),
        ("text", "  名称 ", "名称"),
        ("long_text", "一\r\n二\n\n", "一\n二"),
        ("text", "   ", None),
    ],
)
def test_typed_text_becomes_the_value_it_means(kind: str, typed: str, answer: Any) -> None:
    section = type(BASICS)(code="s", title=BASICS.title, fields=(field("f", kind),))
    sent = QueryDict(mutable=True)
    sent["f"] = typed
    form = SectionForm(section, Around(people={7: "王芳"}), sent)
    assert form.answers == ({} if answer is None else {"f": answer})


def test_marks_are_offered_where_something_can_be_held_back() -> None:
    form = SectionForm(BASICS, Around(marks={"basics.notes": ["trade_secret"]}))
    offered = {extra.column: extra.chosen for entry in form.entries for extra in entry.extras}
    assert offered.keys() == {"basics.sold", "basics.price", "basics.notes"}
    assert [mark.code for mark in offered["basics.notes"]] == ["trade_secret"]
    assert form.marks == {"basics.notes": ["trade_secret"]}
    nested = SectionForm(PRODUCTS, Around())
    assert [extra.column for extra in table(nested).extras] == [
        "products.list.secret",
        "products.list.paths.path",
    ]
