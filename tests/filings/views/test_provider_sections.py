"""The provider's own section: one text for all its algorithms, no text lost."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from filings.models import ProviderSection
from tests.factories import DisclosureFactory, wall_down
from tests.people import People


@pytest.fixture
def address(people: People) -> str:
    return reverse("filings:provider_section", args=[people.provider.pk, "responsibility"])


def text(response: Any) -> str:
    return str(response.content.decode())


def saved() -> list[tuple[int, str]]:
    with wall_down():
        rows = ProviderSection.objects.order_by("number")
        return [(row.number, row.answers["organisation"]) for row in rows]


def test_it_is_written_read_and_written_again(client: Client, people: People, address: str) -> None:
    client.force_login(people.filer)
    assert address in text(client.get(reverse("filings:provider", args=[people.provider.pk])))
    assert "Nothing saved yet" in text(client.get(address))
    for number, words in enumerate(("设办公室。", "设委员会。")):
        answer = client.post(address, {"organisation": words, "revision": str(number)})
        assert answer.headers["Location"] == reverse("filings:provider", args=[people.provider.pk])
    assert saved() == [(1, "设办公室。"), (2, "设委员会。")]
    page = text(client.get(address))
    assert "设委员会。" in page
    assert 'name="revision" value="2"' in page


def test_it_begins_with_what_an_algorithm_said_last(
    client: Client, people: People, address: str
) -> None:
    said = {"responsibility": {"organisation": "设算法安全小组。"}}
    DisclosureFactory(algorithm__provider=people.provider, frozen=True, answers=said)
    client.force_login(people.filer)
    page = text(client.get(address))
    assert "设算法安全小组。" in page
    assert "Nothing saved yet" in page


def test_two_writers_lose_nothing(client: Client, people: People, address: str) -> None:
    client.force_login(people.filer)
    client.post(address, {"organisation": "设办公室。", "revision": "0"})
    client.force_login(people.legal)
    answer = client.post(address, {"organisation": "设委员会。", "revision": "0"})
    page = text(answer)
    assert answer.status_code == 409
    assert "Filer saved this section while you were writing" in page
    assert "设办公室。" in page
    assert "设委员会。" in page
    assert saved() == [(1, "设办公室。")]
    client.post(address, {"organisation": "设委员会。", "revision": "1"})
    assert saved()[-1] == (2, "设委员会。")


def test_a_malformed_row_is_refused_and_stays_on_the_page(
    client: Client, people: People, address: str
) -> None:
    client.force_login(people.filer)
    typed = {"rules": "0a1b2c3d", "rules.0a1b2c3d.name": "自评估办法", "revision": "0"}
    typed["rules.0a1b2c3d.since"] = "31.31.2026"
    answer = client.post(address, typed)
    assert answer.status_code == 422
    assert "自评估办法" in text(answer)
    assert saved() == []


def test_who_may_not_write_reads_and_is_told(client: Client, people: People, address: str) -> None:
    client.force_login(people.auditor)
    assert "may write here" in text(client.get(address))
    assert client.post(address, {"organisation": "x", "revision": "0"}).status_code == 409
    assert saved() == []


@pytest.mark.parametrize("code", ["basics", "nothing"])
def test_only_sections_of_the_provider_are_found(
    client: Client, people: People, code: str, address: str
) -> None:
    client.force_login(people.filer)
    other = reverse("filings:provider_section", args=[people.provider.pk, code])
    assert client.get(other).status_code == 404
    client.force_login(people.stranger)
    assert client.get(address).status_code == 404


def test_the_page_costs_few_queries(
    client: Client,
    people: People,
    address: str,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    client.force_login(people.filer)
    client.get(address)
    with django_assert_max_num_queries(10):
        client.get(address)
