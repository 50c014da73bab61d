"""Labels over the API: the plan with its faults, samples read back, content given out without."""

from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pytest_django import Settings

from filings.models import Algorithm, LabelCheck
from tests.factories import AlgorithmFactory, wall_down
from tests.filings import files
from tests.filings.api.test_api import API, System
from tests.filings.services.test_labelling import PLAN, code_of, labelled
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


def picture(algorithm: Algorithm) -> bytes:
    return labelled(algorithm, files.picture("PNG", (400, 900)))


def send(
    system: System, algorithm: Algorithm, key: str = "", content: bytes = b"", **facts: Any
) -> Any:
    content = content or picture(algorithm)
    body = {
        "file": SimpleUploadedFile("导出.png", content),
        "modality": "image",
        "stage": "exported",
    } | facts
    headers = {"idempotency-key": key} if key else {}
    return system.client.post(
        f"{API}algorithms/{algorithm.pk}/labels/samples/", body, headers=headers
    )


def test_the_labels_of_an_algorithm_are_read_as_on_the_page(
    people: People, algorithm: Algorithm
) -> None:
    found = System(people.auditor).get(f"algorithms/{algorithm.pk}/labels/")
    assert (found["applies"], found["provider_code"]) == (True, code_of(algorithm))
    (row,) = found["plan"]
    assert row["cells"]["modality"]
    assert (row["samples"], found["current"]) == ([], 0)


def test_a_sample_goes_in_once_is_read_back_and_comes_out_as_it_was(
    people: People, algorithm: Algorithm
) -> None:
    system, key, content = System(people.filer), str(uuid4()), picture(algorithm)
    box = {"x": 0, "y": 0, "width": 80, "height": 19}
    first = send(system, algorithm, key, content, **box)
    assert first.status_code == 201, first.content
    made = first.json()
    assert made["label"]["ContentProducer"] == code_of(algorithm)
    assert made["is_well"] is False
    assert [each["sentence"] for each in made["findings"]] == [
        "The label is 19 px high; at least 20 px are required."
    ]
    assert send(system, algorithm, key, content, **box).json() == made
    listed = system.get(f"algorithms/{algorithm.pk}/labels/samples/")["results"]
    assert [each["id"] for each in listed] == [made["id"]]
    file = system.client.get(f"{API}labels/samples/{made['id']}/file/")
    assert b"".join(file) == content


def test_a_sample_that_cannot_be_kept_says_why_and_leaves_nothing(
    people: People, algorithm: Algorithm
) -> None:
    half = send(System(people.filer), algorithm, x=3)
    assert (half.status_code, list(half.json()["errors"])) == (422, ["y"])
    refused = send(System(people.auditor), algorithm)
    assert refused.status_code == 409
    foreign = send(System(people.stranger), algorithm)
    assert foreign.status_code == 404
    with wall_down():
        assert not LabelCheck.objects.exists()


def test_content_without_label_is_recorded_and_listed(people: People, algorithm: Algorithm) -> None:
    system = System(people.filer)
    path = f"algorithms/{algorithm.pk}/labels/unlabelled/"
    body = {
        "content": "C-7",
        "recipient": "客户0021",
        "agreed_on": "2026-01-05",
        "provided_on": "2026-01-06",
    }
    made = system.ask("post", path, body)
    assert made.status_code == 201, made.content
    assert made.json()["kept_until"] >= "2026-07-06"
    assert system.get(path)["results"] == [made.json()]
    late = system.ask("post", path, body | {"agreed_on": "2026-01-07"})
    assert late.status_code == 409
    assert "agrees before" in late.content.decode()


@pytest.mark.parametrize("wrong", [5, 5.5, True, [1], [{}], {"day": "2026-01-05"}])
def test_a_value_of_another_shape_is_refused_with_a_sentence(
    people: People, algorithm: Algorithm, wrong: Any
) -> None:
    system = System(people.filer)
    given_out = {"content": "C-7", "recipient": "客户0021", "provided_on": "2026-01-06"}
    path = f"algorithms/{algorithm.pk}/labels/unlabelled/"
    answers = [
        system.ask("post", path, given_out | {"agreed_on": wrong}),
        system.ask("post", "algorithms/", {"provider": people.provider.pk, "launched_on": wrong}),
    ]
    assert [answer.status_code for answer in answers] == [422, 422]
    assert "agreed_on" in answers[0].json()["errors"]
    assert "launched_on" in answers[1].json()["errors"]
