"""What the description says: a body as the form that reads it, lists, refusals."""

from collections.abc import Iterable
from functools import cache
from typing import Any

from django import forms
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter, inline_serializer
from rest_framework import serializers

MULTIPART, JSON = "multipart/form-data", "application/json"
PROBLEM = "application/problem+json"
UNSAID = {"key", "seen"}
"""A program says in `Idempotency-Key` and `If-Match` what a page has hidden in its form."""


def body(*read: type[forms.BaseForm], **more: dict[str, Any]) -> dict[Any, Any]:
    """The body that one of these forms reads, with `more`; files go as parts of a form."""
    content: dict[Any, Any] = {MULTIPART: _any_of([_object(each, more) for each in read])}
    plain = [_object(each, more, files=False) for each in read if not _needs_file(each)]
    if plain:
        content[JSON] = _any_of(plain)
    return content


def _any_of(schemas: list[dict[str, Any]]) -> dict[str, Any]:
    return schemas[0] if len(schemas) == 1 else {"anyOf": schemas}


def _fields(form: type[forms.BaseForm]) -> dict[str, forms.Field]:
    known: dict[str, forms.Field] = form.base_fields  # type: ignore[attr-defined]
    return {name: field for name, field in known.items() if name not in UNSAID}


def _needs_file(form: type[forms.BaseForm]) -> bool:
    return any(
        isinstance(each, forms.FileField) and each.required for each in _fields(form).values()
    )


def _object(
    form: type[forms.BaseForm], more: dict[str, Any], *, files: bool = True
) -> dict[str, Any]:
    properties = {
        name: _value(field)
        for name, field in _fields(form).items()
        if files or not isinstance(field, forms.FileField)
    }
    return {"title": form.__name__, "type": "object", "properties": {**properties, **more}}


def _value(field: forms.Field) -> dict[str, Any]:
    """A field's JSON; what has to be there is a matter of the state that the request meets."""
    told = _kind(field)
    if field.label:
        told["title"] = field.label
    if field.help_text:
        told["description"] = field.help_text
    return told


KINDS: tuple[tuple[type[forms.Field], dict[str, Any]], ...] = (
    (forms.FileField, {"type": "string", "format": "binary"}),
    (forms.ModelMultipleChoiceField, {"type": "array", "items": {"type": "integer"}}),
    (forms.ModelChoiceField, {"type": "integer"}),
    (forms.BooleanField, {"type": "boolean"}),
    (forms.IntegerField, {"type": "integer"}),
    (forms.DateTimeField, {"type": "string", "format": "date-time"}),
    (forms.DateField, {"type": "string", "format": "date"}),
    (forms.Field, {"type": "string"}),
)
"""By the first class that fits; choices are told by themselves."""


def _kind(field: forms.Field) -> dict[str, Any]:
    if isinstance(field, forms.ChoiceField) and not isinstance(field, forms.ModelChoiceField):
        told = _choice(field)
        is_some = isinstance(field, forms.MultipleChoiceField)
        return {"type": "array", "items": told} if is_some else told
    told = dict(next(kind for each, kind in KINDS if isinstance(field, each)))
    if most := getattr(field, "max_length", None):
        told["maxLength"] = most
    return told


def _choice(field: forms.ChoiceField) -> dict[str, Any]:
    """Those that hold for every request; what depends on the object is any text."""
    if getattr(field, "coerce", None) is int:
        return {"type": "integer"}
    choices: Iterable[tuple[Any, Any]] = field.choices  # type: ignore[assignment]
    known = [str(getattr(value, "value", value)) for value, _label in choices]
    known = [value for value in known if value]
    return {"type": "string", "enum": known} if known else {"type": "string"}


class Resources(AutoSchema):
    """Names an operation that answers with `results` for what it is: a list."""

    def get_operation_id(self) -> str:
        fields = getattr(self.get_response_serializers(), "_declared_fields", {})
        name = str(super().get_operation_id())
        return f"{name.removesuffix('retrieve')}list" if "results" in fields else name


@cache
def listed(shape: type[serializers.Serializer[Any]]) -> Any:
    """Answers that hold `results` and nothing to turn."""
    name = f"{shape.__name__.removesuffix('Shape')}List"
    return inline_serializer(name, {"results": shape(many=True)})


@cache
def paged(shape: type[serializers.Serializer[Any]]) -> Any:
    """One page; `next` and `previous` are what `at` takes."""
    turn = {
        side: serializers.CharField(allow_null=True, required=False)
        for side in ("next", "previous")
    }
    name = f"{shape.__name__.removesuffix('Shape')}Page"
    return inline_serializer(name, {"results": shape(many=True), **turn})


def place(name: str, values: list[str]) -> OpenApiParameter:
    """A part of the address that is one of these words."""
    return OpenApiParameter(name, enum=values, location=OpenApiParameter.PATH)


def with_problems(result: dict[str, Any], **_given: Any) -> dict[str, Any]:
    """Every refusal is a problem (RFC 9457), whatever was asked."""
    result["components"]["schemas"]["Problem"] = {
        "type": "object",
        "properties": {
            "type": {"type": "string"},
            "status": {"type": "integer"},
            "code": {"type": "string"},
            "detail": {"type": "string", "description": "In the language of Accept-Language."},
            "refusals": {"type": "array", "items": {"type": "string"}},
            "errors": {
                "type": "object",
                "additionalProperties": {"type": "array", "items": {"type": "string"}},
            },
        },
        "required": ["type", "status", "code", "detail"],
    }
    refused = {
        "description": "Refused, with the reason.",
        "content": {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    for item in result["paths"].values():
        for operation in item.values():
            if isinstance(operation, dict) and "responses" in operation:
                operation["responses"]["4XX"] = refused
    return result
