"""A filing from before the algorithm was kept here: it counts from then on as what is filed."""

from datetime import date
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from filings import standing, walls
from filings.enums import Act, FilingAction, FilingKind, FilingState, Role
from filings.models import Algorithm, Deadline, Event, Filing
from filings.services import lifecycle
from filings.services.outside import Letter
from filings.statemachine import ActionRefused, ConfirmationNeeded
from tests.factories import AlgorithmFactory, DisclosureFactory, FilingFactory, wall_down
from tests.filings import files
from tests.filings.services.test_lifecycle import GOOD
from tests.people import People

ON = date(2026, 3, 2)


def said(text: str) -> dict[str, Any]:
    return {"notice": {"purpose": {"zh": text, "en": "", "behind": None}}}


@pytest.fixture
def algorithm(people: People) -> Algorithm:
    made: Algorithm = AlgorithmFactory(provider=people.provider, number=GOOD)
    DisclosureFactory(algorithm=made, number=1, frozen=True, answers=said("推荐商品"))
    return made


def take_over(people: People, algorithm: Algorithm, **given: Any) -> Filing:
    wanted: dict[str, Any] = {"version": 1, "number": GOOD, "filed_on": ON, "confirmed": True}
    with walls.for_person(people.filer):
        return lifecycle.take_over(algorithm=algorithm, by=people.filer, **(wanted | given))


def test_what_was_filed_before_is_in_force_and_the_next_is_a_change_of_it(
    people: People, algorithm: Algorithm
) -> None:
    filing = take_over(people, algorithm)
    with wall_down():
        assert standing.in_force(algorithm.pk) == filing
        event = Event.objects.get(act=Act.FILING_TAKEN_OVER)
        algorithm.refresh_from_db()
    assert (filing.state, filing.kind, filing.approved_by) == ("filed", FilingKind.FIRST, None)
    assert (event.filing, event.payload["filed_on"]) == (filing, "2026-03-02")
    assert algorithm.status == "filed"
    DisclosureFactory(algorithm=algorithm, number=2, frozen=True, answers=said("推荐商品"))
    with walls.for_person(people.filer):
        change = lifecycle.start(algorithm=algorithm, by=people.filer)
    assert change.kind == FilingKind.CHANGE


def test_a_later_version_that_departs_from_it_starts_the_term_of_a_change(
    people: People, algorithm: Algorithm
) -> None:
    DisclosureFactory(algorithm=algorithm, number=2, frozen=True, answers=said("推荐商品和内容"))
    take_over(people, algorithm)
    with wall_down():
        term = Deadline.objects.get()
    assert (term.rule, term.starts_on) == ("alg_change", timezone.localdate())


def test_it_can_be_revoked_as_any_other(people: People, algorithm: Algorithm) -> None:
    filing = take_over(people, algorithm)
    with walls.for_person(people.filer):
        ended = lifecycle.perform(
            filing,
            FilingAction.RECORD_REVOCATION,
            by=people.filer,
            ended_on=ON,
            reason="提供虚假材料",
            letter=Letter(BytesIO(files.pdf()), "撤销.pdf"),
        )
    assert ended.state == FilingState.REVOKED
    with wall_down():
        algorithm.refresh_from_db()
    assert (algorithm.number, algorithm.status) == ("", "revoked")


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"version": 7}, "Choose the frozen version"),
        ({"filed_on": date(2099, 1, 1)}, "in the future"),
        ({"number": "网信算备1号"}, "21 digits"),
        ({"number": GOOD[:-3] + "19号"}, "The record shows the number"),
    ],
)
def test_what_cannot_have_been_filed_is_refused_and_leaves_no_trace(
    people: People, algorithm: Algorithm, given: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(ActionRefused, match=sentence):
        take_over(people, algorithm, **given)
    for role in set(Role) - {Role.FILER}:
        person = people.acting_as(role)
        with walls.for_person(person), pytest.raises(ActionRefused, match="Only a filer"):
            lifecycle.take_over(algorithm=algorithm, version=1, number=GOOD, filed_on=ON, by=person)
    with wall_down():
        assert not Filing.objects.exists()
        assert not Event.objects.filter(act=Act.FILING_TAKEN_OVER).exists()


def test_a_number_of_no_imported_list_is_confirmed_first(
    people: People, algorithm: Algorithm
) -> None:
    with pytest.raises(ConfirmationNeeded, match="No public list"):
        take_over(people, algorithm, confirmed=False)


def test_beside_a_filing_that_is_kept_here_there_is_no_earlier_one(
    people: People, algorithm: Algorithm
) -> None:
    take_over(people, algorithm)
    with pytest.raises(ActionRefused, match="kept here already"):
        take_over(people, algorithm)


@pytest.mark.parametrize("given", [{"taken_over": False}, {"kind": "change"}, {"state": "ready"}])
def test_the_database_lets_nothing_else_begin_as_filed(
    people: People, algorithm: Algorithm, given: dict[str, Any]
) -> None:
    row = {"taken_over": True, "kind": "first", "state": "filed"} | given
    with wall_down(), pytest.raises(DatabaseError), transaction.atomic():
        Filing.objects.create(
            provider_id=algorithm.provider_id,
            algorithm=algorithm,
            disclosure=algorithm.disclosures.get(),
            prepared_by=people.filer,
            number=GOOD,
            filed_on=ON,
            **row,
        )


def test_no_filing_on_its_way_becomes_one_taken_over(people: People, algorithm: Algorithm) -> None:
    filing = FilingFactory(algorithm=algorithm, state=FilingState.SUBMITTED)
    with wall_down(), pytest.raises(DatabaseError), transaction.atomic():
        Filing.objects.filter(pk=filing.pk).update(
            taken_over=True, state="filed", number=GOOD, filed_on=ON, approved_by=None
        )


def test_the_tab_offers_it_where_a_number_stands_alone(
    client: Client, people: People, algorithm: Algorithm
) -> None:
    client.force_login(people.filer)
    tab = reverse("filings:filings_of", args=[algorithm.pk])
    page = reverse("filings:filing_take_over", args=[algorithm.pk])
    assert page in client.get(tab).content.decode()
    assert GOOD in client.get(page).content.decode()
    typed = {"key": str(uuid4()), "version": "1", "number": GOOD, "filed_on": "2026-03-02"}
    asked = client.post(page, typed)
    assert (asked.status_code, "confirm first" in asked.content.decode()) == (409, True)
    done = client.post(page, typed | {"confirmed": "on"})
    with wall_down():
        filing = Filing.objects.get()
    assert done.headers["Location"] == filing.get_absolute_url()
    assert "before it was kept here" in client.get(filing.get_absolute_url()).content.decode()
    assert page not in client.get(tab).content.decode()
    client.force_login(people.stranger)
    assert client.get(page).status_code == 404
