"""The form in force is sound, and a malformed file is refused with its place."""

from datetime import date
from pathlib import Path

import pytest

from filings import regulations
from filings.regulations import RegulationError
from filings.regulations.form import read_form

HEAD = 'version = "t"\nfrom = 2022-03-01\n[[section]]\ncode = "s"\ntitle = {zh = "节", en = "S"}\n'
FIELD = '[[section.field]]\ncode = "f"\nkind = "text"\nlabel = {zh = "字段", en = "Field"}\n'


def test_every_text_of_the_form_is_in_both_languages() -> None:
    form = regulations.load().form(on=date(2026, 11, 1))
    texts = [section.title for section in form.sections]
    texts += [section.guidance for section in form.sections if section.guidance]
    for field in form.paths().values():
        texts += [field.label, *([field.guidance] if field.guidance else [])]
        texts += [choice.label for choice in field.choices]
    assert [text for text in texts if not (text.zh and text.en)] == []


def test_evidence_is_of_a_known_kind() -> None:
    law = regulations.load()
    wanted = {kind for f in law.form(on=date(2026, 11, 1)).paths().values() for kind in f.evidence}
    assert wanted <= law.evidence_kinds.keys()


def test_before_the_first_form_the_first_one_serves() -> None:
    law = regulations.load()
    assert law.form(on=date(2000, 1, 1)) == law.forms[0]


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        (HEAD + FIELD.replace("text", "poem"), 7, "unknown kind poem"),
        (HEAD + FIELD + 'audience = "friends"\n', 7, "unknown audience"),
        (HEAD + FIELD + 'colour = "red"\n', 7, "unknown key colour"),
        (HEAD + FIELD.replace('"text"', '"choice"'), 7, "choices go with"),
        (HEAD + FIELD.replace('"text"', '"group"'), 7, "fields go with"),
        (HEAD + FIELD + 'when = {path = "s.g", is = 1}\n', 7, "s.g, which is no field"),
        (HEAD + FIELD + "when = {path = 1}\n", 1, "no condition"),
        (HEAD + FIELD + 'choices = "nowhere"\n', 7, "no list of choices"),
        ("version = ", 1, "Invalid value"),
        ('version = "t"\n', 1, "section"),
    ],
)
def test_a_malformed_form_is_refused_with_file_line_and_reason(
    tmp_path: Path, text: str, line: int, reason: str
) -> None:
    path = tmp_path / "form.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(RegulationError, match=reason) as refused:
        read_form(path)
    assert str(refused.value).startswith(f"form.toml:{line}: ")
