from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from filings import walls
from filings.enums import FilingState
from filings.models import Algorithm, DisplayCheck, ImpactAssessment, User
from filings.selectors import desk as selectors
from filings.services import deadlines
from tests.factories import (
    AlgorithmFactory,
    DeadlineFactory,
    DisclosureFactory,
    FilingFactory,
    MembershipFactory,
    ProductFactory,
    wall_down,
)
from tests.people import People
from tests.reliability.world import make_assessment


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
    to_write = [item for item in found.mine if "disclosure" in str(item.what)]
    assert [item.algorithm for item in to_write] == list(reversed(drafts))
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
    with django_assert_max_num_queries(28):
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


def test_what_must_be_filed_stands_on_the_filers_desk_until_a_filing_is_under_way(
    people: People,
) -> None:
    algorithm = AlgorithmFactory(provider=people.provider)
    DeadlineFactory(algorithm=algorithm, rule="alg_change")
    DeadlineFactory(algorithm=algorithm, rule="alg_authority")
    (item,) = desk_of(people.filer).mine
    assert (str(item.what), item.algorithm) == ("Start the change filing", algorithm)
    assert item.url == reverse("filings:filings_of", args=[algorithm.pk])
    assert desk_of(people.approver).mine == []
    FilingFactory(algorithm=algorithm, state=FilingState.SUBMITTED)
    assert desk_of(people.filer).mine == []


def test_a_look_that_is_due_again_stands_on_the_desk_once(people: People) -> None:
    today = timezone.localdate()
    product = ProductFactory(algorithm=AlgorithmFactory(provider=people.provider))

    def look(item: str, again_on: date) -> None:
        with wall_down():
            DisplayCheck.objects.create(
                provider=people.provider,
                algorithm_id=product.algorithm_id,
                product=product,
                item=item,
                is_met=False,
                checked_on=date(2026, 1, 5),
                again_on=again_on,
                checked_by=people.filer,
            )

    look("users_told", today + timedelta(days=1))
    assert desk_of(people.filer).mine == []
    look("text_published", today)
    look("number_shown", today)
    (item,) = desk_of(people.filer).mine
    assert str(item.what) == "Look again at what users see"
    look("text_published", today + timedelta(days=1))
    look("number_shown", today + timedelta(days=1))
    assert desk_of(people.filer).mine == []


def test_a_complete_assessment_waits_for_whoever_may_sign_it(people: People) -> None:
    algorithm = AlgorithmFactory(provider=people.provider)
    version = DisclosureFactory(algorithm=algorithm, number=1, frozen=True)
    made = make_assessment(algorithm, version, lambda: "示例")
    assert [item.url for item in desk_of(people.legal).mine] == [made.get_absolute_url()]
    assert [item.url for item in desk_of(people.approver).mine] == [made.get_absolute_url()]
    assert desk_of(people.filer).mine == []
    with wall_down():
        mine = ImpactAssessment.objects.filter(pk=made.pk)
        mine.update(editors=[*made.editors, people.legal.pk])
    assert desk_of(people.legal).mine == [], "whoever wrote in it does not sign it"
    with wall_down():
        mine.update(answers={})
    assert desk_of(people.approver).mine == [], "what is not complete is not signed"
