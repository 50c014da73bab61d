"""A thousand files in one ZIP: checked by a worker with progress, listed, nothing kept."""

import io
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from filings import walls
from filings.enums import JobState
from filings.models import Algorithm, Job
from filings.services import jobs, label_batches
from filings.statemachine import ActionRefused
from filings.tasks import WORK
from tests.factories import AlgorithmFactory, wall_down
from tests.filings import files
from tests.filings.api.test_api import System
from tests.filings.labels.samples import MADE_HERE
from tests.filings.services.test_labelling import code_of, labelled
from tests.people import People


@pytest.fixture(autouse=True)
def stored(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def algorithm(people: People) -> Algorithm:
    made: Algorithm = AlgorithmFactory(provider=people.provider)
    return made


def packed(contents: dict[str, bytes]) -> io.BytesIO:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in contents.items():
            archive.writestr(name, content)
    out.seek(0)
    return out


def asked(algorithm: Algorithm, people: People, contents: dict[str, bytes]) -> Job:
    with walls.for_person(people.filer):
        return label_batches.ask(
            algorithm=algorithm, file=packed(contents), name="素材.zip", by=people.filer
        )


def done(job: Job) -> dict[str, Any]:
    jobs.run(job.pk, job.provider_id, WORK)
    with wall_down():
        job.refresh_from_db()
    assert job.state == JobState.DONE
    return dict(job.result)


def test_files_of_every_type_good_lost_and_hostile(people: People, algorithm: Algorithm) -> None:
    names = [name for name in MADE_HERE if name.startswith("a.")]
    good = {f"好/{name}": labelled(algorithm, MADE_HERE[name]()) for name in names}
    bad = {
        "无标识.png": files.picture("PNG"),
        "坏.png": good["好/a.png"][:90],
        "坏.docx": b"PK\x03\x04" + bytes(200),
        "空.mp4": b"",
        "说明.exe": b"MZ" + bytes(99),
    }
    job = asked(algorithm, people, {**good, **bad, "__MACOSX/._a.png": b"x", "夹/": b""})
    result = done(job)
    assert (result["well"], result["all"]) == (len(good), len(good) + len(bad))
    rows = {row["file"]: row for row in result["files"]}
    assert all(rows[name]["producer"] == code_of(algorithm) for name in good)
    assert [rows[name]["findings"][0][0] for name in ("无标识.png", "说明.exe")] == [
        "missing",
        "unknown_type",
    ]
    assert all(rows[name]["findings"] for name in bad)


def test_a_thousand_files_are_checked_with_progress(people: People, algorithm: Algorithm) -> None:
    png = labelled(algorithm, files.picture("PNG", (8, 6)))
    job = asked(algorithm, people, {f"{n:04}.png": png for n in range(1000)})
    seen: list[tuple[int, int]] = []
    found = label_batches.work(job, lambda _step, number, total: seen.append((number, total)))  # type: ignore[arg-type]
    assert seen[:2] == [(0, 1000), (10, 1000)]
    assert len(seen) == 100
    with wall_down():
        assert found(job)["well"] == 1000


def test_what_is_no_zip_or_too_much_is_refused(
    people: People, algorithm: Algorithm, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(label_batches, "MOST_FILES", 2)
    many = packed({f"{n}.txt": b"x" for n in range(3)})
    for file, sentence in (
        (io.BytesIO(b"no archive"), "no ZIP file"),
        (packed({}), "no file in the ZIP"),
        (many, "Split it"),
    ):
        with walls.for_person(people.filer), pytest.raises(ActionRefused, match=sentence):
            label_batches.ask(algorithm=algorithm, file=file, name="a.zip", by=people.filer)
    with walls.for_person(people.auditor), pytest.raises(ActionRefused, match="Only a filer"):
        label_batches.ask(algorithm=algorithm, file=many, name="a.zip", by=people.auditor)
    with wall_down():
        assert not Job.objects.exists()
    assert not default_storage.exists("batches")


def test_the_zip_goes_with_the_end_of_its_job_whichever_that_is(
    people: People, algorithm: Algorithm, django_capture_on_commit_callbacks: Any
) -> None:
    def ended(contents: dict[str, bytes], end: Any) -> str:
        job = asked(algorithm, people, contents)
        assert default_storage.exists(job.order["scratch"])
        with django_capture_on_commit_callbacks(execute=True):
            end(job)
        assert not default_storage.exists(job.order["scratch"])
        with wall_down():
            return str(Job.objects.get(pk=job.pk).state)

    def cancelled(job: Job) -> None:
        with walls.for_person(people.filer):
            jobs.cancel(job=job, by=people.filer)

    def broken(job: Job) -> None:
        with default_storage.open(job.order["scratch"], "wb") as file:
            file.write(b"cut off")
        jobs.run(job.pk, job.provider_id, WORK)

    def given_up(job: Job) -> None:
        with wall_down():
            Job.objects.filter(pk=job.pk).update(tries=jobs.MOST_TRIES)
        jobs.run(job.pk, job.provider_id, WORK)

    def checked(job: Job) -> None:
        jobs.run(job.pk, job.provider_id, WORK)

    one = {"a.png": files.picture("PNG")}
    ends = (cancelled, broken, given_up, checked)
    assert [ended(one, end) for end in ends] == ["cancelled", "failed", "failed", "done"]


def test_what_a_crash_left_is_deleted_after_a_while(people: People, algorithm: Algorithm) -> None:
    job = asked(algorithm, people, {"a.png": files.picture("PNG")})
    now = timezone.now()
    assert label_batches.forget_old(now) == 0
    assert label_batches.forget_old(now + label_batches.KEPT + timedelta(days=1)) == 1
    assert not default_storage.exists(job.order["scratch"])


def test_the_page_takes_the_zip_and_lists_what_was_found(
    people: People, algorithm: Algorithm
) -> None:
    client = Client()
    client.force_login(people.filer)
    place = reverse("filings:label_batch", args=[algorithm.pk])
    assert client.get(place).status_code == 200
    zipped = packed({"无标识.png": files.picture("PNG")}).read()
    sent = {"key": str(uuid4()), "file": SimpleUploadedFile("素材.zip", zipped)}
    page = client.post(place, sent)["Location"]
    with wall_down():
        job = Job.objects.get()
    done(job)
    shown = client.get(page).content.decode()
    assert "0 of 1 files carry a proper label" in shown
    assert "The file carries no label in its metadata." in shown
    wrong = {"key": str(uuid4()), "file": SimpleUploadedFile("a.zip", b"x")}
    assert client.post(place, wrong).status_code == 409


def test_other_systems_have_one_file_read_back(people: People, algorithm: Algorithm) -> None:
    client = System(people.auditor).client
    content = labelled(algorithm, files.picture("PNG"))
    sent = {"file": SimpleUploadedFile("a.png", content), "provider": algorithm.provider.uscc}
    found = client.post("/api/v1/labels/check/", sent).json()
    assert (found["well"], found["label"]["ContentProducer"]) == (True, code_of(algorithm))
    bare = {"file": SimpleUploadedFile("a.png", files.picture("PNG"))}
    (finding,) = client.post("/api/v1/labels/check/", bare).json()["findings"]
    assert set(finding["sentence"]) == {"zh", "en"}
    assert client.post("/api/v1/labels/check/", {}).status_code == 422
