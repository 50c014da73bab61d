"""What stands at a place becomes a label and findings."""

import base64
import json

import pytest

from filings import regulations
from filings.labels import Label, reading
from filings.labels.element import KEYS
from filings.labels.findings import RULES, found
from filings.labels.slots import Place, Slot
from tests.filings.labels.samples import LABEL, OTHER, PRODUCER

TEXT = LABEL.text()
VALUES = LABEL.values


def read(content: bytes | str, place: Place = Place.XMP) -> reading.Read:
    return reading.read(Slot(place, content))


def codes(content: bytes | str, place: Place = Place.XMP) -> list[str]:
    return [finding.code for finding in read(content, place).findings]


def changed(**values: object) -> str:
    return json.dumps({**VALUES, **values}, ensure_ascii=False)


def test_the_text_is_the_object_of_the_standard() -> None:
    assert TEXT == (
        '{"Label":"1","ContentProducer":"001191440300708461136T1XGW3","ProduceID":"2026-0001",'
        '"ReservedCode1":"","ContentPropagator":"001191440300708461136T1XGW3",'
        '"PropagateID":"2026-0001","ReservedCode2":""}'
    )


@pytest.mark.parametrize("place", [p for p in Place if not p.is_wrapped])
@pytest.mark.parametrize("content", [TEXT, TEXT.encode(), f"\n {TEXT}\0"])
def test_a_label_is_read_without_findings(content: bytes | str, place: Place) -> None:
    assert read(content, place) == reading.Read(Slot(place, content), LABEL, ())


@pytest.mark.parametrize("place", list(Place))
def test_a_wrapped_label_is_read_and_told_from_a_bare_one(place: Place) -> None:
    wrapped = read(f'{{"AIGC":{TEXT}}}', place)
    bare = read(TEXT, place)
    assert wrapped.label == bare.label == LABEL
    assert [f.code for f in wrapped.findings] == ([] if place.is_wrapped else ["wrapped"])
    assert [f.code for f in bare.findings] == (["not_wrapped"] if place.is_wrapped else [])


@pytest.mark.parametrize(
    ("content", "how"),
    [
        (TEXT.replace('"', "&quot;"), "XML"),
        (TEXT.replace('"', r"\""), "JSON"),
        (json.dumps(TEXT), "JSON"),
        (base64.b64encode(TEXT.encode()).decode(), "Base64"),
        (base64.urlsafe_b64encode(TEXT.encode()).decode().rstrip("="), "Base64"),
    ],
)
def test_a_text_escaped_too_often_is_read_and_named(content: str, how: str) -> None:
    assert read(content).label == LABEL
    assert read(content).findings == (found("escaped", how=how),)


def test_an_escaped_label_inside_its_wrapper_is_read() -> None:
    assert read(json.dumps({"AIGC": TEXT}), Place.EXIF).label == LABEL
    assert codes(json.dumps({"AIGC": TEXT}), Place.EXIF) == ["escaped"]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig"])
def test_another_encoding_is_named(encoding: str) -> None:
    assert read(TEXT.encode(encoding)).label == LABEL
    assert codes(TEXT.encode(encoding)) == ["encoding"]


def test_chinese_in_gb18030_is_read_and_named() -> None:
    name = "深圳某某公司"
    content = changed(ContentProducer=name, ContentPropagator=name).encode("gb18030")
    label = read(content).label
    assert label is not None
    assert label.producer == "深圳某某公司"
    assert codes(content) == ["encoding", "characters", "characters", "code_shape"]


@pytest.mark.parametrize(
    "content",
    ["", "null", "[]", "7", '"x"', "{", TEXT[:-1], '{"AIGC":[]}', b"\xff", "[" * 50_000],
)  # fmt: skip
def test_what_is_no_object_is_no_label(content: bytes | str) -> None:
    assert read(content).label is None
    assert "not_json" in codes(content)


def test_a_text_of_absurd_length_is_not_even_parsed() -> None:
    assert read("{" + " " * 70_000 + "}").findings == (found("too_long", length=70_002),)


@pytest.mark.parametrize("key", KEYS)
def test_a_missing_key_is_named(key: str) -> None:
    content = json.dumps({k: v for k, v in VALUES.items() if k != key})
    assert found("key_missing", key=key) in read(content).findings


@pytest.mark.parametrize("key", KEYS)
def test_a_key_that_stands_twice_is_named(key: str) -> None:
    content = f'{TEXT[:-1]},"{key}":"{VALUES[key]}"}}'
    assert found("key_twice", key=key) in read(content).findings


def test_unknown_keys_and_their_order_are_named() -> None:
    assert read(changed(Unknown_键="1")).findings == (found("key_unknown", key=r"Unknown_\u952e"),)
    assert codes(json.dumps(dict(reversed(VALUES.items())))) == ["key_order"]


