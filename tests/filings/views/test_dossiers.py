"""The pages of dossiers and of their check, each as one story."""

import hashlib
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from filings import contents, tasks
from filings.enums import Act, JobKind, JobState, Role
from filings.models import Algorithm, Document, Event, Job, Membership
from filings.services import certificates
from filings.views import verification
from tests.factories import AlgorithmFactory, DisclosureFactory, wall_down
from tests.filings.filling import complete
from tests.people import People

VERIFY = reverse("filings:verify")


@pytest.fixture(autouse=True)
def stored(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = settings.DATA_DIR = tmp_path
    settings.CHECKPOINT_FILE = tmp_path / "checkpoints.jsonl"


@pytest.fixture
def algorithm(people: People) -> Algorithm:
    made: Algorithm = AlgorithmFactory(provider=people.provider, name_zh="星澜商城推荐算法")
    answers = complete(contents.form_on(timezone.localdate()), people.filer)
    DisclosureFactory(algorithm=made, number=1, frozen=True, answers=answers)
    certificates.make_demo(people.provider)
    return made


def text(response: Any) -> str:
    return str(response.content.decode())


def page_of(algorithm: Algorithm) -> str:
    return reverse("filings:dossiers_of", args=[algorithm.pk])


def asked(client: Client, algorithm: Algorithm, **typed: Any) -> Any:
    facts = {
        "key": str(uuid4()), "profile": "authority", "recipient": "上海市网信办",
        "purpose": "监管检查", "language": "zh-Hans", "chapters": ["version", "history"],
    }  # fmt: skip
    return client.post(page_of(algorithm), facts | typed)


def only_job() -> Job:
    with wall_down():
        return Job.objects.get(kind=JobKind.DOSSIER)


def made(client: Client, algorithm: Algorithm, **typed: Any) -> Document:
    asked(client, algorithm, **typed)
    job = only_job()
    tasks.run_job(job.pk, job.provider_id)
    with wall_down():
        return Document.objects.get(kind="dossier")


def bytes_of(response: Any) -> bytes:
    return b"".join(response.streaming_content)


def checked(client: Client, content: bytes, address: str = VERIFY) -> Any:
    file = SimpleUploadedFile("dossier.pdf", content, "application/pdf")
    return client.post(address, {"file": file})


def test_a_dossier_is_ordered_watched_downloaded_and_verified_by_anybody(
    client: Client, people: People, algorithm: Algorithm
) -> None:
    client.force_login(people.legal)
    assert "Make the dossier" in text(client.get(page_of(algorithm)))
    key = str(uuid4())
    answers = [asked(client, algorithm, key=key) for _click in range(2)]
    job = only_job()
    assert {answer.headers["Location"] for answer in answers} == {job.get_absolute_url()}
    tasks.run_job(job.pk, job.provider_id)
    page = text(client.get(job.get_absolute_url()))
    assert "星澜商城推荐算法卷宗" in page
    with wall_down():
        document = Document.objects.get(kind="dossier")
    for address in (page_of(algorithm), reverse("filings:dossiers")):
        assert document.get_absolute_url() in text(client.get(address))
    content = bytes_of(client.get(document.get_absolute_url()))
    assert hashlib.sha256(content).hexdigest() == document.sha256
    with wall_down():
        assert Event.objects.filter(act=Act.EXPORTED, document=document).count() == 2

    anybody = Client()
    assert "nothing is kept" in text(anybody.get(VERIFY))
    assert "All of it holds" in text(checked(anybody, content))
    bent = content.replace(b"%PDF-1.7", b"%PDF-1.6", 1)
    page = text(checked(anybody, bent))
    assert "It does not hold" in page
    assert "altered after it was signed" in page
    assert "not the dossier whose code" in text(checked(anybody, content, f"{VERIFY}?facts=0"))
    script = bytes_of(anybody.get(reverse("filings:verify_script"))).decode()
    assert script.startswith('"""Verify a dossier')


def test_a_file_that_is_no_dossier_is_refused_with_a_sentence(client: Client, db: None) -> None:
    assert "cannot be read as a dossier" in text(checked(client, b"%PDF-1.7 no"))
    answer = client.post(VERIFY)
    assert answer.status_code == 422


def test_a_huge_file_is_left_to_the_script(client: Client, db: None, settings: Settings) -> None:
    settings.UPLOAD_LIMIT = 10
    answer = checked(client, b"x" * 100)
    assert (answer.status_code, "checked with the script" in text(answer)) == (422, True)


def test_one_address_checks_only_so_many_in_a_minute(
    client: Client, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verification, "MOST_PER_MINUTE", 1)
    monkeypatch.setattr(verification, "_minute", lambda: 1)
    answers = [client.post(VERIFY).status_code for _time in range(2)]
    assert answers == [422, 429]
    monkeypatch.setattr(verification, "_minute", lambda: 2)
    assert client.post(VERIFY).status_code == 422


@pytest.mark.parametrize("role", list(Role))
def test_who_may_not_export_reads_why_and_finds_no_file(
    client: Client, people: People, algorithm: Algorithm, role: Role
) -> None:
    client.force_login(people.legal)
    document = made(client, algorithm)
    client.force_login(people.acting_as(role))
    status = 200 if role == Role.LEGAL else 404
    assert client.get(document.get_absolute_url()).status_code == status
    assert client.get(reverse("filings:document_file", args=[document.pk])).status_code == 404
    listed = document.get_absolute_url() in text(client.get(reverse("filings:dossiers")))
    assert listed == (role == Role.LEGAL)
    if role not in {Role.LEGAL, Role.APPROVER}:
        answer = asked(client, algorithm)
        assert (answer.status_code, "Only legal or an approver" in text(answer)) == (409, True)


def test_an_approver_has_the_boards_dossiers(
    client: Client, people: People, algorithm: Algorithm
) -> None:
    client.force_login(people.approver)
    assert "For litigation" not in text(client.get(page_of(algorithm)))
    document = made(client, algorithm, profile="board")
    assert client.get(document.get_absolute_url()).status_code == 200
    assert asked(client, algorithm, profile="litigation").status_code == 422


def test_a_role_taken_away_takes_the_dossiers_away(
    client: Client, people: People, algorithm: Algorithm
) -> None:
    client.force_login(people.legal)
    document = made(client, algorithm)
    with wall_down():
        Membership.objects.filter(user=people.legal).update(role=Role.AUDITOR)
    assert client.get(document.get_absolute_url()).status_code == 404


def test_what_was_typed_stays_when_something_is_missing(
    client: Client, people: People, algorithm: Algorithm
) -> None:
    client.force_login(people.legal)
    answer = asked(client, algorithm, purpose="")
    assert (answer.status_code, "上海市网信办" in text(answer)) == (422, True)
    answer = asked(client, algorithm, profile="board", chapters=["evidence"])
    assert "may have none of these chapters" in text(answer)
    with wall_down():
        assert not Job.objects.filter(kind=JobKind.DOSSIER).exists()


def test_the_papers_of_an_algorithm_do_not_list_dossiers(
    client: Client, people: People, algorithm: Algorithm
) -> None:
    client.force_login(people.legal)
    document = made(client, algorithm)
    page = text(client.get(reverse("filings:papers", args=[algorithm.pk])))
    assert document.sha256 not in page


def test_a_damaged_dossier_is_not_given_out(
    client: Client, people: People, algorithm: Algorithm, tmp_path: Path
) -> None:
    client.force_login(people.legal)
    document = made(client, algorithm)
    (tmp_path / document.storage_name).write_bytes(b"something else")
    assert client.get(document.get_absolute_url()).status_code == 410


def test_the_pages_cost_few_queries(
    client: Client,
    people: People,
    algorithm: Algorithm,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    client.force_login(people.legal)
    made(client, algorithm)
    client.get(reverse("filings:dossiers"))
    with django_assert_max_num_queries(12):
        client.get(reverse("filings:dossiers"))
    with django_assert_max_num_queries(24):
        client.get(page_of(algorithm))


def test_dossiers_of_another_provider_are_not_found(
    client: Client, people: People, algorithm: Algorithm
) -> None:
    client.force_login(people.legal)
    document = made(client, algorithm)
    client.force_login(people.stranger)
    for address in (document.get_absolute_url(), page_of(algorithm)):
        assert client.get(address).status_code == 404
    assert asked(client, algorithm).status_code == 404


# -- without a browser ----------------------------------------------------------------------------
def exported(people: People, algorithm: Algorithm, out: Path, **options: Any) -> None:
    told = {"profile": "authority", "out": out, "by": people.legal.email, "recipient": "CAC",
            "purpose": "Inspection", "language": "en"} | options  # fmt: skip
    call_command("export_dossier", algorithm.reference, **told)


def test_a_dossier_is_exported_and_verified_by_commands(
    people: People,
    algorithm: Algorithm,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    out = tmp_path / "dossier.pdf"
    exported(people, algorithm, out)
    assert only_job().state == JobState.DONE
    call_command("verify_dossier", out)
    assert "All of it holds" in capsys.readouterr().out
    out.write_bytes(out.read_bytes()[:-7])
    with pytest.raises(SystemExit):
        call_command("verify_dossier", out)


def test_commands_refuse_with_sentences(
    people: People, algorithm: Algorithm, tmp_path: Path
) -> None:
    out = tmp_path / "dossier.pdf"
    for options, sentence in (
        ({"by": "nobody@example.com"}, "Nobody has this e-mail"),
        ({"by": people.filer.email}, "Only legal"),
        ({"by": people.stranger.email}, "No algorithm"),
    ):
        with pytest.raises(CommandError, match=sentence):
            exported(people, algorithm, out, **options)
    assert not out.exists()


def test_a_certificate_is_made_once(
    people: People, algorithm: Algorithm, capsys: pytest.CaptureFixture[str]
) -> None:
    path = certificates.path_of(people.provider)
    before = path.read_bytes()
    call_command("make_certificate")
    assert "it stays" in capsys.readouterr().out
    assert path.read_bytes() == before
    assert path.stat().st_mode & 0o777 == 0o600
    assert certificates.of(people.elsewhere)
    with pytest.raises(CommandError):
        call_command("make_certificate", "NOBODY")
