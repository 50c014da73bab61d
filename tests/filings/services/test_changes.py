"""What starts the term of a change filing, and what a later day or a correction does to it."""

import datetime as dt
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from filings import walls
from filings.enums import Act, DeadlineState, FilingKind, FilingState, Role
from filings.models import Algorithm, Deadline, Disclosure, Event, Filing
from filings.services import changes, deadlines, lifecycle, providers
from filings.statemachine import ActionRefused
from tests.factories import (
    AlgorithmFactory,
    DeadlineFactory,
    DisclosureFactory,
    FilingFactory,
    wall_down,
)
from tests.filings.services.test_lifecycle import GOOD
from tests.people import People


def today() -> dt.date:
    return timezone.localdate()


def version(algorithm: Algorithm, number: int, purpose: str) -> Disclosure:
    answers = {"notice": {"purpose": {"zh": purpose, "en": "", "behind": None}}}
    made: Disclosure = DisclosureFactory(
        algorithm=algorithm, number=number, frozen=True, answers=answers
    )
    return made


@pytest.fixture
def filed(people: People) -> Algorithm:
    made: Algorithm = AlgorithmFactory(provider=people.provider, number=GOOD)
    FilingFactory(algorithm=made, disclosure=version(made, 1, "推荐商品"), state=FilingState.FILED)
    return made


def running(algorithm: Algorithm) -> list[tuple[str, dt.date]]:
    with wall_down():
        terms = Deadline.objects.filter(algorithm=algorithm, state=DeadlineState.OPEN)
        return list(terms.values_list("rule", "starts_on"))


def test_a_later_change_does_not_put_off_the_first_one(people: People, filed: Algorithm) -> None:
    earlier = today() - dt.timedelta(days=4)
    with walls.for_person(people.filer):
        deadlines.start(algorithm=filed, rule="alg_change", starts_on=earlier, by=people.filer)
        changes.propose(version(filed, 2, "推荐商品和内容"), by=people.filer)
    assert running(filed) == [("alg_change", earlier)]
    with wall_down():
        event = Event.objects.get(act=Act.CHANGE_PROPOSED)
    assert event.payload == {"paths": ["notice.purpose"]}


@pytest.mark.parametrize(
    ("facts", "concerned"),
    [
        ({"name_zh": "星澜科技有限公司"}, True),
        ({"responsible_person": "林知夏"}, True),
        ({"website": "https://new.xinglan.example"}, False),
    ],
)
def test_a_providers_name_or_responsible_person_concerns_all_its_filings(
    people: People, filed: Algorithm, facts: dict[str, Any], concerned: bool
) -> None:
    unfiled = AlgorithmFactory(provider=people.provider)
    ended = AlgorithmFactory(
        provider=people.provider,
        number=GOOD.replace("2", "3"),
        launched_on=dt.date(2024, 1, 1),
        ended_on=dt.date(2025, 1, 1),
    )
    with walls.for_person(people.administrator):
        providers.change(
            provider=people.provider,
            facts=facts,
            seen=providers.fingerprint(people.provider),
            by=people.administrator,
        )
    assert running(filed) == ([("alg_change", today())] if concerned else [])
    assert running(unfiled) == running(ended) == []


def test_a_change_filing_says_what_changes(people: People, filed: Algorithm) -> None:
    version(filed, 2, "推荐商品和内容")
    with walls.for_person(people.filer):
        filing = lifecycle.start(algorithm=filed, by=people.filer)
    assert (filing.kind, filing.change_kinds) == (FilingKind.CHANGE, ["purpose_changed"])