def test_neighbours_of_the_wrapped_label_are_named() -> None:
    content = f'{{"AIGC":{TEXT},"Software":"x"}}'
    assert read(content, Place.EXIF).findings == (found("wrapper", keys="Software"),)


@pytest.mark.parametrize("value", [1, None, True, ["1"], {"a": "b"}])
def test_a_value_that_is_no_string_is_named(value: object) -> None:
    assert "not_text" in codes(changed(Label=value))


@pytest.mark.parametrize("key", ["Label", "ContentProducer", "ProduceID"])
def test_a_required_value_must_not_be_empty(key: str) -> None:
    assert found("empty", key=key) in read(changed(**{key: ""})).findings


@pytest.mark.parametrize("grade", ["1", "2", "3"])
def test_the_three_grades_pass(grade: str) -> None:
    assert codes(changed(Label=grade)) == []


@pytest.mark.parametrize("grade", ["0", "4", "AIGC", "１"])
def test_another_grade_is_named(grade: str) -> None:
    assert "grade" in codes(changed(Label=grade))


@pytest.mark.parametrize(
    ("value", "named"),
    [
        ("a b", "U+0020"),
        ('a"b', "U+0022"),
        ("a\\b", "U+005C"),
        ("编号1", "U+7F16, U+53F7"),
        ("\x7f", "U+007F"),
        ("\ud800", "U+D800"),
    ],
)
def test_characters_outside_the_annex_are_named(value: str, named: str) -> None:
    content = json.dumps({**VALUES, "ProduceID": value})
    assert read(content).findings == (found("characters", key="ProduceID", characters=named),)


def test_every_allowed_character_passes() -> None:
    allowed = "".join(map(chr, [0x21, *range(0x23, 0x5C), *range(0x5D, 0x7F)]))
    assert codes(changed(ProduceID=allowed)) == []


def test_a_signature_in_a_reserved_code_may_hold_quotes() -> None:
    assert codes(changed(ReservedCode1='{"SecurityData":{"alg":"SM3withSM2"}}')) == []
    assert codes(changed(ReservedCode1="有空格 的")) == ["characters"]


def test_a_very_long_value_is_a_warning() -> None:
    assert codes(changed(ReservedCode2="x" * 1025)) == ["long_value"]
    assert codes(changed(ReservedCode2="x" * 1024)) == []


def test_the_first_write_names_the_producer_as_propagator() -> None:
    assert codes(changed(ContentPropagator="", PropagateID="")) == ["first_write"]
    assert codes(changed(ContentPropagator="")) == ["half_propagator"]
    assert codes(changed(PropagateID="")) == ["half_propagator"]


@pytest.mark.parametrize(
    ("producer", "code"),
    [
        ("Minimax-Agent-AI", "code_shape"),
        ("011191440300708461136T1XGW3", "code_version"),
        ("002291440300708461136T1XGW3", "code_subject"),
        ("001191440300708461136X1XGW3", "code_check_digit"),
        ("001191440300708461136T2XGW3", "code_service"),
    ],
)
def test_a_wrong_provider_code_is_named(producer: str, code: str) -> None:
    assert codes(changed(ContentProducer=producer, ContentPropagator=producer)) == [code]


def test_a_propagator_of_its_own_needs_a_code_for_propagation() -> None:
    assert codes(changed(ContentPropagator=OTHER)) == ["propagator_service"]
    assert codes(changed(ContentPropagator=OTHER[:22] + "20002")) == []
    assert codes(changed(ContentPropagator=OTHER[:22] + "00000")) == []


def test_names_from_real_files_are_refused() -> None:
    content = changed(Label="AIGC", ContentProducer="Minimax Agent AI", ContentPropagator="")
    assert codes(content) == ["grade", "characters", "half_propagator", "code_shape"]


def test_passing_on_keeps_what_the_producer_wrote() -> None:
    passed = LABEL.passed_on(OTHER, "n-7", "r")
    assert passed == Label("1", PRODUCER, "2026-0001", "", OTHER, "n-7", "r")


def test_every_clause_that_is_named_is_in_the_law() -> None:
    law = regulations.load()
    named = {rule.clause for rule in RULES.values()} | {place.guide for place in Place}
    assert named - law.clauses.keys() == {""}


def test_a_sentence_is_in_both_languages() -> None:
    assert found("empty", key="ProduceID").as_json() == {
        "code": "empty",
        "grade": "error",
        "sentence": {"zh": "ProduceID的值为空。", "en": "The value of ProduceID is empty."},
        "clause": "gb45438-E",
    }
