"""The label of a sample, read back from the bytes that are kept."""

from io import BytesIO
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from filings import labels, walls
from filings.labels import codes
from filings.models import Disclosure, Evidence
from filings.services import drafting, evidence
from filings.services.evidence import About
from tests.factories import AlgorithmFactory
from tests.filings import files
from tests.people import People


def attached(people: People, content: bytes) -> Evidence:
    algorithm = AlgorithmFactory(provider=people.provider)
    with walls.for_person(people.filer):
        draft: Disclosure = drafting.start(algorithm=algorithm, by=people.filer)
        return evidence.attach(
            disclosure=draft,
            path="labels.implicit",
            file=SimpleUploadedFile("sample.png", content),
            name="sample.png",
            about=About(kind="label_sample"),
            by=people.filer,
        )


def labelled(producer: str) -> bytes:
    out = BytesIO()
    labels.write(BytesIO(files.picture("PNG")), out, labels.Label.first(producer, "content-1"))
    return out.getvalue()


def test_a_sample_without_a_label_says_so(
    client: Client, people: People, settings: Settings, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    file = attached(people, files.picture("PNG"))
    client.force_login(people.filer)
    page = client.get(reverse("filings:evidence_label", args=[file.pk])).content.decode()
    assert "carries no label" in page
    listed = client.get(reverse("filings:evidence", args=[file.algorithm_id])).content.decode()
    assert reverse("filings:evidence_label", args=[file.pk]) in listed


def test_a_label_is_read_back_and_held_against_the_provider(
    client: Client, people: People, settings: Settings, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    client.force_login(people.filer)
    own, foreign = people.provider.uscc, people.elsewhere.uscc
    for uscc, sentence in ((own, "The label is proper."), (foreign, "code of another provider")):
        file = attached(people, labelled(codes.build(uscc).text))
        page = client.get(reverse("filings:evidence_label", args=[file.pk])).content.decode()
        assert sentence in page
        assert "ContentProducer" in page


def test_others_do_not_find_it(
    client: Client, people: People, settings: Settings, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    file = attached(people, files.picture("PNG"))
    client.force_login(people.stranger)
    assert client.get(reverse("filings:evidence_label", args=[file.pk])).status_code == 404
