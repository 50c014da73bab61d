import random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from filings.comparison import Change, Kind, Span, compare, diff_text

SENTENCES = st.text("推荐算法的运行机制，abc 12。", max_size=40)
ROWS = st.lists(
    st.fixed_dictionaries(
        {"key": st.text("0123456789abcdef", min_size=8, max_size=8), "name": SENTENCES}
    ),
    max_size=5,
    unique_by=lambda row: row["key"],
)
CONTENTS = st.fixed_dictionaries(
    {
        "answers": st.fixed_dictionaries(
            {
                "basics": st.fixed_dictionaries(
                    {
                        "name": st.fixed_dictionaries({"zh": SENTENCES, "en": SENTENCES}),
                        "mau": st.none() | st.integers(0, 5),
                        "products": ROWS,
                    }
                )
            }
        )
    }
)


def only(changes: tuple[Change, ...]) -> Change:
    (change,) = changes
    return change


def leaf(changes: tuple[Change, ...]) -> Change:
    change = only(changes)
    return leaf(change.parts) if change.parts else change


def test_a_changed_word_is_found_inside_a_chinese_sentence() -> None:
    assert diff_text("根据点击排序", "根据收藏排序") == (
        Span(Kind.SAME, "根据"),
        Span(Kind.REMOVED, "点击"),
        Span(Kind.ADDED, "收藏"),
        Span(Kind.SAME, "排序"),
    )


def test_a_latin_word_and_a_number_change_as_a_whole() -> None:
    assert diff_text("MAU 1,200", "MAU 1,300")[1:] == (
        Span(Kind.REMOVED, "1,200"),
        Span(Kind.ADDED, "1,300"),
    )


def test_the_other_language_unchanged_is_not_shown() -> None:
    before = {"basics": {"purpose": {"zh": "推荐商品", "en": "Recommend", "behind": None}}}
    after = {"basics": {"purpose": {"zh": "推荐内容", "en": "Recommend", "behind": "en"}}}
    change = leaf(compare(before, after))
    assert (change.name, change.before, change.after) == ("zh", "推荐商品", "推荐内容")


def test_only_the_behind_mark_changed_is_no_change() -> None:
    before = {"a": {"b": {"zh": "推荐", "en": "Feed", "behind": None}}}
    assert compare(before, {"a": {"b": {"zh": "推荐", "en": "Feed", "behind": "en"}}}) == ()


def test_unanswered_in_whatever_way_is_the_same() -> None:
    blanks: list[Any] = [None, "", [], {}, {"zh": "", "en": None}]
    for one in blanks:
        for other in blanks:
            assert compare({"a": {"b": one}}, {"a": {"b": other}}) == ()
    assert only(compare({"a": None}, {"a": False})).kind is Kind.ADDED
    assert only(compare({"a": 0}, {})).kind is Kind.REMOVED


def test_rows_are_matched_by_key_even_when_they_move() -> None:
    a, b, c = ({"key": key * 8, "name": key} for key in "abc")
    changes = compare({"t": [a, b]}, {"t": [b, {**a, "name": "x"}, c]})
    rows = {row.name[0]: row for row in only(changes).parts}
    assert {key: row.kind for key, row in rows.items()} == {"a": Kind.CHANGED, "c": Kind.ADDED} | (
        {"b": Kind.SAME} if "b" in rows else {}
    )
    assert [row.moved for row in rows.values()].count(True) == 1
    assert leaf((rows["a"].parts[0],)).after == "x"


def test_nested_rows_are_compared_inside_their_row() -> None:
    def products(path: str) -> dict[str, Any]:
        return {"products": [{"key": "11111111", "paths": [{"key": "22222222", "path": path}]}]}

    change = leaf(compare(products("首页"), products("首页—推荐")))
    assert change.spans == (Span(Kind.SAME, "首页"), Span(Kind.ADDED, "—推荐"))


def test_a_table_that_came_is_shown_row_by_row() -> None:
    change = only(compare({}, {"t": [{"key": "11111111", "name": "a"}]}))
    assert change.kind is Kind.ADDED
    assert [row.kind for row in change.parts] == [Kind.ADDED]


def test_a_replaced_file_is_a_change_of_its_digest() -> None:
    file = {"path": "model.licence", "name": "a.pdf", "sha256": "1"}
    changes = compare({"evidence": [file]}, {"evidence": [{**file, "sha256": "2"}]})
    assert (leaf(changes).name, only(changes).parts[0].name) == ("sha256", "model.licence/a.pdf")


def test_very_long_texts_are_compared_by_sentence_in_time() -> None:
    rnd = random.Random(1)
    text = "".join(rnd.choice("推荐算法机制模型数据风险，。") for _ in range(20_000))
    spans = diff_text(text, text[:9_000] + "新的一句。" + text[9_100:])
    assert "新的一句" in "".join(span.text for span in spans if span.kind is Kind.ADDED)


@given(SENTENCES, SENTENCES)
def test_the_spans_give_both_texts_back(before: str, after: str) -> None:
    spans = diff_text(before, after)
    assert "".join(s.text for s in spans if s.kind is not Kind.ADDED) == before
    assert "".join(s.text for s in spans if s.kind is not Kind.REMOVED) == after


@given(CONTENTS)
def test_nothing_differs_from_itself(content: dict[str, Any]) -> None:
    assert compare(content, content) == ()


def mirrored(change: Change) -> object:
    turn = {Kind.ADDED: Kind.REMOVED, Kind.REMOVED: Kind.ADDED}
    parts = frozenset(mirrored(part) for part in change.parts if part.kind is not Kind.SAME)
    return change.name, turn.get(change.kind, change.kind), parts


def seen(change: Change) -> object:
    parts = frozenset(seen(part) for part in change.parts if part.kind is not Kind.SAME)
    return change.name, change.kind, parts


@settings(max_examples=60)
@given(CONTENTS, CONTENTS)
def test_the_way_back_shows_the_same_places(one: dict[str, Any], other: dict[str, Any]) -> None:
    there = {seen(change) for change in compare(one, other)}
    assert there == {mirrored(change) for change in compare(other, one)}
