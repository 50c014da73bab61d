from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from filings import walls
from filings.enums import FilingState
from filings.models import Algorithm, User
from filings.selectors import desk as selectors
from filings.services import deadlines
from tests.factories import AlgorithmFactory, DisclosureFactory, FilingFactory, MembershipFactory
from tests.people import People


def desk_of(user: User) -> selectors.Desk:
    with walls.for_person(user):
        return selectors.desk(user, user.provider_ids, timezone.localdate())


@pytest.mark.parametrize(
    ("state", "filer", "approver"),
    [
        (FilingState.DRAFT, "mine", ""),
        (FilingState.APPROVAL, "waiting", "mine"),
        (FilingState.READY, "mine", "waiting"),
        (FilingState.SUBMITTED, "waiting", "waiting"),
        (FilingState.FILED, "", ""),
    ],
)
def test_a_filing_waits_for_whose_turn_it_is(
    people: People, state: FilingState, filer: str, approver: str
) -> None:
    algorithm = AlgorithmFactory(provider=people.provider)
    FilingFactory(algorithm=algorithm, state=state, prepared_by=people.filer)

    def place(user: User) -> str:
        found = desk_of(user)
        return "mine" if found.mine else "waiting" if found.waiting else ""

    assert (place(people.filer), place(people.approver)) == (filer, approver)


def test_an_approver_who_prepared_it_waits_for_another(people: People) -> None:
    MembershipFactory(provider=people.provider, user=people.filer, role="approver")
    FilingFactory(
        algorithm=AlgorithmFactory(provider=people.provider),
        state=FilingState.APPROVAL,
        prepared_by=people.filer,
    )
    assert not desk_of(people.filer).mine


def test_the_soonest_stands_first_and_terms_of_the_next_weeks_are_listed(people: People) -> None:
    today = timezone.localdate()
    drafts: list[Algorithm] = [AlgorithmFactory(provider=people.provider) for _ in range(2)]
    for algorithm in drafts:
        DisclosureFactory(algorithm=algorithm, started_by=people.filer)
    with walls.for_person(people.filer):
        for algorithm, start in zip(drafts, (today, today - timedelta(days=9)), strict=True):
            deadlines.start(algorithm=algorithm, rule="alg_file", starts_on=start, by=people.filer)
    found = desk_of(people.filer)
    assert [item.algorithm for item in found.mine] == list(reversed(drafts))
    assert [term.deadline.algorithm for term in found.coming] == list(reversed(drafts))


def test_the_portfolio_counts_by_status_and_type(people: People) -> None:
    for _ in range(3):
        AlgorithmFactory(provider=people.provider)
    (row,) = desk_of(people.auditor).portfolio
    assert (row.status.value, row.total) == ("registered", 3)
    assert desk_of(people.stranger).portfolio == []


def test_the_desk_costs_the_same_whatever_the_portfolio(
    people: People, django_assert_max_num_queries
) -> None:
    client = Client()
    client.force_login(people.filer)
    for _ in range(12):
        FilingFactory(
            algorithm=AlgorithmFactory(provider=people.provider), prepared_by=people.filer
        )
    with django_assert_max_num_queries(16):
        assert client.get(reverse("filings:desk")).status_code == 200


def test_the_month_shows_its_terms_and_only_ones_own(people: People) -> None:
    algorithm = AlgorithmFactory(provider=people.provider)
    with walls.for_person(people.filer):
        deadlines.start(
            algorithm=algorithm, rule="alg_file", starts_on=date(2026, 3, 2), by=people.filer
        )
    address = reverse("filings:deadlines", args=[2026, 3])
    client = Client(headers={"accept-language": "en"})
    client.force_login(people.filer)
    assert algorithm.name_en in client.get(address).content.decode()
    client.force_login(people.stranger)
    assert algorithm.name_en not in client.get(address).content.decode()
