"""The ledger and the disclosure tell the same: each takes over what the other knows."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from filings import contents, walls
from filings.enums import Act
from filings.models import Algorithm, AlgorithmSearch, Disclosure, Event, Product, User
from filings.services import drafting
from tests.factories import (
    AccessPathFactory,
    AlgorithmFactory,
    FunctionFactory,
    ProductFactory,
)
from tests.filings.filling import fill
from tests.people import People

PRODUCT: dict[str, Any] = {
    "key": "aaaaaaaa",
    "name": "星澜商城",
    "form": "app",
    "address": "https://example.com/mall",
    "paths": [
        {
            "key": "bbbbbbbb",
            "path": "首页—推荐",
            "functions": [{"key": "cccccccc", "name": "商品推荐", "description": "按兴趣推荐"}],
        }
    ],
}


@pytest.fixture
def by(people: People) -> Iterator[User]:
    with walls.for_person(people.filer):
        yield people.filer


@pytest.fixture
def algorithm(people: People) -> Algorithm:
    made: Algorithm = AlgorithmFactory(
        provider=people.provider, launched_on=date(2025, 1, 2), purpose_zh="推荐商品"
    )
    return made


def frozen(algorithm: Algorithm, by: User, *products: dict[str, Any]) -> Disclosure:
    draft = drafting.start(algorithm=algorithm, by=by)
    fill(
        draft,
        by,
        basics={
            "role": "service_provider",
            "name": {"zh": "新名称算法", "en": "Renamed"},
            "launched_on": "2026-03-31",
        },
        notice={"purpose": {"zh": "新的目的", "en": "A new purpose"}},
        products={"products": list(products)},
    )
    return drafting.freeze(disclosure=draft, by=by)


def test_the_first_version_knows_what_the_ledger_knows(
    algorithm: Algorithm, by: User, people: People
) -> None:
    product = ProductFactory(algorithm=algorithm, address="")
    path = AccessPathFactory(product=product)
    function = FunctionFactory(path=path)
    answers = contents.answers_of(drafting.start(algorithm=algorithm, by=by))
    assert answers["basics"] == {
        "name": {"zh": algorithm.name_zh, "en": algorithm.name_en, "behind": None},
        "type": algorithm.type,
        "role": algorithm.role,
        "launched_on": "2025-01-02",
    }
    assert answers["notice"]["purpose"]["zh"] == "推荐商品"
    (row,) = answers["products"]["products"]
    assert (row["key"], row["paths"][0]["key"]) == (product.key, path.key)
    assert row["paths"][0]["functions"][0]["name"] == function.name


def test_a_freeze_brings_names_purpose_launch_and_products_into_the_ledger(
    algorithm: Algorithm, by: User
) -> None:
    was = algorithm.name_en
    version = frozen(algorithm, by, PRODUCT)
    algorithm.refresh_from_db()
    assert (algorithm.name_zh, algorithm.name_en) == ("新名称算法", "Renamed")
    assert (algorithm.purpose_zh, algorithm.launched_on) == ("新的目的", date(2026, 3, 31))
    product = Product.objects.get(algorithm=algorithm)
    assert (product.key, product.name, product.form) == ("aaaaaaaa", "星澜商城", "app")
    assert product.paths.get().functions.get().key == "cccccccc"
    assert "新名称算法" in AlgorithmSearch.objects.get(algorithm=algorithm).text
    assert version.content is not None
    assert version.content["algorithm"]["name_zh"] == "新名称算法"
    changes = Event.objects.get(act=Act.ALGORITHM_CHANGED).payload["changes"]
    assert changes["name_en"] == [was, "Renamed"]
    assert "products" in changes


def test_a_row_of_the_same_key_is_changed_and_one_left_out_is_withdrawn(
    algorithm: Algorithm, by: User
) -> None:
    frozen(algorithm, by, PRODUCT, {**PRODUCT, "key": "dddddddd", "name": "小程序"})
    frozen(algorithm, by, {**PRODUCT, "name": "星澜新商城"})
    rows = {p.key: (p.name, p.withdrawn) for p in Product.objects.filter(algorithm=algorithm)}
    assert rows == {"aaaaaaaa": ("星澜新商城", False), "dddddddd": ("小程序", True)}


def test_a_freeze_that_changes_nothing_leaves_no_change_in_the_history(
    algorithm: Algorithm, by: User
) -> None:
    frozen(algorithm, by, PRODUCT)
    before = Event.objects.filter(act=Act.ALGORITHM_CHANGED).count()
    following = drafting.start(algorithm=algorithm, by=by)
    drafting.freeze(disclosure=following, by=by)
    assert Event.objects.filter(act=Act.ALGORITHM_CHANGED).count() == before
