"""What a set of answers says about a form: what applies, what is missing, what is malformed.

Pure. Answers are `{section: {field: value}}`; the rows of a group carry a stable `key`. A path is
`section.field` or `section.group.field`; it names a column, so it holds for every row.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from filings.regulations import Condition, Field, Form, Section

Answers = Mapping[str, Any]
BILINGUAL = ("zh", "en")
KEY = re.compile(r"[0-9a-f]{8}")


@dataclass(frozen=True)
class Missing:
    """A required field without an answer; `row` counts from 1 inside a group."""

    section: Section
    field: Field
    path: str
    row: int | None = None
    keys: str = ""

    @property
    def anchor(self) -> str:
        """Where the field stands on its section's page."""
        return f"f-{self.keys}{self.field.code}"


def is_blank(value: Any) -> bool:
    """Unanswered: nothing, an empty text, a list or object of nothing. False and 0 are answers."""
    if isinstance(value, dict):
        return all(is_blank(v) for k, v in value.items() if k not in ("key", "behind"))
    if isinstance(value, list):
        return all(is_blank(item) for item in value)
    return value is None or value == ""


def essence(value: Any) -> Any:
    """The value without what is blank and without its `behind` mark, to compare two answers."""
    if isinstance(value, dict):
        kept = {k: essence(v) for k, v in value.items() if k != "behind" and not is_blank(v)}
        return kept or None
    if isinstance(value, list):
        return [essence(item) for item in value] or None
    return None if is_blank(value) else value


def shows(condition: Condition | None, answers: Answers) -> bool:
    """Whether to ask: yes, unless the answers given already rule it out."""
    return condition is None or condition.evaluate(answers).truth is not False


def binds(condition: Condition | None, answers: Answers) -> bool:
    """Whether an answer is owed: only when the condition is known to hold."""
    return condition is None or condition.evaluate(answers).truth is True


def in_row(answers: Answers, path: str, row: Mapping[str, Any]) -> Answers:
    """The answers as one row of a group sees them: itself in place of the whole table."""
    section, *groups = path.split(".")
    values: Any = row
    for depth in range(len(groups) - 1, -1, -1):
        values = {groups[depth]: [values]}
    return {**answers, section: {**answers.get(section, {}), **values}}


def missing(form: Form, answers: Answers) -> list[Missing]:
    return [
        gap
        for section in form.sections
        if binds(section.when, answers)
        for gap in missing_in(section, answers)
    ]


def missing_in(section: Section, answers: Answers) -> Iterator[Missing]:
    def visit(
        fields: Sequence[Field],
        values: Mapping[str, Any],
        prefix: str,
        row: int | None,
        keys: str = "",
    ) -> Iterator[Missing]:
        here = in_row(answers, prefix, values) if row else answers
        for field in fields:
            path = f"{prefix}.{field.code}"
            value = values.get(field.code)
            if not shows(field.when, here):
                continue
            if field.required and binds(field.when, here) and _is_unanswered(field, value):
                yield Missing(section, field, path, row, keys)
            for number, inner in enumerate(value or [] if field.fields else [], 1):
                yield from visit(
                    field.fields, inner, path, number, f"{keys}{field.code}-{inner['key']}-"
                )

    yield from visit(section.fields, answers.get(section.code, {}), section.code, None)


def _is_unanswered(field: Field, value: Any) -> bool:
    """Of a bilingual text the Chinese is owed: it is the legal text."""
    return is_blank(value.get("zh") if field.bilingual and value else value)


def applying(section: Section, answers: Answers) -> dict[str, Any]:
    """The section's answers without those to questions that are no longer asked."""

    def visit(fields: Sequence[Field], values: Mapping[str, Any], path: str) -> dict[str, Any]:
        here = in_row(answers, path, values) if path != section.code else answers
        kept: dict[str, Any] = {"key": values["key"]} if "key" in values else {}
        for field in fields:
            value = values.get(field.code)
            if is_blank(value) or not shows(field.when, here):
                continue
            inner = f"{path}.{field.code}"
            kept[field.code] = (
                [visit(field.fields, row, inner) for row in value or ()] if field.fields else value
            )
        return kept

    return visit(section.fields, answers.get(section.code, {}), section.code)


def behind_in(section: Section, answers: Answers) -> list[str]:
    """The paths of texts of which one language has fallen behind the other."""
    return list(
        dict.fromkeys(
            path
            for path, _field, value in leaves(section.fields, answers.get(section.code, {}))
            if isinstance(value, dict) and value.get("behind")
        )
    )


def leaves(
    fields: Sequence[Field], values: Mapping[str, Any], prefix: str = ""
) -> Iterator[tuple[str, Field, Any]]:
    """Every answered field with its column path (without the section), rows included."""
    for field in fields:
        value, path = values.get(field.code), f"{prefix}{field.code}"
        if field.fields:
            for row in value or []:
                yield from leaves(field.fields, row, f"{path}.")
        elif not is_blank(value):
            yield path, field, value


def with_behind(
    fields: Sequence[Field],
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    settled: Callable[[str], bool],
    prefix: str = "",
) -> dict[str, Any]:
    """`after`, each bilingual text marked where one side changed and the other did not.

    `settled(path)` says that a person compared both sides; the path of a row's text holds the
    row's key: `section.group.key.field`.
    """
    marked = dict(after)
    for field in fields:
        old, new = before.get(field.code), after.get(field.code)
        path = f"{prefix}{field.code}"
        if field.fields and new:
            rows = {row["key"]: row for row in old or []}
            marked[field.code] = [
                with_behind(
                    field.fields, rows.get(row["key"], {}), row, settled, f"{path}.{row['key']}."
                )
                for row in new
            ]
        elif field.bilingual and new:
            behind = None if settled(path) else _behind(old or {}, new)
            marked[field.code] = {
                "zh": new.get("zh") or "",
                "en": new.get("en") or "",
                "behind": behind,
            }
    return marked


def _behind(old: Mapping[str, Any], new: Mapping[str, Any]) -> str | None:
    zh, en = (new.get(side) or "" for side in BILINGUAL)
    if not zh or not en:
        return None
    changed = [side for side in BILINGUAL if (old.get(side) or "") != new.get(side)]
    if len(changed) == 1 and old.get("zh") and old.get("en"):
        other = BILINGUAL[1 - BILINGUAL.index(changed[0])]
        return None if old.get("behind") == changed[0] else other
    return None if changed else old.get("behind")
