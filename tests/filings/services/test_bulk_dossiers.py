"""Dossiers of many algorithms: one job, one ZIP, one manifest, nothing when it is stopped."""

import hashlib
import io
import json
import re
import zipfile
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from filings import tasks, walls
from filings.enums import Act, DossierProfile, JobKind, JobState, Role
from filings.models import Algorithm, Document, Event, Job, Membership
from filings.printing import verify_dossier
from filings.services import bulk_dossiers, certificates, dossiers, jobs
from filings.statemachine import ActionRefused
from tests.factories import AlgorithmFactory, wall_down
from tests.people import People
from tests.reliability.world import body_of

PAGE = reverse("filings:dossiers_many")


@pytest.fixture(autouse=True)
def stored(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = settings.DATA_DIR = tmp_path
    settings.CHECKPOINT_FILE = tmp_path / "checkpoints.jsonl"


@pytest.fixture
def two(people: People) -> list[Algorithm]:
    certificates.make_demo(people.provider)
    kinds = (("推荐算法", "personalised_push"), ("排序算法", "ranking_selection"))
    return [AlgorithmFactory(provider=people.provider, name_zh=n, type=t) for n, t in kinds]


def ordered(people: People, algorithms: list[Algorithm], **order: Any) -> Job:
    with walls.for_person(people.legal):
        return bulk_dossiers.ask(
            algorithms=algorithms, profile=DossierProfile.BOARD, by=people.legal,
            **{"purpose": "年度报告", "recipient": "董事会"} | order,
        )  # fmt: skip


def done(job: Job) -> Job:
    tasks.run_job(job.pk, job.provider_id)
    with wall_down():
        return Job.objects.get(pk=job.pk)


def kept() -> list[str]:
    """Files under a name, but for chapters kept for the next dossier."""
    root = Path(default_storage.path(""))
    places = (root / "documents", root / "batches")
    return [str(file) for place in places for file in place.rglob("*") if file.is_file()]


def typed(algorithms: list[Algorithm], **facts: Any) -> dict[str, Any]:
    return {
        "key": str(uuid4()), "profile": "authority", "recipient": "网信办", "purpose": "监管检查",
        "language": "zh-Hans", "algorithms": [each.pk for each in algorithms],
    } | facts  # fmt: skip


def test_many_are_ordered_watched_and_come_as_one_zip_whose_manifest_and_files_hold(
    client: Client, people: People, two: list[Algorithm]
) -> None:
    client.force_login(people.legal)
    ledger = client.get(reverse("filings:algorithms")).content.decode()
    assert PAGE in ledger
    assert PAGE in client.get(reverse("filings:dossiers")).content.decode()
    page = client.get(PAGE, {"type": "ranking_selection"}).content.decode()
    assert [each.name_zh in page for each in two] == [False, True]
    sent = typed(two)
    watched = {client.post(PAGE, sent)["Location"] for _click in range(2)}
    with wall_down():
        job = Job.objects.get(kind=JobKind.DOSSIERS)
    assert watched == {job.get_absolute_url()}
    assert done(job).state == JobState.DONE
    page = client.get(job.get_absolute_url()).content.decode()
    assert "2 of 2 dossiers were made" in page
    with wall_down():
        document = Document.objects.get(job=job)
        assert Event.objects.filter(act=Act.EXPORTED, algorithm__in=two).count() == 2
    assert document.get_absolute_url() in client.get(reverse("filings:dossiers")).content.decode()
    content = body_of(client.get(document.get_absolute_url()))
    archive = zipfile.ZipFile(io.BytesIO(content))
    manifest = json.loads(archive.read("manifest.json"))
    assert (manifest["recipient"], manifest["profile"]) == ("网信办", "authority")
    assert [line["reference"] for line in manifest["dossiers"]] == [a.reference for a in two]
    assert set(archive.namelist()) == {line["file"] for line in manifest["dossiers"]} | {
        "manifest.json"
    }
    for line in manifest["dossiers"]:
        pdf = archive.read(line["file"])
        assert hashlib.sha256(pdf).hexdigest() == line["sha256"]
        assert not verify_dossier.verify(pdf)[0]


def test_progress_tells_which_one_and_stopping_in_the_middle_leaves_nothing(
    client: Client, people: People, two: list[Algorithm]
) -> None:
    job = ordered(people, two)
    seen: list[tuple[int, int]] = []

    def stop_in_the_second(_step: str, number: int, total: int) -> None:
        seen.append((number, total))
        if number >= 100:
            raise jobs.Stopped

    with pytest.raises(jobs.Stopped):
        tasks.WORK[JobKind.DOSSIERS](job, stop_in_the_second)  # type: ignore[arg-type]
    assert seen == sorted(seen)
    assert {total for _number, total in seen} == {200}
    with wall_down():
        Job.objects.filter(pk=job.pk).update(
            state="running", step="dossiers", done=150, total=200, tries=1
        )
    client.force_login(people.legal)
    assert "Dossier 2 of 2" in client.get(job.get_absolute_url()).content.decode()
    with wall_down():
        assert not Document.objects.exists()
    assert not kept()


def test_a_cancelled_job_and_one_whose_person_lost_the_role_keep_nothing(
    people: People, two: list[Algorithm]
) -> None:
    job = ordered(people, two)
    with walls.for_person(people.legal):
        jobs.cancel(job=job, by=people.legal)
    assert done(job).state == JobState.CANCELLED
    job = ordered(people, two)
    with wall_down():
        Membership.objects.filter(user=people.legal).update(role=Role.AUDITOR)
    ended = done(job)
    assert (ended.state, ended.trouble) == (JobState.FAILED, "access_lost")
    with wall_down():
        assert not Document.objects.exists()
    assert not kept()


def test_what_cannot_be_made_is_named_and_the_others_are_made(
    client: Client, people: People, two: list[Algorithm], monkeypatch: pytest.MonkeyPatch
) -> None:
    printed = dossiers.printed

    def one_fails(job: Job, *args: Any, **kwargs: Any) -> dossiers.Made:
        if job.algorithm_id == two[0].pk:
            raise jobs.JobFailed("paper_damaged", name="公示.pdf")
        return printed(job, *args, **kwargs)

    monkeypatch.setattr(dossiers, "printed", one_fails)
    job = done(ordered(people, two))
    client.force_login(people.legal)
    page = client.get(job.get_absolute_url()).content.decode()
    assert "1 of 2 dossiers were made" in page
    assert "The issued paper “公示.pdf” is gone or damaged." in page
    job = done(ordered(people, two[:1]))
    assert (job.state, job.trouble) == (JobState.FAILED, "paper_damaged")


def test_a_wrong_order_is_refused_and_leaves_no_trace(
    client: Client, people: People, two: list[Algorithm], monkeypatch: pytest.MonkeyPatch
) -> None:
    with wall_down():
        foreign = AlgorithmFactory(name_zh="别家算法")
    client.force_login(people.legal)
    page = client.get(PAGE).content.decode()
    assert "别家算法" not in page
    assert client.post(PAGE, typed([foreign])).status_code == 422
    answer = client.post(PAGE, typed(two, recipient=""))
    assert (answer.status_code, "监管检查" in answer.content.decode()) == (422, True)
    client.force_login(people.auditor)
    answer = client.post(PAGE, typed(two))
    assert (answer.status_code, "Only legal or an approver" in answer.content.decode()) == (
        409,
        True,
    )
    several: list[list[Algorithm]] = [[], [*two, foreign]]
    for wrong in several:
        with pytest.raises(ActionRefused, match="Choose"):
            ordered(people, wrong)
    monkeypatch.setattr(bulk_dossiers, "MOST_AT_ONCE", 1)
    with pytest.raises(ActionRefused, match="between 1 and 1"):
        ordered(people, two)
    with wall_down():
        assert not Job.objects.exists()


def test_the_provider_is_chosen_and_the_count_of_queries_does_not_grow(
    client: Client, people: People, two: list[Algorithm], django_assert_max_num_queries: Any
) -> None:
    for _n in range(10):
        AlgorithmFactory(provider=people.provider)
    client.force_login(people.legal)
    with django_assert_max_num_queries(16):
        page = client.get(PAGE, {"provider": people.provider.pk}).content.decode()
    assert len(re.findall(r'name="algorithms"', page)) == 12
