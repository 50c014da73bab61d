"""Which messages the product says: read from templates and Python, without any outside tool."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from django.template import Engine, Node, Origin, Template
from django.template.base import FilterExpression
from django.templatetags.i18n import BlockTranslateNode, TranslateNode

MODULE = "django.utils.translation"
TEMPLATES = ("*.html", "*.txt")
LITERAL = re.compile(r"""_\((?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)')\)""")


class Message(NamedTuple):
    """What gettext looks up; `plural` and `context` are empty where there is none."""

    msgid: str
    plural: str = ""
    context: str = ""


class Said(NamedTuple):
    message: Message
    place: str
    """File and, in Python, line."""


def said(root: Path, engine: Engine) -> Iterator[Said]:
    """Every message in the templates and packages of the project at `root`."""
    for pattern in TEMPLATES:
        for path in sorted((root / "templates").rglob(pattern)):
            place = str(path.relative_to(root))
            for message in in_template(path.read_text(), engine, place):
                yield Said(message, place)
    for package in ("config", "filings", "reviews"):
        for path in sorted((root / package).rglob("*.py")):
            if "migrations" not in path.parts:
                for message, line in in_python(path.read_text()):
                    yield Said(message, f"{path.relative_to(root)}:{line}")


def in_template(source: str, engine: Engine, name: str) -> Iterator[Message]:
    template = Template(source, Origin(name), name, engine)
    yield from _walk(template.nodelist, set())


def _walk(thing: Any, seen: set[int]) -> Iterator[Message]:
    """Messages of a node and of whatever it holds."""
    if id(thing) in seen or isinstance(thing, (str, bytes, int, float)):
        return
    seen.add(id(thing))
    match thing:
        case BlockTranslateNode():
            yield _block(thing)
        case TranslateNode():
            yield from _translate(thing)
        case FilterExpression():
            for double, single in LITERAL.findall(thing.token):
                yield Message((double or single).replace("\\", "").replace("%", "%%"))
    for inner in _parts(thing):
        yield from _walk(inner, seen)


def _parts(thing: Any) -> Iterator[Any]:
    if isinstance(thing, dict):
        yield from thing.values()
    elif isinstance(thing, (list, tuple)):
        yield from thing
    elif isinstance(thing, Node):
        yield from (value for name, value in vars(thing).items() if name not in {"origin", "token"})
    elif type(thing).__module__ == "django.template.smartif":
        yield from (getattr(thing, name, None) for name in ("first", "second", "value"))
    elif type(thing).__name__ == "TemplateLiteral":
        yield thing.value


def _block(node: Any) -> Message:
    singular, _names = node.render_token_list(node.singular)
    plural = node.render_token_list(node.plural)[0] if node.plural else ""
    return Message(singular, plural, _context(node))


def _translate(node: Any) -> Iterator[Message]:
    literal = getattr(node.filter_expression.var, "literal", None)
    if isinstance(literal, str):
        yield Message(literal.replace("%", "%%"), "", _context(node))


def _context(node: Any) -> str:
    return str(node.message_context.var) if node.message_context else ""


def in_python(source: str) -> Iterator[tuple[Message, int]]:
    """Messages with their lines: calls of what the module takes from django.utils.translation."""
    tree = ast.parse(source)
    names = _names(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and (function := _called(node.func, names)):
            texts = [a.value if isinstance(a, ast.Constant) else None for a in node.args]
            if message := _message(function.removesuffix("_lazy"), texts):
                yield message, node.lineno


def _names(tree: ast.Module) -> dict[str, str]:
    """Name in the module -> function of django.utils.translation."""
    return {
        alias.asname or alias.name: alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == MODULE
        for alias in node.names
    }


def _called(function: ast.expr, names: dict[str, str]) -> str:
    if isinstance(function, ast.Name):
        return names.get(function.id, "")
    if isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name):
        return function.attr if function.value.id == "translation" else ""
    return ""


def _message(function: str, texts: list[Any]) -> Message | None:
    """The message of a call; none where its text is not written out in the call."""
    match function, texts:
        case (("gettext" | "gettext_noop"), [str(text), *_]):
            return Message(text)
        case "ngettext", [str(text), str(plural), *_]:
            return Message(text, plural)
        case "pgettext", [str(context), str(text), *_]:
            return Message(text, "", context)
        case "npgettext", [str(context), str(text), str(plural), *_]:
            return Message(text, plural, context)
    return None
