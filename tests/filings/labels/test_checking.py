"""One report for a file; before and after; whole folders."""

import io
from dataclasses import replace
from pathlib import Path

import pytest

from filings.labels import Label, Report, check_all, compare
from filings.labels.findings import Finding, Grade, found
from filings.labels.folders import files
from tests.filings.labels.samples import (
    LABEL,
    OTHER,
    PRODUCER,
    checked,
    codes,
    here,
    labelled,
)


@pytest.mark.parametrize("provider", ["", PRODUCER, "91440300708461136T"])
def test_the_providers_own_label_is_well(provider: str) -> None:
    assert checked(labelled(here("a.png")), provider).findings == ()


@pytest.mark.parametrize(
    "provider", [OTHER, "91110102MAD55U9H0F", PRODUCER[:-1] + "0", PRODUCER[:22]]
)
def test_another_providers_label_is_named(provider: str) -> None:
    report = checked(labelled(here("a.png")), provider)
    assert codes(report) == ["other_provider"]
    assert not report.is_well


def test_a_warning_leaves_a_file_well() -> None:
    report = Report("png", (), (found("key_order"),))
    assert report.findings[0].grade is Grade.WARNING
    assert report.is_well


def test_a_report_is_plain_data() -> None:
    assert checked(labelled(here("a.wav"))).as_json() == {
        "well": True,
        "type": "wav",
        "places": ["riff_chunk"],
        "label": LABEL.values,
        "findings": [],
    }
    assert checked(here("a.wav")).as_json() == {
        "well": False,
        "type": "wav",
        "places": [],
        "label": None,
        "findings": [found("missing").as_json()],
    }


def after(label: Label) -> tuple[Finding, ...]:
    before = checked(labelled(here("a.png")))
    return compare(before, checked(labelled(here("a.jpg"), label)))


def test_the_same_label_in_another_type_of_file_is_the_same() -> None:
    assert after(LABEL) == ()


def test_a_propagator_may_sign_on_the_way() -> None:
    assert after(LABEL.passed_on(OTHER[:22] + "20001", "n-1", "r")) == ()


def test_what_the_producer_wrote_may_not_change() -> None:
    changed = replace(LABEL, grade="2", produce_id="x")
    assert after(changed) == (found("changed", keys="Label, ProduceID"),)
    assert after(replace(LABEL, reserved_1="x")) == (found("changed", keys="ReservedCode1"),)


def test_a_label_that_never_was_cannot_be_lost() -> None:
    assert compare(checked(here("a.png")), checked(here("a.jpg"))) == ()
    assert compare(checked(here("a.png")), checked(labelled(here("a.jpg")))) == ()


def stored(folder: Path, **contents: bytes) -> None:
    folder.mkdir()
    for name, content in contents.items():
        (folder / name.replace("_", ".")).write_bytes(content)


def found_in(root: Path, before: Path | None = None) -> dict[str, list[str]]:
    return {path.name: codes(report) for path, report in check_all(root, before=before)}


def test_a_folder_is_checked_to_its_bottom(tmp_path: Path) -> None:
    stored(tmp_path / "a", one_png=labelled(here("a.png")), two_txt=b"text")
    stored(tmp_path / "a" / "b", three_wav=here("a.wav"))
    stored(tmp_path / "a" / ".git", four_png=here("a.png"))
    (tmp_path / "a" / ".DS_Store").write_bytes(b"x")
    assert found_in(tmp_path / "a") == {
        "three.wav": ["missing"],
        "one.png": [],
        "two.txt": ["unknown_type"],
    }


def test_a_folder_is_compared_with_the_one_before(tmp_path: Path) -> None:
    """By the name of a file; where only its ending is another, too."""
    stored(
        tmp_path / "before",
        kept_png=labelled(here("a.png")),
        lost_png=labelled(here("a.png")),
        other_png=labelled(here("a.png")),
        never_png=here("a.png"),
    )
    stored(
        tmp_path / "after",
        kept_png=labelled(here("a.png")),
        lost_jpg=here("a.jpg"),
        other_png=labelled(here("a.png"), replace(LABEL, produce_id="x")),
        never_png=here("a.png"),
        new_png=labelled(here("a.png")),
    )
    assert found_in(tmp_path / "after", tmp_path / "before") == {
        "kept.png": [],
        "lost.jpg": ["lost", "missing"],
        "never.png": ["missing"],
        "new.png": [],
        "other.png": ["changed"],
    }


def test_one_file_is_compared_with_one_before(tmp_path: Path) -> None:
    stored(tmp_path / "a", a_png=labelled(here("a.png")), b_gif=here("a.gif"))
    assert found_in(tmp_path / "a" / "b.gif", tmp_path / "a" / "a.png") == {
        "b.gif": ["lost", "missing"]
    }


def test_what_cannot_be_opened_is_named(tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    ((_path, report),) = check_all(tmp_path / "loop")
    assert codes(report) == ["unreadable"]
    assert files(tmp_path) == []


def test_reading_leaves_the_file_as_it_was() -> None:
    for name in ("a.png", "a.pdf", "a.docx", "bare.mp4"):
        file = io.BytesIO(here(name))
        checked(file.getvalue())
        assert file.getvalue() == here(name)
