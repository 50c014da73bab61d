"""Everything the product says has its Chinese, with the same placeholders, in the file read."""

import re
from pathlib import Path

import polib
import pytest
from django.conf import settings
from django.template import Engine

from filings.management.commands import translations
from filings.management.messages import Message, Said, in_python, in_template, said

ROOT = Path(settings.BASE_DIR)
PARTS = sorted((translations.LOCALE / "parts").glob("*.po"))
ENGINE = Engine.get_default()


def test_everything_said_has_its_chinese() -> None:
    made, faults = translations.merged(PARTS)
    assert faults + translations.missing(said(ROOT, ENGINE), made) == []


def test_the_file_that_is_read_is_made_from_the_parts() -> None:
    made, _faults = translations.merged(PARTS)
    stored = (translations.MADE / "django.mo").read_bytes()
    assert stored == made.to_binary(), "run manage.py translations"
    assert (translations.MADE / "django.po").read_text() == str(made)


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('{% translate "Save" %}', [Message("Save")]),
        (
            '{% if a %}{% translate "100%" context "share" %}{% endif %}',
            [Message("100%%", "", "share")],
        ),
        ("{% translate 'Save' as word %}{{ word }}", [Message("Save")]),
        ("{% blocktranslate %}By {{ day }}{% endblocktranslate %}", [Message("By %(day)s")]),
        (
            "{% blocktranslate count n=x %}{{ n }} a{% plural %}{{ n }} b{% endblocktranslate %}",
            [Message("%(n)s a", "%(n)s b")],
        ),
        ('{{ title|default:_("Untitled") }}', [Message("Untitled")]),
        ('{% include "components/badge.html" with label=_("Draft") only %}', [Message("Draft")]),
        ('{% if a == _("Draft") %}{% endif %}', [Message("Draft")]),
    ],
)
def test_messages_of_a_template_are_found(source: str, found: list[Message]) -> None:
    assert list(in_template("{% load i18n %}" + source, ENGINE, "planted")) == found


def test_messages_of_python_are_found() -> None:
    source = (
        "from django.utils.translation import gettext_lazy as _, ngettext, pgettext as p\n"
        "a = _('one ' 'text')\nb = ngettext('row', 'rows', 2)\nc = p('verb', 'file')\n"
        "d = _(a)\ne = other('not said')\n"
    )
    assert list(in_python(source)) == [
        (Message("one text"), 2),
        (Message("row", "rows"), 3),
        (Message("file", "", "verb"), 4),
    ]


def test_a_message_without_chinese_is_named() -> None:
    made, _faults = translations.merged(PARTS)
    planted = Said(Message("Nobody has put this into Chinese"), "planted.html")
    (fault,) = translations.missing([planted], made)
    assert "planted.html" in fault


@pytest.mark.parametrize(
    ("entry", "fault"),
    [
        (polib.POEntry(msgid="Save", msgstr=""), "empty"),
        (polib.POEntry(msgid="By %(day)s", msgstr="截止日期"), "other placeholders"),
        (polib.POEntry(msgid="By %(day)s", msgstr="%(date)s 前"), "other placeholders"),
        (polib.POEntry(msgid="Save", msgstr="保存", flags=["fuzzy"]), "uncertain"),
        (
            polib.POEntry(msgid="row", msgid_plural="%(n)s rows", msgstr_plural={0: "行"}),
            "other placeholders",
        ),
    ],
)
def test_a_faulty_translation_is_named(entry: polib.POEntry, fault: str) -> None:
    (found,) = translations.faults_of(entry)
    assert found.startswith(fault)


def test_two_areas_that_translate_one_message_differently_are_named(tmp_path: Path) -> None:
    for name, text in (("one", "保存"), ("two", "存档")):
        part = polib.POFile()
        part.append(polib.POEntry(msgid="Save", msgstr=text))
        part.save(str(tmp_path / f"{name}.po"))
    _made, faults = translations.merged(sorted(tmp_path.glob("*.po")))
    assert faults == ["two.po: two translations of 'Save'"]


ONE_TERM = {
    "冻结": "定稿",
    "锁定": "定稿",
    "备案员": "备案经办人",
    "备案专员": "备案经办人",
    "填报人": "备案经办人",
    "规则集": "规则版本",
}
"""Words that stood beside the house's own term for the same thing."""
UNTIDY = re.compile(r"[一-龥][,;:!?]|[,;:!?][一-龥]|[一-龥] [一-龥0-9%]|[0-9] [一-龥]")
"""Half-width punctuation at a Chinese character, and spaces around figures."""


def untidy(chinese: str) -> list[str]:
    return [word for word in ONE_TERM if word in chinese] + UNTIDY.findall(chinese)


def test_chinese_uses_one_term_for_each_thing_and_full_width_punctuation() -> None:
    made, _faults = translations.merged(PARTS)
    texts = [text for e in made for text in (e.msgstr, *e.msgstr_plural.values())]
    assert [(text, faults) for text in texts if (faults := untidy(text))] == []


def test_untidy_chinese_is_seen() -> None:
    assert untidy("该版本已锁定,请由备案员提交 3份") == ["锁定", "备案员", "定,", "交 3"]
