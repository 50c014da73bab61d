"""The papers of a filing: printed, signed, packed; each with its digest, none replaced."""

import hashlib
import io
import json
import zipfile
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries, Settings

from filings import regulations, tasks, walls
from filings.enums import Act, Answer, DocumentKind, FilingKind, FilingState, JobState
from filings.models import Algorithm, Document, Event, Filing, Job, SignedCopy, SubmissionRound
from filings.services import enclosures, issuing, packages
from tests.factories import (
    AlgorithmFactory,
    DeterminationFactory,
    EnclosureFactory,
    FilingFactory,
    wall_down,
)
from tests.filings import files
from tests.filings.services.test_lifecycle import today
from tests.filings.versions import frozen, told
from tests.people import People


@pytest.fixture(autouse=True)
def stored(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def algorithm(people: People) -> Algorithm:
    made: Algorithm = AlgorithmFactory(provider=people.provider, name_zh="星澜商城推荐算法")
    return made


@pytest.fixture
def filing(people: People, algorithm: Algorithm) -> Filing:
    proof = ("rights.informed", "告知.png", files.picture("PNG"))
    made: Filing = FilingFactory(
        algorithm=algorithm, disclosure=frozen(algorithm, told(people), proof)
    )
    return made


def printed(people: People, filing: Filing, kind: DocumentKind) -> Document:
    with walls.for_person(people.filer):
        return issuing.print_now(disclosure=filing.disclosure, kind=kind, by=people.filer)[0]


def text(response: Any) -> str:
    return str(response.content.decode())


def page(filing: Filing) -> str:
    return reverse("filings:filing_papers", args=[filing.pk])


def sign(
    client: Client, filing: Filing, document: Document, content: bytes, name: str = "scan.pdf"
) -> Any:
    address = reverse("filings:signed_copy_add", args=[filing.pk, document.pk])
    typed = {"key": str(uuid4()), "scan": SimpleUploadedFile(name, content)}
    return client.post(address, typed)


def pack(client: Client, filing: Filing, key: str = "") -> Any:
    address = reverse("filings:package_build", args=[filing.pk])
    return client.post(address, {"key": key or str(uuid4())})


def packed() -> Job:
    with wall_down():
        job = Job.objects.get()
    tasks.run_job(job.pk, job.provider_id)
    with wall_down():
        job.refresh_from_db()
    return job


def test_a_scan_stands_beside_what_was_printed_with_both_digests(
    client: Client, people: People, filing: Filing
) -> None:
    client.force_login(people.filer)
    assert "Not printed from this version yet" in text(client.get(page(filing)))
    document = printed(people, filing, DocumentKind.COMMITMENT)
    assert "Signature missing" in text(client.get(page(filing)))
    scan = files.pdf(b"signed")
    assert sign(client, filing, document, scan).headers["Location"] == page(filing)
    shown = text(client.get(page(filing)))
    digest = hashlib.sha256(scan).hexdigest()
    assert document.sha256 in shown
    assert digest in shown
    assert "Signed copy here" in shown
    with wall_down():
        event = Event.objects.get(act=Act.SIGNED_COPY_ADDED)
        assert event.payload["printed"] == document.sha256
        assert event.payload["scan"] == digest
    later = files.pdf(b"signed again")
    sign(client, filing, document, later)
    with wall_down():
        assert SignedCopy.objects.count() == 2


def test_a_wrong_scan_is_refused_with_a_sentence_and_leaves_no_trace(
    client: Client, people: People, filing: Filing
) -> None:
    client.force_login(people.filer)
    document = printed(people, filing, DocumentKind.COMMITMENT)
    with wall_down():
        own = issuing.read(document).read()
    assert sign(client, filing, document, files.pdf(b"1")).status_code == 302
    for content, name, sentence in (
        (own, "own.pdf", "This is the printed file itself"),
        (files.pdf(b"1"), "again.pdf", "This very scan is kept"),
        ("文字".encode(), "scan.txt", "A scan is a PDF, PNG or JPEG file"),
        (b"", "empty.pdf", "empty"),
    ):
        answer = sign(client, filing, document, content, name)
        assert (answer.status_code, sentence in text(answer)) == (409, True), sentence
    with wall_down():
        assert SignedCopy.objects.count() == 1
        assert Event.objects.filter(act=Act.SIGNED_COPY_ADDED).count() == 1


def test_a_package_holds_papers_scans_and_proof_with_their_digests(
    client: Client, people: People, filing: Filing
) -> None:
    client.force_login(people.filer)
    document = printed(people, filing, DocumentKind.COMMITMENT)
    printed(people, filing, DocumentKind.PUBLIC_NOTICE)
    scan = files.pdf(b"signed")
    sign(client, filing, document, scan)
    key = str(uuid4())
    answers = [pack(client, filing, key) for _click in range(2)]
    job = packed()
    assert {answer.headers["Location"] for answer in answers} == {job.get_absolute_url()}
    assert (job.state, job.trouble) == (JobState.DONE, "")
    with wall_down():
        package = Document.objects.get(kind=DocumentKind.PACKAGE)
        content = issuing.read(package).read()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = archive.namelist()
        manifest = json.loads(archive.read("manifest.json"))
        lines = archive.read("SHA256SUMS").decode().splitlines()
        sums = {name: digest for digest, name in (line.split("  ", 1) for line in lines)}
        found = {name: hashlib.sha256(archive.read(name)).hexdigest() for name in names[2:]}
    assert found == sums == {file["name"]: file["sha256"] for file in manifest["files"]}
    assert [file["role"] for file in manifest["files"]] == ["paper", "signed", "paper", "proof"]
    assert manifest["files"][1]["of"] == document.sha256
    assert (manifest["round"], manifest["disclosure"]["sha256"]) == (1, filing.disclosure.sha256)
    assert manifest == package.facts
    shown = text(client.get(page(filing)))
    assert package.sha256 in shown
    assert "第1轮报送材料包" in shown
    every = text(client.get(reverse("filings:papers", args=[filing.algorithm_id])))
    assert "· ZIP ·" in " ".join(every.split())


def test_equal_contents_are_an_equal_package_and_a_damaged_file_is_none(
    client: Client, people: People, filing: Filing
) -> None:
    client.force_login(people.filer)
    document = printed(people, filing, DocumentKind.PUBLIC_NOTICE)
    digests = []
    for _time in range(2):
        pack(client, filing)
        with wall_down():
            job = Job.objects.latest("pk")
        tasks.run_job(job.pk, job.provider_id)
        with wall_down():
            digests.append(Document.objects.filter(kind=DocumentKind.PACKAGE)[0].sha256)
    assert len(set(digests)) == 1
    Path(default_storage.path(document.storage_name)).write_bytes(b"something else")
    pack(client, filing)
    with wall_down():
        job = Job.objects.latest("pk")
    tasks.run_job(job.pk, job.provider_id)
    with wall_down():
        job.refresh_from_db()
        assert (job.state, job.trouble) == (JobState.FAILED, "file_damaged")
        assert Document.objects.filter(kind=DocumentKind.PACKAGE).count() == 2


def test_materials_of_another_kind_of_filing_are_packed_without_papers(
    client: Client, people: People, algorithm: Algorithm
) -> None:
    disclosure = frozen(algorithm, told(people))
    other = FilingFactory(algorithm=algorithm, disclosure=disclosure, kind=FilingKind.GENAI_FILING)
    material = next(iter(regulations.load().materials_of(FilingKind.GENAI_FILING)))
    client.force_login(people.filer)
    assert pack(client, other).status_code == 409
    with walls.for_person(people.filer):
        enclosures.attach(
            filing=Filing.objects.get(pk=other.pk),
            material=material,
            file=io.BytesIO(files.pdf(b"rules")),
            name="语料标注规则.pdf",
            by=people.filer,
        )
    pack(client, other)
    job = packed()
    assert (job.state, job.trouble) == (JobState.DONE, "")
    with wall_down():
        package = Document.objects.get(kind=DocumentKind.PACKAGE)
    assert [(file["role"], file["name"]) for file in package.facts["files"]] == [
        ("material", "4-本类备案材料/01 语料标注规则.pdf")
    ]


def test_what_is_submitted_is_packed_as_it_stands_then(
    client: Client, people: People, algorithm: Algorithm
) -> None:
    disclosure = frozen(algorithm, told(people))
    DeterminationFactory(disclosure=disclosure)
    filing = FilingFactory(
        algorithm=algorithm,
        disclosure=disclosure,
        state=FilingState.READY,
        approved_by=people.approver,
    )
    client.force_login(people.filer)
    address = reverse("filings:filing_action", args=[filing.pk, "record_submission"])
    assert "Print the papers first" in text(client.get(address))
    printed(people, filing, DocumentKind.PUBLIC_NOTICE)
    shown = text(client.get(address))
    assert "are packed as they stand now" in shown
    client.post(address, {"key": str(uuid4()), "submitted_on": "2099-01-01"})
    with wall_down():
        assert not Job.objects.exists()  # the submission was refused
    client.post(address, {"key": str(uuid4()), "submitted_on": today().isoformat()})
    job = packed()
    assert (job.state, job.trouble) == (JobState.DONE, "")
    with wall_down():
        package = Document.objects.get(kind=DocumentKind.PACKAGE)
        assert (package.facts["round"], len(package.facts["files"])) == (1, 1)
        assert packages.keep_submitted(filing, people.filer) is None  # it lies there already


def test_nothing_printed_is_nothing_to_pack(client: Client, people: People, filing: Filing) -> None:
    client.force_login(people.filer)
    answer = pack(client, filing)
    assert (answer.status_code, "Print the papers first" in text(answer)) == (409, True)
    client.force_login(people.auditor)
    printed(people, filing, DocumentKind.PUBLIC_NOTICE)
    assert "may print papers" in text(pack(client, filing))
    with wall_down():
        assert not Job.objects.exists()


@pytest.mark.parametrize(
    ("state", "answer", "number"),
    [
        (FilingState.READY, None, 1),
        (FilingState.SUBMITTED, "", 1),
        (FilingState.RETURNED, Answer.RETURNED, 2),
        (FilingState.FILED, Answer.ACCEPTED, 1),
    ],
)
def test_the_round_is_the_open_one(
    algorithm: Algorithm, state: str, answer: str | None, number: int
) -> None:
    filing = FilingFactory(algorithm=algorithm, state=state)
    returned = {"reasons": ["label"], "letter": EnclosureFactory(algorithm=algorithm)}
    with wall_down():
        if answer is not None:
            SubmissionRound.objects.create(
                provider_id=filing.provider_id,
                filing=filing,
                disclosure=filing.disclosure,
                number=1,
                submitted_on="2026-11-02",
                submitted_by=filing.prepared_by,
                answer=answer,
                answered_on="2026-11-20" if answer else None,
                **(returned if answer == Answer.RETURNED else {}),
            )
        assert packages.round_of(filing) == number


def test_papers_of_another_provider_are_not_found(
    client: Client, people: People, filing: Filing
) -> None:
    document = printed(people, filing, DocumentKind.COMMITMENT)
    client.force_login(people.stranger)
    assert client.get(page(filing)).status_code == 404
    assert pack(client, filing).status_code == 404
    assert sign(client, filing, document, files.pdf()).status_code == 404


def test_the_page_costs_few_queries(
    client: Client,
    people: People,
    filing: Filing,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    client.force_login(people.filer)
    document = printed(people, filing, DocumentKind.COMMITMENT)
    sign(client, filing, document, files.pdf())
    client.get(page(filing))
    with django_assert_max_num_queries(15):
        client.get(page(filing))
