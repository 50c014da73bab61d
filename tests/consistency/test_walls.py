"""The wall is opened in one module, and pages fetch through `visible_to`."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCES = {
    str(path.relative_to(ROOT)): path.read_text()
    for package in ("config", "filings", "reviews")
    for path in sorted((ROOT / package).rglob("*.py"))
    if "migrations" not in path.parts
}
OPENING = re.compile(
    r"app\.provider_ids|set_config|wall_(?:open|enter|found|leave)|row_security"
    r"|session_replication_role|set_autocommit"
)
OWNER = re.compile(r"""connections\[|using\(\s*["']owner|database=["']owner|SET ROLE""")
BARE = re.compile(
    r"get_object_or_404\(\s*(?!PublicEntry\b)[A-Z]\w*\s*,"
    r"|\b(?!PublicEntry\b)[A-Z]\w*\.objects\.get\(|_base_manager"
)

UNTOLD = re.compile(r"\bEvent\.objects\.(?!told\(\))")


def found(pattern: re.Pattern[str], folder: str = "", allowed: tuple[str, ...] = ()) -> list[str]:
    return [
        f"{name}: {match.group()}"
        for name, text in SOURCES.items()
        if name.startswith(folder) and name not in allowed
        for match in pattern.finditer(text)
    ]


def test_the_wall_is_opened_in_one_module() -> None:
    assert found(OPENING, "filings/", ("filings/walls.py",)) == []
    assert found(OPENING, "reviews/") == []


def test_the_application_never_works_as_the_owner() -> None:
    assert found(OWNER, "filings/") == []
    assert found(OWNER, "reviews/") == []


def test_pages_fetch_what_the_person_may_see() -> None:
    assert found(BARE, "filings/views/") == []
    assert found(BARE, "reviews/views/") == []


def test_what_a_committee_did_among_itself_is_read_on_its_own_pages_alone() -> None:
    ways_in = ("filings/views/", "filings/api/", "reviews/views/", "reviews/api/")
    assert [line for folder in ways_in for line in found(UNTOLD, folder)] == []


@pytest.mark.parametrize(
    ("pattern", "planted"),
    [
        (OPENING, "cursor.execute(\"SELECT set_config('app.provider_ids', '{1}', true)\")"),
        (OPENING, "SELECT wall_enter_clock()"),
        (OWNER, 'Algorithm.objects.using("owner")'),
        (OWNER, 'connections["owner"].cursor()'),
        (BARE, "get_object_or_404(Algorithm, pk=pk)"),
        (BARE, "Algorithm.objects.get(pk=pk)"),
        (UNTOLD, "rows = Event.objects.filter(algorithm=algorithm_at(request, pk))"),
    ],
)
def test_the_measure_sees_a_planted_line(pattern: re.Pattern[str], planted: str) -> None:
    assert pattern.search(planted)
