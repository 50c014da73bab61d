"""The provider's own filing comes first: submitted, returned or filed, and replaced later."""

import datetime as dt
import io
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from filings import entity as known
from filings import walls
from filings.enums import EntityAction, EntityState, FilingAction, FilingKind, FilingState, Role
from filings.models import EntityFiling, Event, Provider
from filings.services import entity
from filings.services.outside import Letter
from filings.statemachine import ActionRefused, ConfirmationNeeded
from filings.workflow import ENTITY, FILING
from tests.factories import (
    AlgorithmFactory,
    EntityFilingFactory,
    FilingFactory,
    ProviderFactory,
    wall_down,
)
from tests.filings import files
from tests.people import People


@pytest.fixture(autouse=True)
def stored(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def today() -> dt.date:
    return timezone.localdate()


def letter() -> Letter:
    return Letter(io.BytesIO(files.pdf()), "通知.pdf")


def submit(people: People, **facts: Any) -> EntityFiling:
    given: dict[str, Any] = {"submitted_on": today(), "confirmed": True} | facts
    with walls.for_person(people.filer):
        return entity.submit(provider=people.provider, by=people.filer, **given)


def traces() -> list[Any]:
    with wall_down():
        return [list(EntityFiling.objects.order_by("pk").values()), Event.objects.count()]


def test_no_algorithm_is_submitted_before_its_provider_is_filed(people: People) -> None:
    filing = FilingFactory(
        algorithm=AlgorithmFactory(provider=people.provider), state=FilingState.READY
    )
    with wall_down():
        EntityFiling.objects.filter(provider=people.provider).update(state="superseded")
    with walls.for_person(people.filer):
        with pytest.raises(ActionRefused, match="The provider itself is not filed yet"):
            FILING.check(filing, FilingAction.RECORD_SUBMISSION, people.filer)
        filing.kind = FilingKind.DEREGISTRATION
        assert FILING.check(filing, FilingAction.RECORD_SUBMISSION, people.filer)
    entity_filing = submit(people)
    with walls.for_person(people.filer):
        entity.record_filed(filing=entity_filing, answered_on=today(), by=people.filer)
        filing.kind = FilingKind.FIRST
        assert FILING.check(filing, FilingAction.RECORD_SUBMISSION, people.filer)


def test_what_is_submitted_is_what_the_page_said(people: People) -> None:
    made = submit(people, receipt=" 主体-1 ")
    with wall_down():
        assert (made.state, made.receipt) == (EntityState.SUBMITTED, "主体-1")
        assert made.facts["name_zh"] == people.provider.name_zh
        Provider.objects.filter(pk=people.provider.pk).update(name_zh="星澜更名有限公司")
        made.refresh_from_db()
        assert made.facts["name_zh"] == people.provider.name_zh
        people.provider.refresh_from_db()
        assert known.changed(made, people.provider) == [
            ("Name in Chinese", made.facts["name_zh"], "星澜更名有限公司")
        ]


def test_missing_facts_are_confirmed_and_the_history_tells_no_person(people: People) -> None:
    before = traces()
    with pytest.raises(ConfirmationNeeded, match="Legal representative"):
        submit(people, confirmed=False)
    assert traces() == before
    with wall_down():
        Provider.objects.filter(pk=people.provider.pk).update(responsible_person="顾明远")
    submit(people)
    with wall_down():
        assert "顾明远" not in str(Event.objects.latest("id").payload)


@pytest.mark.parametrize(
    ("days", "sentence"), [(1, "lies in the future"), (0, "waits for its answer already")]
)
def test_a_wrong_submission_changes_nothing(people: People, days: int, sentence: str) -> None:
    if not days:
        submit(people)
    before = traces()
    with pytest.raises(ActionRefused, match=sentence):
        submit(people, submitted_on=today() + dt.timedelta(days=days))
    assert traces() == before


def test_only_a_filer_submits_and_answers(people: People) -> None:
    made = submit(people)
    for role in set(Role) - {Role.FILER}:
        person = people.acting_as(role)
        with walls.for_person(person):
            with pytest.raises(ActionRefused, match="Only a filer"):
                entity.submit(provider=people.provider, submitted_on=today(), by=person)
            for action in (EntityAction.RECORD_FILED, EntityAction.RECORD_RETURN):
                with pytest.raises(ActionRefused, match="Only a filer"):
                    ENTITY.check(made, action, person)


def test_a_return_is_reasoned_and_the_next_submission_replaces_what_was_filed(
    people: People,
) -> None:
    with wall_down():
        former = EntityFiling.objects.get(provider=people.provider)
    made = submit(people)
    facts: dict[str, Any] = {"answered_on": today(), "reasons": ["icp"], "letter": letter()}
    for wrong, sentence in (
        ({"reasons": []}, "at least one reason"),
        ({"reasons": ["unheard_of"]}, "no such reason"),
        ({"answered_on": dt.date(2020, 1, 1)}, "before the submission"),
        ({"letter": Letter(io.BytesIO(files.office()), "a.docx")}, "A scan is a PDF"),
    ):
        before = traces()
        with pytest.raises(ActionRefused, match=sentence), walls.for_person(people.filer):
            entity.record_return(filing=made, by=people.filer, **facts | wrong)
        assert traces() == before
    with walls.for_person(people.filer):
        returned = entity.record_return(filing=made, by=people.filer, **facts)
        assert (returned.state, returned.reasons) == (EntityState.RETURNED, ["icp"])
        with pytest.raises(ActionRefused, match="already moved on"):
            entity.record_filed(filing=made, answered_on=today(), by=people.filer)
    again = submit(people)
    with walls.for_person(people.filer):
        entity.record_filed(filing=again, answered_on=today(), by=people.filer)
        former.refresh_from_db()
        assert former.state == EntityState.SUPERSEDED
        assert known.in_force(people.provider.pk) == again


@pytest.mark.parametrize(
    ("facts", "match"),
    [
        ({"receipt": "另"}, "recorded once"),
        ({"state": "submitted", "answered_on": None}, "recorded once"),
        ({"state": "returned"}, "recorded once"),
    ],
)
def test_the_database_keeps_what_was_filed(
    people: People, facts: dict[str, Any], match: str
) -> None:
    with (
        pytest.raises(IntegrityError, match=match),
        transaction.atomic(),
        wall_down(),
    ):
        EntityFiling.objects.filter(provider=people.provider).update(**facts)


def test_one_is_filed_and_one_waits_at_a_time(people: People) -> None:
    for state, match in (
        (EntityState.FILED, "one_filed"),
        (EntityState.SUBMITTED, "one_waiting"),
    ):
        provider = ProviderFactory()
        EntityFilingFactory(provider=provider, state=state)
        with pytest.raises(IntegrityError, match=match), transaction.atomic():
            EntityFilingFactory(provider=provider, state=state)


# -- its pages ------------------------------------------------------------------------------------
def text(response: Any) -> str:
    return str(response.content.decode())


def test_the_pages_tell_the_story(client: Client, people: People) -> None:
    client.force_login(people.filer)
    page = reverse("filings:entity", args=[people.provider.pk])
    assert page in text(client.get(reverse("filings:provider", args=[people.provider.pk])))
    address = reverse("filings:entity_submit", args=[people.provider.pk])
    typed = {"key": str(uuid4()), "submitted_on": today().isoformat()}
    answer = client.post(address, typed)
    assert (answer.status_code, 'name="confirmed"' in text(answer)) == (409, True)
    for _click in range(2):
        answer = client.post(address, typed | {"confirmed": "on"})
        assert answer.headers["Location"] == page
    with wall_down():
        made = EntityFiling.objects.get(state=EntityState.SUBMITTED)
    returned = reverse("filings:entity_returned", args=[made.pk])
    typed = {"key": str(uuid4()), "answered_on": today().isoformat()}
    assert client.post(returned, typed).status_code == 422
    scan = SimpleUploadedFile("通知.pdf", files.pdf())
    assert client.post(returned, typed | {"reasons": ["icp"], "letter": scan}).status_code == 302
    shown = text(client.get(page))
    assert "ICP missing or of another entity" in shown
    assert "通知.pdf" in shown
    client.force_login(people.auditor)
    assert "Only a filer of this provider may do this" in text(client.get(page))
    assert "answered already" in text(client.get(returned))
    client.force_login(people.stranger)
    for hidden in (page, address, returned):
        assert client.get(hidden).status_code == 404
