"""Chapters kept for the next dossier: only what is equal and only what we put there ourselves."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from pytest_django import Settings

from filings import printing
from filings.printing import Rendered
from filings.services import parts
from tests.filings.printing.papers import NOTICE

pytestmark = pytest.mark.usefixtures("stored")


@pytest.fixture
def stored(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def presses(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was really printed."""
    seen: list[str] = []
    keep = printing.render

    def counted(html: str, **told: object) -> Rendered:
        seen.append(html)
        return keep(html, **told)  # type: ignore[arg-type]

    monkeypatch.setattr(printing, "render", counted)
    return seen


def notice(html: str = NOTICE, provider: int = 1, language: str = "zh-Hans") -> Rendered:
    return parts.printed(provider, html, title="一", language=language, assets={})


def kept(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_an_equal_chapter_is_printed_once(presses: list[str]) -> None:
    assert notice() == notice()
    assert len(presses) == 1


def test_other_words_another_language_and_another_provider_are_printed_anew(
    presses: list[str],
) -> None:
    notice()
    notice(NOTICE.replace("星澜", "星阑"))
    notice(language="en")
    notice(provider=2)
    assert len(presses) == 4


@pytest.mark.parametrize("foreign", [b"", b"%PDF-1.7 forged", None])
def test_what_is_foreign_or_cut_off_is_printed_again_and_never_bound(
    presses: list[str], tmp_path: Path, foreign: bytes | None
) -> None:
    first = notice()
    (file,) = kept(tmp_path)
    whole = file.read_bytes()
    file.write_bytes(whole[:-1] if foreign is None else whole[:36] + foreign)
    assert notice() == first
    assert len(presses) == 2
    assert file.read_bytes() == whole


def test_old_chapters_go(tmp_path: Path) -> None:
    notice()
    assert parts.forget_old(timezone.now()) == 0
    assert parts.forget_old(timezone.now() + parts.KEPT + timedelta(days=1)) == 1
    assert kept(tmp_path) == []


def test_nothing_kept_is_nothing_to_forget() -> None:
    assert parts.forget_old(timezone.now()) == 0
