"""The form as a JSON Schema (2020-12), by which another system writes a disclosure."""

from collections.abc import Sequence
from typing import Any

from filings.answers import sound
from filings.regulations import Field, Form

DIALECT = "https://json-schema.org/draft/2020-12/schema"
KEY = "^[0-9a-f]{8}$"
_PLAIN: dict[str, dict[str, Any]] = {
    "date": {"type": "string", "format": "date"},
    "integer": {"type": "integer", "exclusiveMaximum": sound.LARGEST},
    "decimal": {"type": "string", "pattern": r"^[+-]?[0-9]*\.?[0-9]+$", "maxLength": 30},
    "yes_no": {"type": "boolean"},
    "email": {"type": "string", "format": "email", "maxLength": sound.LONGEST["email"]},
    "url": {"type": "string", "format": "uri", "pattern": "^https?://"},
    "person": {
        "type": "object",
        "properties": {"id": {"type": "integer"}, "name": {"type": "string", "minLength": 1}},
        "required": ["id", "name"],
    },
    "steps": {"type": "array", "items": {"type": "string", "pattern": KEY}},
}


def schema(form: Form, address: str) -> dict[str, Any]:
    """Answers by section, with gaps as in a draft; `x-required` says what a freeze wants."""
    return {
        "$schema": DIALECT,
        "$id": address,
        "title": f"Beian disclosure, form {form.version}",
        "type": "object",
        "additionalProperties": False,
        "properties": {
            section.code: _object(section.fields)
            | {
                "title": f"{section.title.zh} / {section.title.en}",
                "x-clauses": list(section.clauses),
                "x-conditional": section.when is not None,
            }
            for section in form.sections
        },
    }


def _object(fields: Sequence[Field]) -> dict[str, Any]:
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": {field.code: _field(field) for field in fields},
    }


def _field(field: Field) -> dict[str, Any]:
    said: dict[str, Any] = {
        "title": f"{field.label.zh} / {field.label.en}",
        "x-audience": field.audience,
        "x-required": field.required,
        "x-conditional": field.when is not None,
        "x-clauses": list(field.clauses),
    }
    if field.guidance:
        said["description"] = f"{field.guidance.zh} / {field.guidance.en}"
    return said | _value(field)


def _value(field: Field) -> dict[str, Any]:
    if field.fields:
        row = _object(field.fields)
        row["properties"] = {"key": {"type": "string", "pattern": KEY}} | row["properties"]
        return {"type": "array", "maxItems": sound.MOST_ROWS, "items": row}
    if field.bilingual:
        side = {"type": "string", "maxLength": _longest(field)}
        return {
            "type": "object",
            "additionalProperties": False,
            "properties": {"zh": side, "en": side, "behind": {"enum": [None, "zh", "en"]}},
        }
    codes = {"enum": sorted(sound.codes(field))}
    if field.kind == "choice":
        return codes
    if field.kind == "multi":
        return {"type": "array", "items": codes}
    return _PLAIN.get(field.kind) or {"type": "string", "maxLength": _longest(field)}


def _longest(field: Field) -> int:
    return field.max_length or sound.LONGEST.get(field.kind, sound.LONGEST["text"])
