import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from filings import walls
from filings.models import Algorithm, User
from filings.selectors import search
from filings.services import ledger
from tests.factories import AlgorithmFactory, PublicEntryFactory
from tests.people import People


def in_ledger(people: People, *names: str) -> list[Algorithm]:
    """Algorithms of the provider with these names, found by them."""
    made: list[Algorithm] = [
        AlgorithmFactory(provider=people.provider, name_zh=name) for name in names
    ]
    with walls.for_person(people.filer):
        ledger.index(made)
    return made


def found_by(user: User, typed: str) -> search.Found | None:
    with walls.for_person(user):
        return search.everywhere(user, typed)


def test_the_ledger_the_register_and_the_law_are_searched_at_once(people: People) -> None:
    (own,) = in_ledger(people, "商城首页推荐算法")
    entry = PublicEntryFactory(name="某公司推荐算法")
    found = found_by(people.filer, "推荐")
    assert found is not None
    assert [row.algorithm for row in found.algorithms] == [own]
    assert (found.algorithms_total, list(found.entries), found.entries_total) == (1, [entry], 1)
    assert {clause.instrument for clause in found.clauses} == {"order9"}


def test_another_providers_algorithm_is_not_found(people: People) -> None:
    in_ledger(people, "商城首页推荐算法")
    found = found_by(people.stranger, "商城首页")
    assert found is not None
    assert found.is_empty


@pytest.mark.parametrize("typed", ["", "  "])
def test_nothing_typed_finds_nothing(people: People, typed: str) -> None:
    assert found_by(people.filer, typed) is None


def test_every_word_must_fit(people: People) -> None:
    in_ledger(people, "商城首页推荐算法")
    assert [
        len(found.algorithms)
        for typed in ("商城 首页", "商城 派单")
        if (found := found_by(people.filer, typed))
    ] == [1, 0]


def test_the_page_keeps_what_was_typed_and_leads_to_the_whole_list(
    client: Client, people: People, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    in_ledger(people, *(f"推荐算法{number}" for number in range(search.SHOWN + 1)))
    client.force_login(people.filer)
    with django_assert_max_num_queries(16):
        page = client.get(reverse("filings:search"), {"q": " 推荐算法 "}).content.decode()
    whole = f"{reverse('filings:algorithms')}?q=%E6%8E%A8%E8%8D%90%E7%AE%97%E6%B3%95"
    assert f'href="{whole}"' in page
    assert 'value=" 推荐算法 "' in page
