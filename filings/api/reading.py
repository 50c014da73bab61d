"""The description of the API as a page to read, in the reader's language."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import format_html, format_html_join
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from drf_spectacular.generators import SchemaGenerator

NAMED = "#/components/schemas/"
METHODS = ("get", "post", "put", "patch", "delete")


@dataclass(frozen=True)
class Value:
    """A parameter, or a field of what is sent or answered."""

    name: str
    kind: str
    label: str
    required: bool
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Operation:
    method: str
    path: str
    anchor: str
    sentence: str
    asked: list[Value]
    """In the address, the query and the headers."""
    sent: list[tuple[str, list[Value]]]
    """Each body that it takes, by name."""
    answers: list[tuple[str, str, list[Value]]]
    """Status, media type or name, fields."""


@dataclass(frozen=True)
class Resource:
    name: str
    operations: list[Operation]


@require_safe
def api_page(request: HttpRequest) -> HttpResponse:
    """Every resource with what it takes and gives; a program reads the same as a document."""
    shown = {"resources": _resources(get_language() or "en"), "root": settings.API_ROOT}
    return render(request, "filings/api_page.html", shown)


@cache
def _resources(_language: str) -> list[Resource]:
    """Labels and sentences are those of the language in which it is asked."""
    document: dict[str, Any] = SchemaGenerator().get_schema(public=True)  # type: ignore[no-untyped-call]
    known = document["components"]["schemas"]
    found: dict[str, list[Operation]] = {}
    for path, item in document["paths"].items():
        for method in METHODS:
            if told := item.get(method):
                found.setdefault(told["tags"][0], []).append(_operation(method, path, told, known))
    return [Resource(name, operations) for name, operations in found.items()]


def _operation(method: str, path: str, told: dict[str, Any], known: dict[str, Any]) -> Operation:
    sentence = " ".join(told.get("description", "").split())
    return Operation(
        method.upper(),
        path,
        told["operationId"],
        _marked(_(sentence)) if sentence else "",
        [
            _value(each["name"], each["schema"], required=each.get("required", False))
            for each in told.get("parameters", [])
        ],
        list(_bodies(told, known)),
        list(_answers(told, known)),
    )


def _marked(sentence: str) -> str:
    """What stands between backticks is a name."""
    parts = (
        (format_html("<code>{}</code>", part) if number % 2 else part,)
        for number, part in enumerate(sentence.split("`"))
    )
    return format_html_join("", "{}", parts)


def _bodies(told: dict[str, Any], known: dict[str, Any]) -> Iterator[tuple[str, list[Value]]]:
    """Of the richest way to send it: a form with files takes what JSON takes as well."""
    content = told.get("requestBody", {}).get("content", {})
    if not content:
        return
    schema = next(iter(content.values()))["schema"]
    for each in schema.get("anyOf", [schema]):
        yield each.get("title", "").removesuffix("Form"), _fields(each, known)


def _answers(told: dict[str, Any], known: dict[str, Any]) -> Iterator[tuple[str, str, list[Value]]]:
    for status, answer in told["responses"].items():
        for media_type, content in answer.get("content", {}).items():
            if str(status).startswith("2"):
                schema = content.get("schema", {})
                name = schema.get("$ref", "").removeprefix(NAMED) or media_type
                yield str(status), name, _fields(schema, known)


def _fields(schema: dict[str, Any], known: dict[str, Any]) -> list[Value]:
    meant = known.get(schema.get("$ref", "").removeprefix(NAMED), schema)
    required = meant.get("required", [])
    return [
        _value(name, each, required=name in required)
        for name, each in meant.get("properties", {}).items()
    ]


def _value(name: str, schema: dict[str, Any], *, required: bool) -> Value:
    return Value(
        name,
        _kind(schema),
        str(schema.get("title", "")),
        required,
        tuple(str(each) for each in schema.get("enum", []) if each is not None),
    )


def _kind(schema: dict[str, Any]) -> str:
    for key in ("allOf", "oneOf", "anyOf"):
        if key in schema:
            return " | ".join(_kind(each) for each in schema[key])
    if "$ref" in schema:
        return str(schema["$ref"]).removeprefix(NAMED)
    kind = schema.get("type", "")
    kind = " | ".join(kind) if isinstance(kind, list) else str(kind)
    if kind == "array":
        return f"{_kind(schema.get('items', {}))}[]"
    return f"{kind} ({schema['format']})" if "format" in schema else kind
