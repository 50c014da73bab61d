"""Who reads what of a version, on a small form of our own."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.utils import translation

from filings.answers import reading
from filings.answers.reading import ReadField, ReadSection
from filings.enums import Audience
from filings.regulations import Form, Section, Text
from tests.filings.forms.small import SMALL, field


def content(**marks: list[str]) -> dict[str, Any]:
    return {
        "answers": {
            "basics": {
                "name": {"zh": "推荐算法", "en": "Feed", "behind": None},
                "sold": False,
                "notes": "CANARY-internal",
            },
            "products": {"list": [{"key": "aaaaaaaa", "title": "商城", "secret": "CANARY-regulator",
                         "paths": [{"key": "bbbbbbbb", "path": "CANARY-nested"}]}]},
        },
        "marks": marks,
    }  # fmt: skip


def texts(sections: tuple[ReadSection, ...]) -> list[str]:
    def visit(fields: tuple[ReadField, ...]) -> Iterator[str]:
        for each in fields:
            yield from (words.text for words in each.words)
            for row in each.rows:
                yield from visit(row.fields)

    return [text for section in sections for text in visit(section.fields)]


def test_the_public_reads_public_fields_and_no_others() -> None:
    shown = reading.read(SMALL, content(), Audience.PUBLIC)
    assert texts(shown) == ["推荐算法", "Feed", "商城"]


def test_the_authority_reads_what_is_not_internal() -> None:
    with translation.override("en"):
        shown = reading.read(SMALL, content(), Audience.REGULATOR)
    assert texts(shown) == ["推荐算法", "Feed", "No", "商城", "CANARY-regulator", "CANARY-nested"]


def test_the_house_reads_everything() -> None:
    assert "CANARY-internal" in texts(reading.read(SMALL, content(), Audience.INTERNAL))


def test_a_marked_field_is_never_in_the_public_text_even_were_it_public() -> None:
    marked = content(**{"basics.name": ["trade_secret"], "products.list": ["mainland_only"]})
    assert texts(reading.read(SMALL, marked, Audience.PUBLIC)) == []
    with translation.override("en"):
        (basics, _products) = reading.read(SMALL, marked, Audience.REGULATOR)
    assert basics.fields[0].marks == ("trade_secret",)


def test_a_section_that_does_not_apply_is_not_read() -> None:
    facts = content()
    facts["answers"]["shop"] = {"licence": "CANARY"}
    assert "CANARY" not in texts(reading.read(SMALL, facts, Audience.INTERNAL))


KINDS = {
    "yes_no": (True, "Yes"),
    "choice": ("a", "A"),
    "multi": (["a"], "A"),
    "date": ("2026-03-31", "31 Mar 2026"),
    "integer": (1_200_000, "1,200,000"),
    "decimal": ("98.5", "98.5"),
    "person": ({"id": 1, "name": "王芳"}, "王芳"),
    "url": ("https://example.com", "https://example.com"),
}


def test_each_kind_is_read_as_a_person_says_it() -> None:
    with translation.override("en"):
        read = {kind: reading.read_value(field("f", kind), KINDS[kind][0]) for kind in KINDS}
    assert {kind: each.words[0].text for kind, each in read.items()} == {
        kind: said for kind, (_value, said) in KINDS.items()
    }


def pipeline(audience: str) -> Form:
    steps = field(
        "steps",
        "pipeline",
        audience="public",
        fields=(
            field("label", bilingual=True, audience=audience),
            field("kind", "choice", audience="public"),
            field("next", "steps", audience="public"),
        ),
    )
    return Form(
        version="t",
        from_on=date(2022, 3, 1),
        sections=(Section(code="s", title=Text("节", "S"), fields=(steps,)),),
    )


def test_a_mechanism_is_drawn_for_those_who_may_read_all_of_it() -> None:
    rows = [
        {"key": "aaaaaaaa", "label": {"zh": "召回", "en": "Recall"}, "kind": "a",
         "next": ["bbbbbbbb", "gone0000"]},
        {"key": "bbbbbbbb", "label": {"zh": "", "en": "Rank"}, "kind": "a"},
    ]  # fmt: skip
    facts = {"answers": {"s": {"steps": rows}}, "marks": {}}
    ((read,),) = (s.fields for s in reading.read(pipeline("public"), facts, Audience.PUBLIC))
    assert [(step.label, step.next) for step in read.steps] == [
        ("召回", ("bbbbbbbb", "gone0000")),
        ("Rank", None),
    ]
    assert read.rows[0].fields[-1].words[0].text == "2"
    ((hidden,),) = (s.fields for s in reading.read(pipeline("internal"), facts, Audience.PUBLIC))
    assert hidden.steps == ()
