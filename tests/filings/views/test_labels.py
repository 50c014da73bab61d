"""The pages of labels: a sample is read back and shown; content without label is recorded."""

from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries, Settings

from filings.models import Algorithm, LabelCheck, UnlabelledContent, User
from tests.factories import AlgorithmFactory, wall_down
from tests.filings import files
from tests.filings.services.test_labelling import PLAN, code_of, labelled, taken
from tests.filings.versions import frozen, told
from tests.people import People


@pytest.fixture(autouse=True)
def stored(settings: Settings, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def algorithm(people: People) -> Algorithm:
    made: Algorithm = AlgorithmFactory(provider=people.provider)
    said = {"plan": [PLAN], "provider_code": code_of(made)}
    frozen(made, told(people, basics={"generative": True}, labels=said))
    return made


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def page(name: str, *args: Any) -> str:
    return reverse(f"filings:{name}", args=args)


def sent(algorithm: Algorithm, **facts: Any) -> dict[str, Any]:
    content = labelled(algorithm, files.picture("PNG", (400, 900)))
    return {
        "key": str(uuid4()),
        "file": SimpleUploadedFile("导出.png", content),
        "modality": "image",
        "stage": "exported",
    } | facts


def test_a_sample_goes_in_and_is_read_back(people: People, algorithm: Algorithm) -> None:
    client = signed_in(people.filer)
    add = page("label_add", algorithm.pk)
    assert client.get(add).status_code == 200
    answer = client.post(add, sent(algorithm, x=0, y=0, width=80, height=19))
    shown = client.get(answer["Location"]).content.decode()
    assert "The label is 19 px high; at least 20 px are required." in shown
    assert code_of(algorithm) in shown
    listed = client.get(page("labels", algorithm.pk)).content.decode()
    assert all(word in listed for word in ("导出.png", "0 of 1 samples passed", "5–22"))


def test_what_cannot_be_taken_in_says_why(people: People, algorithm: Algorithm) -> None:
    client = signed_in(people.filer)
    add = page("label_add", algorithm.pk)
    half = client.post(add, sent(algorithm, x=3))
    assert half.status_code == 422
    assert "A marked label has all four numbers." in half.content.decode()
    broken = client.post(
        add, sent(algorithm, file=SimpleUploadedFile("a.png", b"\x89PNG\r\n\x1a\n"))
    )
    assert broken.status_code == 409
    with wall_down():
        assert not LabelCheck.objects.exists()


def test_content_without_label_is_recorded_once(people: People, algorithm: Algorithm) -> None:
    client = signed_in(people.filer)
    typed = {
        "key": str(uuid4()),
        "content": "C-7",
        "recipient": "客户0021",
        "agreed_on": "2026-01-05",
        "provided_on": "2026-01-06",
    }
    for _click in range(2):
        assert client.post(page("unlabelled_add", algorithm.pk), typed).status_code == 302
    with wall_down():
        assert UnlabelledContent.objects.count() == 1
    assert "客户0021" in client.get(page("labels", algorithm.pk)).content.decode()
    wrong = typed | {"key": str(uuid4()), "agreed_on": "2026-02-01"}
    assert client.post(page("unlabelled_add", algorithm.pk), wrong).status_code == 409


def test_others_do_not_find_them(people: People, algorithm: Algorithm) -> None:
    made = taken(algorithm, people, files.picture("PNG"), "a.png")
    stranger = signed_in(people.stranger)
    for name, args in (
        ("labels", [algorithm.pk]),
        ("label_add", [algorithm.pk]),
        ("unlabelled_add", [algorithm.pk]),
        ("label_check", [made.pk]),
    ):
        assert stranger.get(page(name, *args)).status_code == 404


def test_the_pages_cost_few_queries(
    people: People, algorithm: Algorithm, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(4):
        made = taken(algorithm, people, files.picture("PNG"), f"{number}.png")
    client = signed_in(people.filer)
    for place, most in ((page("labels", algorithm.pk), 24), (page("label_check", made.pk), 18)):
        client.get(place)
        with django_assert_max_num_queries(most):
            assert client.get(place).status_code == 200
