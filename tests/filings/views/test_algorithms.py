"""The pages of the ledger, each as one story."""

import pytest
from django.test import Client
from django.urls import reverse

from filings.enums import AlgorithmType
from tests.factories import AlgorithmFactory, FunctionFactory
from tests.people import People

PAGES = ["filings:algorithm", "filings:algorithm_history"]


def sign_in(client: Client, people: People) -> Client:
    client.force_login(people.filer)
    return client


def test_the_list_shows_what_the_person_may_see_and_nothing_else(
    client: Client, people: People
) -> None:
    mine = AlgorithmFactory(provider=people.provider)
    foreign = AlgorithmFactory(provider=people.elsewhere)
    page = sign_in(client, people).get(reverse("filings:algorithms")).content.decode()
    assert mine.name_zh in page
    assert foreign.name_zh not in page


def test_filters_narrow_the_list(client: Client, people: People) -> None:
    push = AlgorithmFactory(provider=people.provider, owner=people.algorithm_owner)
    rank = AlgorithmFactory(provider=people.provider, type=AlgorithmType.RANKING_SELECTION)
    sign_in(client, people)
    for asked in ({"type": "personalised_push"}, {"owner": str(people.algorithm_owner.pk)}):
        page = client.get(reverse("filings:algorithms"), asked).content.decode()
        assert push.reference in page
        assert rank.reference not in page


@pytest.mark.parametrize("name", PAGES)
def test_an_algorithm_of_another_provider_is_not_found(
    client: Client, people: People, name: str
) -> None:
    foreign = AlgorithmFactory(provider=people.elsewhere)
    assert sign_in(client, people).get(reverse(name, args=[foreign.pk])).status_code == 404


def test_the_overview_shows_names_products_paths_and_functions(
    client: Client, people: People
) -> None:
    shown = AlgorithmFactory(provider=people.provider)
    FunctionFactory(path__product__algorithm=shown)
    page = sign_in(client, people).get(shown.get_absolute_url()).content.decode()
    for text in (shown.name_zh, shown.name_en, "星澜商城", "首页—推荐", "商品推荐"):
        assert text in page