# -- correcting -----------------------------------------------------------------------------------
def test_a_correction_keeps_the_former_term(people: People, filed: Algorithm) -> None:
    term = DeadlineFactory(algorithm=filed)
    with walls.for_person(people.filer):
        made = deadlines.correct_by_hand(
            deadline=term, starts_on=dt.date(2026, 1, 7), reason=" 合同签署日 ", by=people.filer
        )
        term.refresh_from_db()
        event = Event.objects.get(act=Act.DEADLINE_CORRECTED)
    assert (made.due_on, made.replaces) == (dt.date(2026, 1, 21), term)
    assert (term.state, term.due_on) == (DeadlineState.VOID, dt.date(2026, 1, 19))
    assert event.payload["reason"] == "合同签署日"
    assert event.payload["changes"]["due_on"] == ["2026-01-19", "2026-01-21"]


@pytest.mark.parametrize(
    ("starts_on", "reason", "sentence"),
    [
        (dt.date(2026, 1, 7), "  ", "Say from where"),
        (dt.date(2026, 1, 5), "核对", "from this day already"),
        (timezone.localdate() + dt.timedelta(days=1), "核对", "lies in the future"),
    ],
)
def test_a_wrong_correction_changes_nothing(
    people: People, filed: Algorithm, starts_on: dt.date, reason: str, sentence: str
) -> None:
    term = DeadlineFactory(algorithm=filed)
    with pytest.raises(ActionRefused, match=sentence), walls.for_person(people.filer):
        deadlines.correct_by_hand(
            deadline=term, starts_on=starts_on, reason=reason, by=people.filer
        )
    for role in set(Role) - {Role.FILER}:
        person = people.acting_as(role)
        with pytest.raises(ActionRefused, match="Only a filer"), walls.for_person(person):
            deadlines.correct_by_hand(
                deadline=term, starts_on=dt.date(2026, 1, 7), reason="核对", by=person
            )
    with wall_down():
        assert Deadline.objects.count() == 1


def test_a_term_is_corrected_on_its_page(client: Client, people: People, filed: Algorithm) -> None:
    with wall_down():
        filing = Filing.objects.get(algorithm=filed)
    term = DeadlineFactory(algorithm=filed, filing=filing)
    page = reverse("filings:deadline_correct", args=[term.pk])
    client.force_login(people.filer)
    assert page in client.get(filing.get_absolute_url()).content.decode()
    typed = {"key": str(uuid4()), "starts_on": "2026-01-07", "reason": "合同签署日"}
    for _click in range(2):
        assert client.post(page, typed).headers["Location"] == filing.get_absolute_url()
    shown = client.get(filing.get_absolute_url()).content.decode()
    assert "corrected; the former one stands below" in shown
    assert client.post(page, typed | {"key": str(uuid4())}).status_code == 409
    client.force_login(people.stranger)
    assert client.get(page).status_code == 404


def test_a_term_stops_and_goes_on_on_its_pages(
    client: Client, people: People, filed: Algorithm
) -> None:
    with wall_down():
        filing = Filing.objects.get(algorithm=filed)
    term = DeadlineFactory(algorithm=filed, filing=filing)
    client.force_login(people.filer)
    home = filing.get_absolute_url()
    for name, typed, shown in (
        ("deadline_pause", {"on": "2026-01-08"}, "stands still since"),
        ("deadline_resume", {"on": "2026-01-12"}, "went on after a pause"),
    ):
        page = reverse(f"filings:{name}", args=[term.pk])
        assert page in client.get(home).content.decode()
        assert client.get(page).status_code == 200
        typed |= {"key": str(uuid4()), "reason": "通知书"}
        for _click in range(2):
            assert client.post(page, typed).headers["Location"] == home
        assert shown in client.get(home).content.decode()


def test_once_the_authoritys_term_has_passed_the_page_says_what_to_do(
    client: Client, people: People
) -> None:
    algorithm = AlgorithmFactory(provider=people.provider)
    filing = FilingFactory(algorithm=algorithm, state=FilingState.SUBMITTED)
    DeadlineFactory(algorithm=algorithm, filing=filing, rule="alg_authority")
    client.force_login(people.filer)
    shown = client.get(filing.get_absolute_url()).content.decode()
    assert "The thirty working days have passed" in shown
    assert "No rule lets silence pass for consent" in shown
