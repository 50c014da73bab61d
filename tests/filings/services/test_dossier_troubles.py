"""What can go wrong with a dossier: each ends in a clear state and words, nothing half-kept."""

import errno
import io
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import FileSystemStorage
from django.template import TemplateSyntaxError
from django.utils import timezone
from PIL import Image

from filings import tasks
from filings.documents.dossier import Dossier, Exhibit
from filings.enums import DocumentKind, DossierProfile, JobState
from filings.models import Algorithm, Document, Job
from filings.selectors.papers import trouble
from filings.services import dossier_press, jobs
from filings.services.dossier_press import Press
from tests.factories import DisclosureFactory, wall_down
from tests.filings.services.test_dossiers import algorithm, asked, run, stored  # noqa: F401
from tests.filings.versions import attached
from tests.people import People

CHAPTERS = ["filings"]


def small(people: People, of: Algorithm, **order: Any) -> Job:
    return asked(people, of, DossierProfile.LITIGATION, chapters=CHAPTERS, **order)


def nothing_is_kept(folder: Path) -> bool:
    with wall_down():
        rows = Document.objects.filter(kind=DocumentKind.DOSSIER).exists()
    return not rows and not (folder / "documents").exists()


def killed_at(step: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """As if the process went away when it tells of this step."""
    tell = jobs.Progress.__call__

    def die(self: jobs.Progress, now: str, done: int, total: int) -> None:
        tell(self, now, done, total)
        if now == step:
            raise KeyboardInterrupt

    monkeypatch.setattr(jobs.Progress, "__call__", die)


def test_a_worker_killed_just_before_the_end_leaves_nothing_and_another_one_finishes(
    people: People, algorithm: Algorithm, monkeypatch: pytest.MonkeyPatch, tmp_path: Path  # noqa: F811
) -> None:  # fmt: skip
    job = small(people, algorithm)
    with monkeypatch.context() as dying:
        killed_at("file", dying)
        with pytest.raises(KeyboardInterrupt):
            tasks.run_job(job.pk, job.provider_id)
    assert nothing_is_kept(tmp_path)
    with wall_down():
        Job.objects.filter(pk=job.pk).update(beat_at=timezone.now() - 2 * jobs.STALE)
    assert run(job).state == JobState.DONE
    with wall_down():
        assert Document.objects.filter(kind=DocumentKind.DOSSIER).count() == 1


def test_a_full_disk_is_told_and_nothing_is_kept(
    people: People, algorithm: Algorithm, monkeypatch: pytest.MonkeyPatch, tmp_path: Path  # noqa: F811
) -> None:  # fmt: skip
    def full(*_arguments: Any, **_options: Any) -> str:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(FileSystemStorage, "save", full)
    job = run(small(people, algorithm))
    assert (job.state, job.trouble) == (JobState.FAILED, "disk_full")
    assert "no room left" in trouble(job)
    assert nothing_is_kept(tmp_path)


def test_a_template_error_ends_the_job_in_words(
    people: People, algorithm: Algorithm, monkeypatch: pytest.MonkeyPatch, tmp_path: Path  # noqa: F811
) -> None:  # fmt: skip
    def broken(*_arguments: Any) -> str:
        raise TemplateSyntaxError("Invalid block tag")

    monkeypatch.setattr(dossier_press, "render_to_string", broken)
    job = run(small(people, algorithm))
    assert (job.state, job.trouble) == (JobState.FAILED, "failed")
    assert "Ask for it again" in trouble(job)
    assert nothing_is_kept(tmp_path)


@pytest.mark.parametrize(
    ("typed", "named"),
    [("检查\U0001f600", "U+1F600"), ("abc\u202edef", "U+202E"), ("𓀀", "U+13000")],
    ids=["emoji", "right to left", "no font"],
)
def test_signs_that_no_face_shows_are_named(
    people: People, algorithm: Algorithm, typed: str, named: str, tmp_path: Path  # noqa: F811
) -> None:  # fmt: skip
    job = run(small(people, algorithm, purpose=typed))
    assert (job.state, job.trouble) == (JobState.FAILED, "glyph_missing")
    assert named in trouble(job)
    assert nothing_is_kept(tmp_path)


def test_a_scan_of_a_hundred_megapixels_is_named_and_enclosed_instead_of_shown(
    people: People, algorithm: Algorithm  # noqa: F811
) -> None:  # fmt: skip
    stream = io.BytesIO()
    Image.new("1", (10_000, 10_000)).save(stream, "PNG")
    draft = DisclosureFactory(algorithm=algorithm, number=1)
    file = attached(draft, "notice.purpose", "扫描.png", stream.getvalue())
    facts = Dossier("zh-Hans", "卷宗", "litigation", "a", "b", "c", (), (), (), ())
    press = Press(facts, timezone.now(), algorithm.provider_id)
    press.exhibit(
        Exhibit(1, "扫描.png", "exhibit-01.png", "", "", "", "image/png", file.size, file.sha256),
        file,
    )
    press.settle(lambda: None)
    (piece,) = press.pieces
    assert piece.pages == 1
    assert [each.name for each in press.originals] == ["exhibit-01.png"]
    assert b"/Subtype/Image" not in piece.part.content.replace(b" ", b"")
