"""The pages of papers and jobs, each as one story."""

import hashlib
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from filings import contents, tasks
from filings.enums import JobState
from filings.models import Algorithm, Disclosure, Document, Job
from tests.factories import AlgorithmFactory, DisclosureFactory, wall_down
from tests.filings.filling import complete
from tests.people import People


@pytest.fixture(autouse=True)
def stored(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def algorithm(people: People) -> Algorithm:
    made: Algorithm = AlgorithmFactory(provider=people.provider, name_zh="星澜商城推荐算法")
    return made


@pytest.fixture
def frozen(people: People, algorithm: Algorithm) -> Disclosure:
    answers = complete(contents.form_on(timezone.localdate()), people.filer)
    made: Disclosure = DisclosureFactory(
        algorithm=algorithm, number=1, frozen=True, answers=answers
    )
    return made


def text(response: Any) -> str:
    return str(response.content.decode())


def ordered(client: Client, algorithm: Algorithm, key: str = "") -> Any:
    typed = {"key": key or str(uuid4()), "paper": "public_notice", "version": "1"}
    return client.post(reverse("filings:paper_print", args=[algorithm.pk]), typed)


def only_job() -> Job:
    with wall_down():
        return Job.objects.get()


def test_a_paper_is_ordered_watched_and_downloaded(
    client: Client, people: People, algorithm: Algorithm, frozen: Disclosure
) -> None:
    client.force_login(people.filer)
    tab = reverse("filings:papers", args=[algorithm.pk])
    assert "None yet" in text(client.get(tab))
    key = str(uuid4())
    answers = [ordered(client, algorithm, key) for _click in range(2)]
    job = only_job()
    assert {answer.headers["Location"] for answer in answers} == {job.get_absolute_url()}

    page = text(client.get(job.get_absolute_url()))
    assert 'hx-trigger="every 500ms"' in page
    assert '<noscript><meta http-equiv="refresh" content="3"></noscript>' in page
    with wall_down():
        Job.objects.filter(pk=job.pk).update(asked_at=timezone.now() - timedelta(seconds=11))
    assert 'hx-trigger="every 2s"' in text(client.get(job.get_absolute_url()))
    assert "Being printed" in text(client.get(tab))
    tasks.run_job(job.pk, job.provider_id)
    part = text(client.get(job.get_absolute_url(), headers={"HX-Request": "true"}))
    assert part.lstrip().startswith("<section")
    assert "hx-trigger" not in part
    assert "拟公示内容 星澜商城推荐算法 v1.pdf" in part

    with wall_down():
        document = Document.objects.order_by("id")[0]
    file: Any = client.get(document.get_absolute_url())
    content = b"".join(file.streaming_content)
    assert hashlib.sha256(content).hexdigest() == document.sha256
    assert file.headers["Content-Disposition"].startswith("attachment")
    assert file.headers["Content-Type"] == "application/pdf"
    listed = text(client.get(tab))
    assert document.sha256 in listed
    assert "English reading copy" in listed
    assert listed.count("Word, to edit") == 2


def test_a_job_is_cancelled_on_its_page(
    client: Client, people: People, algorithm: Algorithm, frozen: Disclosure
) -> None:
    client.force_login(people.filer)
    ordered(client, algorithm)
    job = only_job()
    cancel = reverse("filings:job_cancel", args=[job.pk])
    assert cancel in text(client.get(job.get_absolute_url()))
    assert client.post(cancel).status_code == 302
    page = text(client.get(job.get_absolute_url()))
    assert (only_job().state, cancel in page) == (JobState.CANCELLED, False)
    assert "Cancelled" in page


@pytest.mark.usefixtures("frozen")
@pytest.mark.parametrize(
    ("code", "parameters", "sentence"),
    [
        ("glyph_missing", {"characters": "X"}, "characters that cannot be printed: X"),
        ("too_slow", {"seconds": 15}, "Printing took too long"),
        ("facts_missing", {"labels": "目的"}, "lacks what the paper must say: 目的"),
        ("access_lost", {}, "no longer has the role"),
        ("no_such_code", {}, "not foreseen"),
    ],
)
def test_a_failure_is_a_sentence(
    client: Client,
    people: People,
    algorithm: Algorithm,
    code: str,
    parameters: dict[str, Any],
    sentence: str,
) -> None:
    client.force_login(people.filer)
    ordered(client, algorithm)
    with wall_down():
        Job.objects.update(state=JobState.FAILED, trouble=code, result={"parameters": parameters})
    assert sentence in text(client.get(only_job().get_absolute_url()))
    assert sentence in text(client.get(reverse("filings:papers", args=[algorithm.pk])))


def test_who_may_not_print_reads_why(
    client: Client, people: People, algorithm: Algorithm, frozen: Disclosure
) -> None:
    client.force_login(people.auditor)
    tab = reverse("filings:papers", args=[algorithm.pk])
    assert "may print papers" in text(client.get(tab))
    assert "may print papers" in text(client.get(ordered(client, algorithm).headers["Location"]))
    with wall_down():
        assert not Job.objects.exists()


def test_a_damaged_file_is_not_given_out(
    client: Client, people: People, algorithm: Algorithm, frozen: Disclosure
) -> None:
    client.force_login(people.filer)
    ordered(client, algorithm)
    job = only_job()
    tasks.run_job(job.pk, job.provider_id)
    with wall_down():
        document = Document.objects.order_by("id")[0]
    Path(default_storage.path(document.storage_name)).write_bytes(b"something else")
    answer = client.get(document.get_absolute_url())
    assert (answer.status_code, document.sha256 in text(answer)) == (410, True)


def test_papers_and_jobs_of_another_provider_are_not_found(
    client: Client, people: People, algorithm: Algorithm, frozen: Disclosure
) -> None:
    client.force_login(people.filer)
    ordered(client, algorithm)
    job = only_job()
    tasks.run_job(job.pk, job.provider_id)
    with wall_down():
        document = Document.objects.order_by("id")[0]
    client.force_login(people.stranger)
    for address in (
        job.get_absolute_url(),
        document.get_absolute_url(),
        reverse("filings:papers", args=[algorithm.pk]),
    ):
        assert client.get(address).status_code == 404
    assert client.post(reverse("filings:job_cancel", args=[job.pk])).status_code == 404
    assert ordered(client, algorithm).status_code == 404


def test_the_pages_cost_few_queries(
    client: Client,
    people: People,
    algorithm: Algorithm,
    frozen: Disclosure,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    client.force_login(people.filer)
    ordered(client, algorithm)
    job = only_job()
    tasks.run_job(job.pk, job.provider_id)
    client.get(job.get_absolute_url())
    with django_assert_max_num_queries(12):
        client.get(job.get_absolute_url())
    with django_assert_max_num_queries(24):
        client.get(reverse("filings:papers", args=[algorithm.pk]))
