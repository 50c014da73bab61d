"""The budgets and rules of the house, held by measuring the source itself."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from statistics import median, quantiles

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted(
    path
    for package in ("config", "filings", "reviews")
    for path in (ROOT / package).rglob("*.py")
    if "migrations" not in path.parts
)
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
FUNCTION = ast.FunctionDef | ast.AsyncFunctionDef


def lines(text: str) -> int:
    """Written lines: the formatter's blank ones are nobody's to keep short."""
    return sum(1 for line in text.splitlines() if line.strip())


def functions(tree: ast.AST) -> Iterator[FUNCTION]:
    return (node for node in ast.walk(tree) if isinstance(node, FUNCTION))


def p95(values: list[int]) -> float:
    return quantiles(values, n=20)[-1]


def length(function: FUNCTION) -> int:
    """Lines of a function without its decorators and docstring."""
    documented = ast.get_docstring(function) is not None and len(function.body) > 1
    first = function.body[1 if documented else 0]
    signature = function.body[0].lineno - function.lineno
    return signature + (function.end_lineno or 0) - first.lineno + 1


def named(length_: int, where: Path, name: str = "") -> str:
    return f"{where.relative_to(ROOT)} {name} {length_}"


def test_modules_keep_their_length() -> None:
    sizes = [(lines(path.read_text()), path) for path in SOURCES]
    assert [named(size, path) for size, path in sizes if size > 400] == []
    counted = [size for size, _path in sizes if size]
    assert median(counted) <= 80
    assert p95(counted) <= 250


def test_functions_keep_their_length() -> None:
    sizes = [
        (length(node), path, node.name)
        for path in SOURCES
        for node in functions(ast.parse(path.read_text()))
    ]
    assert [named(*size) for size in sizes if size[0] > 40] == []
    counted = [size for size, *_rest in sizes]
    assert median(counted) <= 8
    assert p95(counted) <= 25


def test_templates_keep_their_length() -> None:
    counted = [lines(path.read_text()) for path in TEMPLATES]
    assert median(counted) <= 30
    assert p95(counted) <= 120


def inner_imports(tree: ast.AST) -> list[int]:
    return [
        node.lineno
        for function in functions(tree)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]


def test_nothing_is_imported_inside_a_function() -> None:
    found = {
        str(path.relative_to(ROOT)): inner
        for path in SOURCES
        if (inner := inner_imports(ast.parse(path.read_text())))
    }
    assert found == {}


def test_the_measure_sees_an_import_inside_a_function() -> None:
    assert inner_imports(ast.parse("def f():\n    import os\n")) == [2]


def state_writes(tree: ast.AST) -> list[int]:
    """Lines that assign `.state` of anything."""
    targets = [
        target
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign)
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
    ]
    return [t.lineno for t in targets if isinstance(t, ast.Attribute) and t.attr == "state"]


DOORS = {
    "filings/services/lifecycle.py": "filings",
    "filings/services/entity.py": "the provider's own filing",
    "filings/services/drafting.py": "disclosures: frozen once, nothing else",
    "filings/services/deadlines.py": "deadlines",
    "filings/services/jobs.py": "jobs",
    "reviews/services/door.py": "everything of a review",
}


def test_state_changes_only_through_a_door() -> None:
    strangers = {
        str(path.relative_to(ROOT)) for path in SOURCES if state_writes(ast.parse(path.read_text()))
    } - DOORS.keys()
    assert strangers == set()


def test_the_measure_sees_a_state_written() -> None:
    assert state_writes(ast.parse("filing.state = 'filed'")) == [1]


@pytest.mark.parametrize(
    ("word", "allowed"),
    [
        (r"django\.dispatch|@receiver|signals?\.\w+\.connect", set()),
        (r"GenericForeignKey", set()),
        (
            r"from django\.(shortcuts|contrib import messages|contrib\.messages)",
            {"views", "middleware.py", "api"},
        ),
        (r"set_config", set()),
        (r"\bTODO\b|\bFIXME\b|\bXXX\b", set()),
    ],
)
def test_words_that_stay_out(word: str, allowed: set[str]) -> None:
    found = [
        str(path.relative_to(ROOT))
        for path in SOURCES
        if not allowed & {*path.parts, path.name} and re.search(word, path.read_text())
    ]
    assert found == []


def test_there_is_no_drawer_for_odds_and_ends() -> None:
    drawers = {"utils", "common", "core", "helpers", "util", "misc"}
    assert [path for path in SOURCES if drawers & {*path.parts, path.stem}] == []
