"""The two commands: what they print, what they leave behind, with which status."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.utils import translation

from filings.labels import Box
from filings.labels.findings import found
from tests.filings.labels.samples import LABEL, OTHER, PRODUCER, checked, here, labelled

GOOD = {"producer": PRODUCER, "produce_id": "2026-0001"}


def check(path: Path, **options: Any) -> tuple[str, str]:
    """What was printed, and the refusal."""
    out = io.StringIO()
    try:
        call_command("check_labels", path, stdout=out, **options)
    except CommandError as refused:
        return out.getvalue(), str(refused)
    return out.getvalue(), ""


def write(path: Path, copy: Path, **options: Any) -> str:
    out = io.StringIO()
    call_command("write_label", path, out=copy, stdout=out, **options)
    return out.getvalue()


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    path = tmp_path / "plain.png"
    path.write_bytes(here("a.png"))
    return path


@pytest.fixture
def marked(tmp_path: Path) -> Path:
    path = tmp_path / "marked.png"
    path.write_bytes(labelled(here("a.png")))
    return path


def test_a_label_is_written_into_a_copy_and_printed_as_read_back(plain: Path) -> None:
    copy = plain.with_name("copy.png")
    assert write(plain, copy, **GOOD) == LABEL.text() + "\n"
    assert plain.read_bytes() == here("a.png")
    assert checked(copy.read_bytes()).label == LABEL


def test_a_copy_is_never_written_over_a_file(plain: Path, marked: Path) -> None:
    for target in (plain, marked):
        kept = target.read_bytes()
        with pytest.raises(CommandError, match="exists already"):
            write(plain, target, **GOOD)
        assert target.read_bytes() == kept


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"producer": "编码", "produce_id": "1"}, "U\\+7F16"),
        ({}, "--producer"),
        ({"producer": PRODUCER}, "--producer"),
        ({**GOOD, "propagator": OTHER, "propagate_id": "1"}, "--producer"),
        ({"propagator": OTHER, "propagate_id": "1"}, "Exactly one label"),
    ],
)
def test_a_refusal_leaves_no_copy(plain: Path, options: dict[str, str], reason: str) -> None:
    copy = plain.with_name("copy.png")
    with pytest.raises(CommandError, match=reason):
        write(plain, copy, **options)
    assert not copy.exists()


def test_a_missing_file_leaves_no_copy(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"no\.png"):
        write(tmp_path / "no.png", tmp_path / "copy.png", **GOOD)
    assert list(tmp_path.iterdir()) == []


def test_a_labelled_file_is_passed_on(marked: Path) -> None:
    copy = marked.with_name("copy.png")
    write(marked, copy, propagator=OTHER, propagate_id="n-1", reserved="r")
    assert checked(copy.read_bytes()).label == LABEL.passed_on(OTHER, "n-1", "r")


def test_all_the_keys_of_a_first_label_can_be_given(plain: Path) -> None:
    copy = plain.with_name("copy.png")
    write(plain, copy, **GOOD, label="3", reserved="s")
    label = checked(copy.read_bytes()).label
    assert label is not None
    assert (label.grade, label.reserved_1) == ("3", "s")


def test_a_good_file_is_well(marked: Path) -> None:
    assert check(marked) == (f"marked.png: {LABEL.text()}\n", "")


def test_findings_are_printed_with_their_clause_in_the_readers_language(plain: Path) -> None:
    assert check(plain) == (
        "plain.png: -\n  error: The file carries no label in its metadata. [labelling-5]\n",
        "1 of 1 files carry no proper label.",
    )
    with translation.override("zh-hans"):
        assert check(plain) == (
            "plain.png: -\n  error: 文件元数据中没有隐式标识。 [labelling-5]\n",
            "共1个文件，其中1个隐式标识不合规。",
        )


def test_a_folder_gives_one_document(plain: Path, marked: Path) -> None:
    out, refused = check(plain.parent, json=True)
    assert json.loads(out) == {
        "well": False,
        "files": [
            {"file": "marked.png", **checked(labelled(here("a.png"))).as_json()},
            {"file": "plain.png", **checked(here("a.png")).as_json()},
        ],
    }
    assert refused == "1 of 2 files carry no proper label."


def test_a_provider_and_a_file_before_are_minded(plain: Path, marked: Path) -> None:
    assert "another provider" in check(marked, provider=OTHER)[0]
    assert "is gone" in check(plain, before=marked)[0]


def test_a_visible_label_is_measured(marked: Path) -> None:
    out, refused = check(marked, json=True, box=Box(1, 2, 30, 3))
    assert json.loads(out)["visible_label"] == {
        "height": 3,
        "required": 3,
        "per_cent": 6.25,
        "findings": [],
    }
    assert refused == ""
    out, refused = check(marked, box=Box(1, 2, 30, 2))
    assert "2 px, 4.17 % of the shorter side" in out
    assert found("box_low", height=2, required=3).sentence in out
    assert refused


def test_nothing_to_check_is_not_well(tmp_path: Path) -> None:
    assert check(tmp_path)[1] == "0 of 0 files carry no proper label."
    assert check(tmp_path / "no")[1] == "There is no such file or folder."


def test_the_exit_status_tells_and_no_database_is_asked(plain: Path, marked: Path) -> None:
    away = {**os.environ, "DATABASE_URL": "postgresql://nobody@192.0.2.1/none"}
    manage = (sys.executable, str(settings.BASE_DIR / "manage.py"), "check_labels", "--json")
    for path, status in ((marked, 0), (plain, 1)):
        done = subprocess.run([*manage, path], env=away, capture_output=True, check=False)
        assert done.returncode == status
        assert json.loads(done.stdout)["well"] is (status == 0)
