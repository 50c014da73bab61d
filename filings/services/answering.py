"""A disclosure filled in elsewhere: answers to many sections at once, saved as if typed here."""

import json
import re
import secrets
from collections.abc import Mapping, Sequence
from typing import IO, Any, NoReturn

from django.db import transaction
from django.utils.translation import gettext as _

from filings import contents, workbooks
from filings.answers import BILINGUAL, sound
from filings.models import Disclosure, User
from filings.regulations import Field
from filings.services import drafting
from filings.statemachine import ActionRefused
from filings.workbooks import Filled, Trouble, cells

MODELS = ("model", "models")
"""The section and the table that tell of models."""
CHINESE = re.compile("[\u4e00-\u9fff]")
LARGEST_TEXT = 4 * 2**20


def bring(*, disclosure: Disclosure, answers: Mapping[str, Any], by: User) -> list[str]:
    """Save every section that is answered, all or none; gives their codes.

    What is not answered stays as it is; a table that is answered replaces the table. Marks stay.
    """
    sections = {section.code: section for section in contents.form_of(disclosure).sections}
    if unknown := answers.keys() - sections.keys():
        raise ActionRefused(
            _("The form has no such section: %(names)s.") % {"names": ", ".join(sorted(unknown))}
        )
    rows = {row.code: row for row in disclosure.sections.all()}
    saved = []
    with transaction.atomic():
        for code, section in sections.items():
            if not (given := answers.get(code)):
                continue
            if not isinstance(given, Mapping):
                raise ActionRefused(f"{code}: {_('This is not an answer to this field.')}")
            row = rows.get(code)
            drafting.save_section(
                disclosure=disclosure,
                code=code,
                answers=merged(
                    section.fields, row.answers if row else {}, with_keys(section.fields, given)
                ),
                marks=row.marks if row else {},
                revision=row.revision if row else 0,
                by=by,
            )
            saved.append(code)
    return saved


def merged(
    fields: Sequence[Field], standing: Mapping[str, Any], given: Mapping[str, Any]
) -> dict[str, Any]:
    """The answers given over those that stand; of a bilingual text, each language by itself."""
    sides = {field.code for field in fields if field.bilingual}
    return dict(standing) | {
        code: {**_sides(standing.get(code)), **value}
        if code in sides and isinstance(value, Mapping)
        else value
        for code, value in given.items()
    }


def _sides(value: Any) -> dict[str, Any]:
    return {side: value[side] for side in BILINGUAL if value.get(side)} if value else {}


def with_keys(fields: Sequence[Field], values: Mapping[str, Any]) -> dict[str, Any]:
    """Rows without a key are new: each gets one. What is malformed is left to be refused."""
    inner = {field.code: field.fields for field in fields if field.fields}
    return {
        code: [_row(inner[code], row) for row in value]
        if code in inner and isinstance(value, list)
        else value
        for code, value in values.items()
    }


def _row(fields: Sequence[Field], row: Any) -> Any:
    if not isinstance(row, Mapping):
        return row
    return {"key": secrets.token_hex(4)} | with_keys(fields, row)


def bring_model(
    *, disclosure: Disclosure, key: str, facts: Mapping[str, str], by: User
) -> list[str]:
    """Accepted facts of one model: in the row with this key or a new one, and in its section."""
    section = contents.section_of(disclosure, MODELS[0])
    table = next(field for field in section.fields if field.code == MODELS[1])
    answers = _given([field for field in section.fields if not field.fields], facts)
    if given := _given(table.fields, facts):
        rows = [dict(row) for row in models_of(disclosure)]
        found = next((row for row in rows if row["key"] == key), None)
        if found is None:
            rows.append({"key": secrets.token_hex(4)} | given)
        else:
            found.update(merged(table.fields, found, given))
        answers[MODELS[1]] = rows
    return bring(disclosure=disclosure, answers={MODELS[0]: answers}, by=by)


def _given(fields: Sequence[Field], facts: Mapping[str, str]) -> dict[str, Any]:
    """What was typed, as answers to these fields; of a bilingual one, in its own language."""
    given: dict[str, Any] = {}
    for field in fields:
        if field.code not in facts:
            continue
        try:
            value = cells.answer(field, facts[field.code], cells.Around())
        except cells.Unread as trouble:
            raise ActionRefused(f"{field.label}: {trouble}") from trouble
        side = "zh" if CHINESE.search(facts[field.code]) else "en"
        given[field.code] = {side: value} if field.bilingual else value
    return given


def models_of(disclosure: Disclosure) -> list[dict[str, Any]]:
    answers = contents.answers_of(disclosure).get(MODELS[0], {})
    return list(answers.get(MODELS[1]) or [])


# -- files ----------------------------------------------------------------------------------------
def layout_of(disclosure: Disclosure) -> list[Any]:
    """What an algorithm of this type and role may be asked."""
    algorithm = disclosure.algorithm
    known = {"basics": {"type": algorithm.type, "role": algorithm.role}}
    return workbooks.layout(contents.form_of(disclosure), known)


def read_file(
    file: IO[bytes], name: str, disclosure: Disclosure, people: Mapping[int, str]
) -> Filled:
    """A workbook, or JSON as the published schema describes it. Raises FileRefused."""
    if name.lower().endswith(".json"):
        return read_json(file.read(LARGEST_TEXT + 1), disclosure)
    return workbooks.read(file, name, layout_of(disclosure), people)


def read_json(content: bytes, disclosure: Disclosure) -> Filled:
    """Answers by section, or an object that holds them as `answers`; troubles by path."""
    if len(content) > LARGEST_TEXT:
        return Filled(troubles=[Trouble("JSON", "", _("The file is too large."))])
    try:
        said = json.loads(content, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        words = _("This is no JSON: %(why)s.") % {"why": str(error)[:200]}
        return Filled(troubles=[Trouble("JSON", "", words)])
    if isinstance(said, dict) and isinstance(said.get("answers"), dict):
        said = said["answers"]
    if not isinstance(said, dict):
        return Filled(troubles=[Trouble("JSON", "", _("Send an object."))])
    return Filled(answers=said, troubles=list(_troubles(said, disclosure)))


def _troubles(said: Mapping[str, Any], disclosure: Disclosure) -> list[Trouble]:
    sections = {section.code: section for section in contents.form_of(disclosure).sections}
    found = []
    for code, given in said.items():
        section = sections.get(code)
        if section is None or not isinstance(given, dict):
            found.append(Trouble(str(code)[:60], "", _("The form has no such section.")))
            continue
        keyed = with_keys(section.fields, given)
        found += [
            Trouble(section.code, path[:120], sentence)
            for path, sentence in sound.problems(section.fields, keyed)
        ]
    return found


def _no_number(_word: str) -> NoReturn:
    raise ValueError("NaN")
