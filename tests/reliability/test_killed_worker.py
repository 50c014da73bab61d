"""A worker killed at any moment loses nothing and doubles nothing (promises 26 and 30)."""

import datetime as dt
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from pytest_django import Settings

from filings import contents, walls
from filings.enums import Act, DocumentKind, JobState
from filings.models import Disclosure, Document, Event, Job
from filings.services import issuing, jobs
from tests.factories import AlgorithmFactory, DisclosureFactory, wall_down
from tests.filings.filling import complete
from tests.people import make_people

ROOT = Path(__file__).resolve().parents[2]


@contextmanager
def worker(
    job: Job, moment: str, name: str, folder: Path
) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A worker process, killed at the end, and the moment that it says it has reached."""
    words = [str(job.pk), str(job.provider_id), moment, name, str(folder)]
    with subprocess.Popen(
        [sys.executable, "-m", "tests.reliability.worker", *words],
        cwd=ROOT,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings"},
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout
        yield process, process.stdout.readline().strip()
        process.kill()


@pytest.fixture
def ordered(cloned_database: str, settings: Settings, tmp_path: Path) -> Job:
    """A paper ordered in a database that every process sees."""
    settings.MEDIA_ROOT = tmp_path
    with transaction.atomic():
        people = make_people()
        answers = complete(contents.form_on(timezone.localdate()), people.filer)
        disclosure: Disclosure = DisclosureFactory(
            algorithm=AlgorithmFactory(provider=people.provider),
            number=1,
            frozen=True,
            answers=answers,
        )
    with walls.for_person(people.filer):
        return issuing.ask(disclosure=disclosure, kind=DocumentKind.PUBLIC_NOTICE, by=people.filer)


def standing(job: Job) -> tuple[Job, list[Any], int]:
    with transaction.atomic(), wall_down():
        rows = Document.objects.order_by("id")
        documents = list(rows.values_list("language", "media_type", "sha256"))
        events = Event.objects.filter(act=Act.DOCUMENT_ISSUED).count()
        return Job.objects.get(pk=job.pk), documents, events


@pytest.mark.parametrize("moment", ["claimed", "printed", "kept"])
def test_a_killed_worker_leaves_no_half_and_the_next_one_delivers_once(
    ordered: Job, moment: str, cloned_database: str, tmp_path: Path
) -> None:
    with worker(ordered, moment, cloned_database, tmp_path) as (_process, reached):
        assert reached == moment
    job, documents, events = standing(ordered)
    assert (job.state, documents, events) == (JobState.RUNNING, [], 0)

    silent_since = timezone.now() - jobs.STALE - dt.timedelta(seconds=1)
    with transaction.atomic(), wall_down():
        Job.objects.filter(pk=job.pk).update(beat_at=silent_since)
    for _sent_twice in range(2):
        with worker(ordered, "none", cloned_database, tmp_path) as (process, _reached):
            assert process.wait() == 0
    job, documents, events = standing(ordered)
    assert (job.state, job.tries, events) == (JobState.DONE, 2, 4)
    assert [(language, media_type) for language, media_type, _sha in documents] == [
        (language, media_type)
        for language in ("zh-Hans", "en")
        for media_type in (issuing.PDF, issuing.WORD)
    ]
    stored = {path.name for path in tmp_path.rglob("*") if path.is_file()}
    assert stored == {sha for _language, _media_type, sha in documents}


def test_the_control_a_job_that_ends_before_its_work_loses_it(
    ordered: Job, cloned_database: str, tmp_path: Path
) -> None:
    """As with a queue that acknowledges early: the end is written and the paper is lost."""
    with transaction.atomic(), wall_down():
        Job.objects.filter(pk=ordered.pk).update(state=JobState.DONE)
    with worker(ordered, "none", cloned_database, tmp_path) as (process, _reached):
        assert process.wait() == 0
    assert standing(ordered)[1] == []
