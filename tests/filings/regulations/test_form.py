"""The form in force is sound, and a malformed file is refused with its place."""

from datetime import date
from pathlib import Path

import pytest

from filings import regulations
from filings.regulations import Choice, RegulationError, Text
from filings.regulations.form import Form, read_form

TODAY = date(2026, 11, 1)
HEAD = 'version = "t"\nfrom_on = 2022-03-01\n'
SECTION = '[[section]]\ncode = "s"\ntitle = {zh = "节", en = "S"}\n'
FIELD = '[[section.field]]\ncode = "f"\nkind = "text"\nlabel.zh = "字段"\nlabel.en = "Field"\n'
CHOICE = FIELD.replace('"text"', '"choice"') + 'choices = "size"\n'
NUMBER = FIELD.replace('"f"', '"n"').replace('"text"', '"integer"')
GROUP = FIELD.replace('"text"', '"group"') + FIELD.replace("section.field", "section.field.field")
CHOICES = {"size": (Choice("small", Text("小", "Small")),)}


def test_every_text_of_the_form_is_in_both_languages() -> None:
    form = regulations.load().form(on=TODAY)
    texts = [section.title for section in form.sections]
    texts += [section.guidance for section in form.sections if section.guidance]
    for field in form.paths().values():
        texts += [field.label, *([field.guidance] if field.guidance else [])]
        texts += [choice.label for choice in field.choices]
    assert [text for text in texts if not (text.zh and text.en)] == []


def test_the_form_covers_what_the_product_discloses() -> None:
    form = regulations.load().form(on=TODAY)
    assert [section.code for section in form.sections] == [
        "basics", "data", "model", "strategy", "risks", "products", "support", "notice", "rights",
        "personal", "labels", "opinion", "ethics", "responsibility", "assessment",
    ]  # fmt: skip
    assert len(form.paths()) >= 120
    assert [section.code for section in form.sections if section.entity] == ["responsibility"]


def test_the_public_notice_has_its_five_texts_in_both_languages() -> None:
    form = regulations.load().form(on=TODAY)
    texts = ["principle", "mechanism", "scenario", "purpose", "publication"]
    fields = form.paths()
    found = [fields[f"notice.{text}"] for text in texts]
    assert all(field.bilingual and field.audience == "public" for field in found)


def test_every_field_tells_how_to_answer_it() -> None:
    fields = regulations.load().form(on=TODAY).paths()
    assert [path for path, field in fields.items() if field.guidance is None] == []


def test_before_the_first_form_the_first_one_serves() -> None:
    law = regulations.load()
    assert law.form(on=date(2000, 1, 1)) == law.forms[0]


def written(folder: Path, text: str, head: str = HEAD) -> Form:
    (folder / "one").mkdir()
    (folder / "one" / "form.toml").write_text(head, "utf-8")
    (folder / "one" / "a.toml").write_text(text, "utf-8")
    return read_form(folder / "one", CHOICES, {"order9-16"}, {"scan"})


def test_a_sound_form_is_read(tmp_path: Path) -> None:
    form = written(tmp_path, SECTION + GROUP)
    assert list(form.paths()) == ["s.f", "s.f.f"]


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        (FIELD.replace('"text"', '"poem"'), 6, "unknown kind poem"),
        (FIELD.replace('"text"', "7"), 6, "kind: 7 is no str"),
        (FIELD + 'audience = "friends"\n', 9, "unknown audience friends"),
        (FIELD + 'colour = "red"\n', 9, "unknown key colour"),
        (FIELD.replace('label.en = "Field"\n', ""), 7, "label: a text has zh and en"),
        (FIELD.replace('code = "f"\n', ""), 4, "code is missing"),
        (FIELD + 'required = "yes"\n', 9, "required: 'yes' is no bool"),
        (FIELD + 'certainty = "Z"\n', 9, "unknown certainty 'Z'"),
        (FIELD + 'clauses = ["order9-99"]\n', 9, "clauses: order9-99 is unknown"),
        (FIELD + 'evidence = ["song"]\n', 9, "evidence: song is unknown"),
        (FIELD.replace('"text"', '"choice"'), 6, "choices go with a choice"),
        (FIELD.replace('"text"', '"group"'), 6, "fields go with a group"),
        (NUMBER + "bilingual = true\n", 9, "only a text is bilingual"),
        (CHOICE.replace("size", "nowhere"), 9, "no list of choices called nowhere"),
        (FIELD + FIELD, 10, "field f is there twice"),
        (FIELD + SECTION, 10, "section s is there twice"),
        (FIELD + 'when = {path = "s.g", is = 1}\n', 9, "s.g, which is no field"),
        (FIELD + "when = {path = 1}\n", 9, "no condition"),
        (CHOICE + 'when = {path = "s.f", is = "huge"}\n', 10, "no choice huge"),
        (FIELD + 'when = {path = "s.f", at_least = 1}\n', 9, "only a number"),
        (NUMBER + 'when = {path = "s.n", at_least = "@x"}\n', 9, "@x is no number"),
        (FIELD + "label = \n", 9, "Invalid value"),
    ],
)
def test_a_malformed_form_is_refused_with_file_line_and_reason(
    tmp_path: Path, text: str, line: int, reason: str
) -> None:
    with pytest.raises(RegulationError, match=reason) as refused:
        written(tmp_path, SECTION + text)
    assert str(refused.value).startswith(f"one/a.toml:{line}: "), str(refused.value)


@pytest.mark.parametrize(
    ("head", "reason"),
    [
        ('version = "t"\n', "from_on is missing"),
        ('version = "t"\nfrom_on = "soon"\n', "from_on: 'soon' is no date"),
        ('version = "t"\nfrom_on = 2022-03-01T00:00:00\n', "is no date"),
        ('version = "t"\nfrom_on = 2022-13-01\n', "form.toml:2"),
    ],
)
def test_a_form_without_a_proper_day_is_refused(tmp_path: Path, head: str, reason: str) -> None:
    with pytest.raises(RegulationError, match=reason):
        written(tmp_path, SECTION + FIELD, head)
