from typing import Any

import pytest

from filings import lawbook, walls
from filings.enums import JobKind
from filings.models import Determination, Disclosure, Job
from filings.services import determining, portfolio
from filings.services.determining import Rules
from tests.factories import AlgorithmFactory, DisclosureFactory
from tests.filings.services.test_determining import FEED
from tests.people import People

STEPS: list[tuple[str, int, int]] = []


def noted(step: str, done: int, total: int) -> None:
    STEPS.append((step, done, total))


@pytest.fixture
def determined(people: People) -> Disclosure:
    disclosure: Disclosure = DisclosureFactory(
        algorithm=AlgorithmFactory(provider=people.provider),
        answers=FEED | {"ethics": {"interactive": True, "interactive_major": True}},
        frozen=True,
        started_by=people.filer,
    )
    with walls.for_person(people.filer):
        oldest = lawbook.law().rule_sets[0]
        determining.determine(disclosure=disclosure, by=people.filer, rules=Rules(oldest))
    return disclosure


def test_a_comparison_names_what_would_change_and_writes_nothing(
    people: People, determined: Disclosure
) -> None:
    newest = lawbook.law().rule_sets[-1]
    found = portfolio.compare(people.provider.pk, Rules(newest), noted)  # type: ignore[arg-type]
    assert (found["seen"], found["differing"]) == (1, 1)
    assert found["moves"]["interaction_assessment|does_not_apply|applies"] == 1
    assert found["algorithms"][0][0] == determined.algorithm_id
    with walls.for_person(people.filer):
        assert Determination.objects.count() == 1


def test_comparing_with_the_same_rules_finds_nothing(
    people: People, determined: Disclosure
) -> None:
    oldest = lawbook.law().rule_sets[0]
    found = portfolio.compare(people.provider.pk, Rules(oldest), noted)  # type: ignore[arg-type]
    assert (found["seen"], found["differing"], found["moves"]) == (1, 0, {})


def test_bringing_in_line_records_once(people: People, determined: Disclosure) -> None:
    rules = Rules()
    first = portfolio.bring_in_line(people.provider.pk, rules, None, noted)  # type: ignore[arg-type]
    again = portfolio.bring_in_line(people.provider.pk, rules, None, noted)  # type: ignore[arg-type]
    assert (first["seen"], again["seen"]) == (1, 0)
    with walls.for_person(people.filer):
        current = Determination.objects.get(current=True)
        assert (current.rule_set, current.made_by) == (rules.rule_set.version, None)


def test_the_clock_asks_for_one_job_where_rules_are_outdated(
    people: People, determined: Disclosure
) -> None:
    with walls.for_clock():
        assert portfolio.ask_where_outdated() == 1
        assert portfolio.ask_where_outdated() == 0
        job = Job.objects.get(kind=JobKind.REDETERMINE)
    assert (job.provider_id, job.order) == (people.provider.pk, {})


def test_a_job_compares_or_brings_in_line_by_its_order(
    people: People, determined: Disclosure
) -> None:
    def result(order: dict[str, Any]) -> dict[str, Any]:
        job = Job(provider_id=people.provider.pk, kind=JobKind.REDETERMINE, order=order)
        return portfolio.work(job, noted)(job)  # type: ignore[arg-type]

    assert "moves" in result({"compare_with": lawbook.law().rule_sets[-1].version})
    assert result({})["rule_set"] == Rules().rule_set.version
