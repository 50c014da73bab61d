"""Many dossiers by one command: one manifest, nothing made twice, what fails is named."""

import hashlib
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from filings.models import Algorithm
from tests.factories import AlgorithmFactory
from tests.filings.services.test_dossiers import algorithm, stored  # noqa: F401
from tests.people import People


def export(folder: Path, people: People, *references: str) -> None:
    call_command(
        "export_dossiers", *references, profile="board", out=folder, by=people.legal.email,
        recipient="董事会", purpose="年度报告", verbosity=0,
    )  # fmt: skip


def told(folder: Path) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = json.loads((folder / "manifest.json").read_text("utf-8"))
    return found


def test_every_algorithm_gets_its_dossier_once_and_the_manifest_tells_their_hashes(
    people: People, algorithm: Algorithm, tmp_path: Path  # noqa: F811
) -> None:  # fmt: skip
    other = AlgorithmFactory(provider=people.provider, name_zh="排序算法")
    folder = tmp_path / "out"
    export(folder, people)
    first = told(folder)
    assert set(first) == {algorithm.reference, other.reference}
    for line in first.values():
        assert hashlib.sha256((folder / line["file"]).read_bytes()).hexdigest() == line["sha256"]
    lost = folder / first[other.reference]["file"]
    lost.write_bytes(b"%PDF- cut off")
    export(folder, people)
    again = told(folder)
    assert again[algorithm.reference] == first[algorithm.reference]
    assert again[other.reference]["sha256"] != first[other.reference]["sha256"]


def test_what_cannot_be_made_is_named_and_the_others_are_made(
    people: People, algorithm: Algorithm, tmp_path: Path  # noqa: F811
) -> None:  # fmt: skip
    folder = tmp_path / "out"
    with pytest.raises(CommandError, match="NO-SUCH"):
        export(folder, people, "NO-SUCH", algorithm.reference)
    assert "trouble" in told(folder)["NO-SUCH"]
    assert (folder / told(folder)[algorithm.reference]["file"]).exists()
