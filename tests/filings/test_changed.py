"""What differs from the filed version, as the official kinds of change name it."""

from typing import Any

import pytest

from filings import changed, regulations
from filings.models import Disclosure

PRODUCT = {"key": "aaaa1111", "name": "星澜商城", "form": "app"}


def said(provider: str = "星澜商贸有限公司", **sections: Any) -> Disclosure:
    basics = {"name": {"zh": "推荐算法", "en": "", "behind": None}}
    answers = {
        "basics": basics,
        "products": {"products": [PRODUCT]},
        "assessment": {"responsible": {"id": 1, "name": "顾明远"}},
        "notice": {"purpose": {"zh": "推荐商品", "en": "", "behind": None}},
        "strategy": {"steps": [{"key": "bbbb2222", "kind": "rule"}]},
    }
    content = {
        "form": "2026-07-15",
        "provider": {"name_zh": provider},
        "answers": answers | sections,
    }
    return Disclosure(content=content, form_version="2026-07-15")


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (said(), []),
        (said(provider="星澜科技有限公司"), ["entity_renamed"]),
        (
            said(basics={"name": {"zh": "推送算法", "en": "", "behind": None}}),
            ["algorithm_renamed"],
        ),
        (said(products={"products": [PRODUCT | {"name": "星澜商场"}]}), ["product_renamed"]),
        (
            said(products={"products": [PRODUCT, PRODUCT | {"key": "cccc3333"}]}),
            ["product_added"],
        ),
        (said(products={"products": []}), []),
        (
            said(notice={"purpose": {"zh": "推荐商品和内容", "en": "", "behind": None}}),
            ["purpose_changed"],
        ),
        (
            said(strategy={"steps": [{"key": "bbbb2222", "kind": "model"}]}),
            ["mechanism_changed"],
        ),
        (
            said(assessment={"responsible": {"id": 2, "name": "林知夏"}}),
            ["person_changed"],
        ),
        (
            said(
                provider="星澜科技有限公司",
                assessment={"responsible": {"id": 2, "name": "林知夏"}},
            ),
            ["entity_renamed", "person_changed"],
        ),
    ],
)
def test_each_difference_has_its_official_kind(after: Disclosure, expected: list[str]) -> None:
    assert changed.kinds(said(), after) == expected


def test_every_kind_that_a_change_can_have_is_told() -> None:
    """One more kind in the list must be told by its fields, or here."""
    special = {changed.ENTITY_RENAMED, changed.PRODUCT_RENAMED, changed.PRODUCT_ADDED}
    kinds = regulations.load().change_kinds
    assert special <= kinds.keys()
    silent = {code for code, kind in kinds.items() if not kind.fields} - special
    assert silent == {"deregistered"}


def test_facts_are_called_as_in_the_form() -> None:
    version = said()
    paths = ["basics.name", "nowhere.at_all"]
    first, second = changed.labels(version, paths)
    assert first != "basics.name"
    assert second == "nowhere.at_all"
