"""The pages of impact assessments: from question to signature, in the browser's own words."""

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries, Settings

from filings.models import Algorithm, ImpactAssessment, User
from filings.regulations import load
from tests.factories import AlgorithmFactory, wall_down
from tests.filings.filling import posted, samples
from tests.filings.services.test_assessing import started, written
from tests.filings.versions import frozen, told
from tests.people import People


@pytest.fixture(autouse=True)
def stored(settings: Settings, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def algorithm(people: People) -> Algorithm:
    made: Algorithm = AlgorithmFactory(provider=people.provider)
    frozen(made, told(people, data={"personal": True}))
    return made


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def page(name: str, *args: Any) -> str:
    return reverse(f"filings:{name}", args=args)


def test_from_the_first_question_to_the_signature(people: People, algorithm: Algorithm) -> None:
    filer, legal = signed_in(people.filer), signed_in(people.legal)
    at = filer.post(page("assessment_start", algorithm.pk))["Location"]
    pk = int(at.strip("/").rpartition("/")[2])
    assert b"It can be signed once it is complete" in legal.get(at).content
    for section in load().assessments[-1].sections:
        place = page("assessment_section", pk, section.code)
        assert filer.get(place).status_code == 200
        given = posted(section, samples(section.fields, people.filer))
        assert filer.post(place, given)["Location"] == at
    reading = legal.get(page("assessment_sign", pk))
    assert "risk-grid" in reading.content.decode()
    form = reading.context["form"]
    sent = {"key": str(uuid4()), "seen": form["seen"].value()}
    assert legal.post(page("assessment_sign", pk), sent).status_code == 422
    sent["confirmed"] = "on"
    assert signed_in(people.filer).post(page("assessment_sign", pk), sent).status_code == 409
    assert legal.post(page("assessment_sign", pk), sent)["Location"] == at
    assert legal.post(page("assessment_sign", pk), sent)["Location"] == at  # a double click
    shown = filer.get(page("personal", algorithm.pk)).content.decode()
    assert "The duty is met." in shown
    assert b"The paper is being printed" in filer.get(at).content


def test_what_was_typed_stays_when_somebody_was_faster(
    people: People, algorithm: Algorithm
) -> None:
    made = started(algorithm, people.filer)
    place = page("assessment_section", made.pk, "conclusion")
    assert signed_in(people.legal).post(place, {"team": "甲", "revision": 0}).status_code == 302
    answer = signed_in(people.filer).post(place, {"team": "乙", "revision": 0})
    assert answer.status_code == 409
    assert all(word in answer.content.decode() for word in ("甲", "乙", "Saved meanwhile"))
    wrong = signed_in(people.filer).post(place, {"again_on": "31/31/2026", "revision": 1})
    assert wrong.status_code == 422
    assert "31/31/2026" in wrong.content.decode()


def test_others_do_not_find_it(people: People, algorithm: Algorithm) -> None:
    made = started(algorithm, people.filer)
    stranger = signed_in(people.stranger)
    for name, args in (
        ("personal", [algorithm.pk]),
        ("assessment", [made.pk]),
        ("assessment_sign", [made.pk]),
        ("assessment_section", [made.pk, "purpose"]),
    ):
        assert stranger.get(page(name, *args)).status_code == 404
    assert signed_in(people.filer).get(page("assessment_section", made.pk, "no")).status_code == 404


def test_the_pages_cost_few_queries(
    people: People,
    algorithm: Algorithm,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    made = written(started(algorithm, people.filer), people.filer)
    client = signed_in(people.legal)
    for place, most in (
        (page("personal", algorithm.pk), 24),
        (page("assessment", made.pk), 24),
        (page("assessment_sign", made.pk), 24),
        (page("assessment_section", made.pk, "effects"), 22),
    ):
        client.get(place)
        with django_assert_max_num_queries(most):
            assert client.get(place).status_code == 200
    with wall_down():
        assert ImpactAssessment.objects.count() == 1
