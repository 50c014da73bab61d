"""What one may not see cannot be inferred either (promise 2).

The same page, asked for by the same person, before and after hidden facts came to be at the other
provider: status, headers and text must be equal, whatever is searched, sorted or paged.
"""

from collections.abc import Iterator

import pytest
from pytest_django import DjangoDbBlocker

from filings.enums import AlgorithmType, FilingState, Role
from filings.models import Algorithm, Provider
from tests.factories import (
    AlgorithmFactory,
    DisclosureFactory,
    DisclosureSectionFactory,
    EvidenceFactory,
    FilingFactory,
    FunctionFactory,
    MembershipFactory,
    ProviderFactory,
    UserFactory,
    wall_down,
)
from tests.reliability.addresses import address
from tests.reliability.asking import Answer, masked
from tests.reliability.policy import ROWS
from tests.reliability.world import World, make_world, undone

QUERIES = ("", "?q=CANARY", "?q=推荐", "?sort=name&page=1", "?page=2", "?status=filed")
NAMES = sorted(name for name, row in ROWS.items() if "filer" in row.reads)


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    with django_db_blocker.unblock(), undone():
        yield make_world()


def plant_hidden_facts(world: World) -> None:
    """Ten facts at the other provider, and a provider more."""
    there = world.b.provider
    algorithm = AlgorithmFactory(
        provider=there, name_zh="推荐 CANARY", type=AlgorithmType.CONTENT_FILTERING
    )
    FunctionFactory(path__product__algorithm=algorithm, name="推荐")
    DisclosureSectionFactory(disclosure__algorithm=algorithm, disclosure__number=2)
    frozen = DisclosureFactory(algorithm=algorithm, number=1, frozen=True)
    EvidenceFactory(disclosure=DisclosureFactory(algorithm__provider=there), name="推荐.pdf")
    FilingFactory(algorithm=algorithm, disclosure=frozen, state=FilingState.FILED)
    FilingFactory(algorithm__provider=there, state=FilingState.SUBMITTED)
    MembershipFactory(provider=there, user=UserFactory(name="CANARY"), role=Role.LEGAL)
    ProviderFactory(name_zh="CANARY 推荐")
    with wall_down():
        Provider.objects.filter(pk=there.pk).update(mau=7, mau_source="CANARY")
        Algorithm.objects.filter(pk=world.b.algorithm.pk).update(family=world.a.algorithm.family)


def seen(world: World, path: str) -> tuple[int, bytes, dict[str, str]]:
    answer = Answer(world.clients["filer"], "GET", path)
    changing = {"Date", "Expires"}
    if answer.body.startswith(b"PK"):  # a workbook holds the time at which it was made
        changing |= {"Content-Length"}
    headers = {k: v for k, v in answer.headers.items() if k not in changing}
    return answer.status, masked(answer.body), headers


@pytest.mark.parametrize("name", NAMES)
def test_hidden_facts_leave_no_mark_on_a_page(world: World, name: str) -> None:
    path = str(address(name, ROWS[name].args(world.a)))
    before = {query: seen(world, path + query) for query in QUERIES}
    with undone():
        plant_hidden_facts(world)
        after = {query: seen(world, path + query) for query in QUERIES}
    assert [query for query in QUERIES if before[query] != after[query]] == []


def test_a_fact_of_ones_own_does_leave_a_mark(world: World) -> None:
    """The control: the comparison sees what it should."""
    before = seen(world, "/providers/")
    with undone():
        MembershipFactory(provider=world.b.provider, user=world.a.people["filer"])
        after = seen(world, "/providers/")
    assert before[1] != after[1]
