"""Every journey of a review once more, its pages in a real Chromium."""

import inspect
from typing import Any

import pytest
from django.db import transaction

from tests.browser.conftest import Contexts
from tests.browser.windows import Windows
from tests.journeys import test_review
from tests.journeys.committee import named
from tests.reviews import judging

JOURNEYS = {name: told for name, told in vars(test_review).items() if name.startswith("test_")}


@pytest.fixture
def windows(contexts: Contexts, empty_site: str, request: pytest.FixtureRequest) -> Windows:
    with transaction.atomic():
        bench = named(judging.make_bench())
    return Windows(bench, request.node.callspec.id.removeprefix("test_"), contexts, empty_site)


@pytest.mark.parametrize("name", JOURNEYS)
def test_a_journey_is_gone_in_a_browser(
    windows: Windows, name: str, request: pytest.FixtureRequest
) -> None:
    others = set(inspect.signature(JOURNEYS[name]).parameters) - {"people"}
    given: dict[str, Any] = {each: request.getfixturevalue(each) for each in others}
    JOURNEYS[name](people=windows, **given)
    assert windows.faults() == []
