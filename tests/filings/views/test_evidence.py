"""The pages of the files, each as one story."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries, Settings

from filings import contents, regulations, walls
from filings.models import Algorithm, Disclosure, Evidence
from filings.services import drafting
from tests.factories import AlgorithmFactory, wall_down
from tests.filings import files
from tests.people import People


@pytest.fixture(autouse=True)
def stored(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def draft(client: Client, people: People) -> Disclosure:
    client.force_login(people.filer)
    algorithm: Algorithm = AlgorithmFactory(provider=people.provider)
    with walls.for_person(people.filer):
        return drafting.start(algorithm=algorithm, by=people.filer)


def add(draft: Disclosure) -> str:
    return reverse("filings:evidence_add", args=[draft.algorithm_id, draft.number])


def body(draft: Disclosure, content: bytes, name: str, **more: Any) -> dict[str, Any]:
    path = next(path for path, _field in contents.columns(contents.form_of(draft).sections[0]))
    kind = next(iter(regulations.load().evidence_kinds))
    file = SimpleUploadedFile(name, content)
    return {"file": file, "path": path, "kind": kind, **more}


def attached(client: Client, draft: Disclosure, **more: Any) -> Evidence:
    response = client.post(add(draft), body(draft, files.pdf(), "营业执照.pdf", **more))
    assert response.status_code == 302, response.context["form"].errors
    with wall_down():
        return Evidence.objects.latest("id")


def test_a_file_is_attached_listed_given_out_and_taken_out(
    client: Client, draft: Disclosure, people: People
) -> None:
    listing = reverse("filings:evidence", args=[draft.algorithm_id])
    assert client.get(add(draft)).status_code == 200
    file = attached(
        client, draft, owner=people.legal.pk, dated_on="2020-01-05", expires_on="2021-01-05"
    )
    assert (file.owner, file.expires_on) == (people.legal, date(2021, 1, 5))
    shown = client.get(listing).content.decode()
    for fact in ("营业执照.pdf", "Legal", "2021-01-05", "expired"):
        assert fact in shown
    response = client.get(reverse("filings:evidence_file", args=[file.pk]))
    assert b"".join(response) == files.pdf()
    removed = client.post(reverse("filings:evidence_remove", args=[file.pk]), follow=True)
    assert "Taken out, kept for the history" in removed.content.decode()


def test_a_file_is_given_out_to_keep_and_never_to_run(client: Client, draft: Disclosure) -> None:
    file = attached(client, draft)
    response = client.get(reverse("filings:evidence_file", args=[file.pk]))
    assert response["Content-Disposition"].startswith("attachment")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["Content-Type"] == "application/pdf"
    assert b"".join(response)


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"", "a.pdf", "empty"),
        (files.picture("PNG"), "a.pdf", "ending"),
        (b"MZ", "a.exe", "not accepted"),
        (files.pdf(), "x" * 200 + ".pdf", "120 characters"),
    ],
)
def test_a_hostile_file_gets_a_sentence_and_leaves_the_form_as_it_was(
    client: Client, draft: Disclosure, content: bytes, name: str, sentence: str
) -> None:
    response = client.post(add(draft), body(draft, content, name, dated_on="2026-01-05"))
    assert response.status_code == 409
    text = response.content.decode()
    assert sentence in text
    assert "2026-01-05" in text
    with wall_down():
        assert not Evidence.objects.exists()


def test_a_damaged_file_is_not_given_out(client: Client, draft: Disclosure) -> None:
    file = attached(client, draft)
    Path(default_storage.path(file.storage_name)).write_bytes(b"other")
    response = client.get(reverse("filings:evidence_file", args=[file.pk]))
    assert response.status_code == 410
    assert "no longer" in response.content.decode()


def test_from_a_section_one_comes_back_to_the_section(client: Client, draft: Disclosure) -> None:
    data = body(draft, files.pdf(), "a.pdf")
    back = client.post(f"{add(draft)}?path={data['path']}", data)
    section = data["path"].split(".")[0]
    assert f"/{section}/#f-" in back["Location"]


def test_files_do_not_exist_for_another_provider(
    client: Client, draft: Disclosure, people: People
) -> None:
    file = attached(client, draft)
    client.force_login(people.stranger)
    assert client.get(add(draft)).status_code == 404
    assert client.get(reverse("filings:evidence_file", args=[file.pk])).status_code == 404
    assert client.post(reverse("filings:evidence_remove", args=[file.pk])).status_code == 404
    with wall_down():
        assert Evidence.objects.filter(removed_at=None).count() == 1


def test_the_list_stays_under_its_ceiling_of_queries(
    client: Client, draft: Disclosure, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(5):
        content = files.pdf(f"{number} 0 obj endobj\n".encode())
        client.post(add(draft), body(draft, content, f"{number}.pdf"))
    with django_assert_max_num_queries(18):
        client.get(reverse("filings:evidence", args=[draft.algorithm_id]))
