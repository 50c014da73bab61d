"""What changed since it was filed: watched facts, and the official kinds of change they make."""

from collections.abc import Iterable, Mapping
from typing import Any

from filings import answers as said
from filings import contents, regulations
from filings.models import Disclosure
from filings.regulations import Field, Form

Content = Mapping[str, Any] | None
ENTITY_RENAMED = "entity_renamed"
PRODUCT_RENAMED = "product_renamed"
PRODUCT_ADDED = "product_added"
"""Kinds that no single answer tells: by the provider's name, by the rows of products."""


def watched(form: Form, before: Content, after: Content) -> list[str]:
    """Paths of the facts whose change must be filed and that differ; both are frozen contents."""
    return [
        f"{section.code}.{field.code}"
        for section in form.sections
        for field in section.fields
        if _is_watched(field) and _differs(before, after, f"{section.code}.{field.code}")
    ]


def kinds(before: Disclosure, after: Disclosure) -> list[str]:
    """Codes of the official kinds of change between two frozen versions, in their order."""
    old, new = before.content, after.content
    special = {
        ENTITY_RENAMED: _name(old) != _name(new),
        PRODUCT_RENAMED: any(
            old_name != _products(new).get(key, old_name)
            for key, old_name in _products(old).items()
        ),
        PRODUCT_ADDED: bool(_products(new).keys() - _products(old).keys()),
    }
    return [
        code
        for code, kind in regulations.load().change_kinds.items()
        if special.get(code, any(_differs(old, new, path) for path in kind.fields))
    ]


def material(before: Disclosure, after: Disclosure) -> dict[str, list[str]]:
    """What a committee weighs as material between two frozen versions: paths by code."""
    differing = {
        code: [path for path in kind.fields if _differs(before.content, after.content, path)]
        for code, kind in regulations.load().material_changes.items()
    }
    return {code: paths for code, paths in differing.items() if paths}


def called(codes: Iterable[str]) -> list[str]:
    """What the kinds of material change are called; a code that the list no longer has stays."""
    kinds = regulations.load().material_changes
    return [str(kinds[code].label) if code in kinds else code for code in codes]


def labels(disclosure: Disclosure, paths: list[str]) -> list[str]:
    """What the form calls these facts."""
    form = contents.form_of(disclosure)
    known = {
        f"{section.code}.{field.code}": field
        for section in form.sections
        for field in section.fields
    }
    return [str(known[path].label) if path in known else path for path in paths]


def _is_watched(field: Field) -> bool:
    """A table is watched as a whole when one of its columns is."""
    return field.watched or any(map(_is_watched, field.fields))


def _differs(before: Content, after: Content, path: str) -> bool:
    return bool(_answer(before, path) != _answer(after, path))


def _answer(content: Content, path: str) -> Any:
    section, _dot, field = path.partition(".")
    return said.essence((content or {}).get("answers", {}).get(section, {}).get(field))


def _name(content: Content) -> str:
    return str((content or {}).get("provider", {}).get("name_zh", ""))


def _products(content: Content) -> dict[str, str]:
    """Names by the key that a row keeps from version to version."""
    rows = (content or {}).get("answers", {}).get("products", {}).get("products") or []
    return {row["key"]: row.get("name") or "" for row in rows}
