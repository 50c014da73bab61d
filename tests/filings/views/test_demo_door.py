"""The one-click door exists where settings, database and person all say demo, and only there."""

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from filings.enums import Role
from filings.models import Installation, User
from filings.selectors import demo
from tests.factories import MembershipFactory, UserFactory


@pytest.fixture
def invented(db: None, settings: Settings) -> User:
    """A demo installation with one invented person."""
    settings.DEMO = True
    Installation.objects.create(id=1, demo=True)
    person = UserFactory(name="虚构者", is_demo=True, second_factor=False)
    MembershipFactory(user=person, role=Role.APPROVER)
    return person


def door(person: User) -> str:
    return reverse("filings:demo_door", args=[person.pk])


def test_one_click_signs_in_as_the_invented_person(client: Client, invented: User) -> None:
    page = client.get(reverse("account_login"))
    assert [entry.user for entry in page.context["demo_people"]] == [invented]
    assert page.context["demo_people"][0].roles
    assert client.post(door(invented)).url == reverse("filings:desk")  # type: ignore[attr-defined]
    assert client.get("/people/").context["user"] == invented


def test_looking_at_the_door_does_not_open_it(client: Client, invented: User) -> None:
    assert client.get(door(invented)).status_code == 404
    assert client.get("/people/").status_code == 302


def test_a_click_from_another_site_does_not_open_it(invented: User) -> None:
    assert Client(enforce_csrf_checks=True).post(door(invented)).status_code == 403


def test_no_door_when_the_settings_say_no(
    client: Client, invented: User, settings: Settings
) -> None:
    settings.DEMO = False
    assert client.post(door(invented)).status_code == 404
    assert client.get(reverse("account_login")).context["demo_people"] == []


def test_no_door_when_the_database_says_no(client: Client, db: None, settings: Settings) -> None:
    settings.DEMO = True
    person = UserFactory()
    assert not demo.is_demo_installation()
    assert client.post(door(person)).status_code == 404
    assert client.get(reverse("account_login")).context["demo_people"] == []


def test_no_door_for_a_real_person_in_a_demo(client: Client, invented: User) -> None:
    assert client.post(door(UserFactory())).status_code == 404


def test_no_door_for_somebody_who_may_no_longer_come_in(client: Client, invented: User) -> None:
    User.objects.filter(pk=invented.pk).update(is_active=False)
    assert client.post(door(invented)).status_code == 404


@pytest.mark.parametrize("demo", [None, False])
def test_the_database_refuses_invented_people_outside_a_demo(db: None, demo: bool | None) -> None:
    if demo is not None:
        Installation.objects.create(id=1, demo=demo)
    with pytest.raises(IntegrityError, match="invented people"), transaction.atomic():
        UserFactory(is_demo=True)
    person = UserFactory()
    with pytest.raises(IntegrityError, match="invented people"), transaction.atomic():
        User.objects.filter(pk=person.pk).update(is_demo=True)


def test_an_installation_with_people_never_becomes_a_demo(db: None) -> None:
    UserFactory()
    with pytest.raises(IntegrityError, match="without people"), transaction.atomic():
        Installation.objects.create(id=1, demo=True)


def test_an_invented_person_needs_a_second_factor_once_the_demo_is_over(
    client: Client, invented: User, settings: Settings
) -> None:
    client.post(door(invented))
    settings.DEMO = False
    assert client.get("/people/").url == reverse("mfa_activate_totp")  # type: ignore[attr-defined]
