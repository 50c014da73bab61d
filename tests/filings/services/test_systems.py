"""Another system has an account of its own: in one provider, in no role of law, closed for good."""

import json
from typing import Any

import pytest
from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from filings import notifications, walls
from filings.enums import Act, Role
from filings.models import Event, Membership, SystemAccount, User
from filings.selectors import disclosure as questions
from filings.selectors import evidence, ledger
from filings.selectors import people as pages
from filings.services import people as members
from filings.services import systems
from filings.statemachine import ActionRefused
from reviews.permissions import is_applicant
from tests.factories import AlgorithmFactory, DisclosureFactory, ProviderFactory, wall_down
from tests.people import People

API = "/api/v1/"


def opened(people: People, role: Role = Role.ALGORITHM_OWNER) -> SystemAccount:
    with walls.for_person(people.administrator):
        return systems.open_account(
            provider=people.provider, name="订单中台", role=role, by=people.administrator
        )


def secret_of(people: People, account: SystemAccount) -> str:
    with walls.for_person(people.administrator):
        _token, secret = systems.make_token(
            account=account, name="夜间同步", days=30, by=people.administrator
        )
    return secret


def ask(secret: str, method: str, path: str, body: Any = None) -> Any:
    client = Client(headers={"authorization": f"Bearer {secret}"})
    typed = {} if body is None else {"data": json.dumps(body), "content_type": "application/json"}
    return getattr(client, method)(API + path, **typed)


def told(people: People) -> list[tuple[str, int]]:
    with wall_down():
        rows = Event.objects.filter(provider=people.provider, act=Act.SYSTEM_CHANGED)
        return [(row.payload["change"], row.actor_id or 0) for row in rows.order_by("id")]


def test_a_system_writes_a_disclosure_under_its_own_name(people: People) -> None:
    account = opened(people)
    secret = secret_of(people, account)
    algorithm = AlgorithmFactory(provider=people.provider)
    assert ask(secret, "post", f"algorithms/{algorithm.pk}/disclosures/").status_code == 201
    with wall_down():
        event = Event.objects.get(act=Act.DISCLOSURE_STARTED)
    assert str(event.actor) == "订单中台 · API"
    administrator = people.administrator.pk
    assert told(people) == [("opened", administrator), ("token_made", administrator)]


def test_a_system_that_reads_writes_nothing_and_sees_one_provider(people: People) -> None:
    secret = secret_of(people, opened(people, Role.AUDITOR))
    own = AlgorithmFactory(provider=people.provider)
    other = AlgorithmFactory(provider=people.elsewhere)
    seen = ask(secret, "get", "algorithms/").json()["results"]
    assert [each["id"] for each in seen] == [own.pk]
    assert ask(secret, "get", f"algorithms/{other.pk}/").status_code == 404
    assert ask(secret, "post", f"algorithms/{own.pk}/disclosures/").status_code == 403


def test_acts_of_people_stay_with_people(people: People) -> None:
    account = opened(people)
    secret = secret_of(people, account)
    disclosure = DisclosureFactory(algorithm__provider=people.provider, frozen=True)
    path = f"algorithms/{disclosure.algorithm_id}/"
    assert ask(secret, "post", f"{path}filings/", {"kind": "initial"}).status_code == 409
    with walls.for_person(people.administrator):
        for role in (Role.FILER, Role.APPROVER, Role.LEGAL, Role.ADMINISTRATOR):
            with pytest.raises(ActionRefused, match="须由人员"):
                members.give_role(
                    provider=people.provider,
                    person=account.user,
                    role=role,
                    by=people.administrator,
                )
            with pytest.raises(IntegrityError), transaction.atomic():
                Membership.objects.create(provider=people.provider, user=account.user, role=role)
        with pytest.raises(ActionRefused, match="须由人员"):
            systems.open_account(
                provider=people.provider, name="x", role=Role.FILER, by=people.administrator
            )
        case = type("OfCase", (), {"case": disclosure.algorithm})()
        assert not is_applicant.allows(User.objects.get(pk=account.user_id), case)
    with pytest.raises(IntegrityError), wall_down():
        Membership.objects.create(provider=ProviderFactory(), user=account.user, role=Role.AUDITOR)


def test_nobody_but_an_administrator_of_the_provider_opens_or_closes(people: People) -> None:
    account = opened(people)
    for person in (people.filer, people.legal, people.stranger):
        with walls.for_person(person), pytest.raises(ActionRefused):
            systems.open_account(provider=people.provider, name="x", role=Role.AUDITOR, by=person)
        with walls.for_person(person), pytest.raises(ActionRefused):
            systems.close(account=account, by=person)
        with walls.for_person(person), pytest.raises(ActionRefused):
            systems.make_token(account=account, name="x", days=30, by=person)
    with wall_down():
        assert SystemAccount.objects.get().closed_at is None


def test_a_closed_account_opens_nothing_and_stays_closed(people: People) -> None:
    account = opened(people)
    secret = secret_of(people, account)
    with walls.for_person(people.administrator):
        systems.close(account=account, by=people.administrator)
        systems.close(account=account, by=people.administrator)
        account.refresh_from_db()
        with pytest.raises(ActionRefused, match="closed"):
            systems.make_token(account=account, name="x", days=30, by=people.administrator)
    assert ask(secret, "get", "algorithms/").status_code == 401
    assert [change for change, _by in told(people)] == ["opened", "token_made", "closed"]
    with wall_down():
        assert not Membership.objects.filter(user=account.user).exists()
    with pytest.raises(IntegrityError), wall_down():
        SystemAccount.objects.update(closed_at=None)


def test_a_system_is_offered_nowhere_as_a_person_and_gets_no_mail(
    people: People, mailoutbox: list[EmailMessage]
) -> None:
    system = opened(people).user
    with walls.for_person(people.filer):
        assert system not in ledger.owners(people.filer)
        assert str(system.pk) not in evidence.people(people.provider.pk)
        assert system.pk not in questions.people_of(people.provider.pk)
        rows = pages.by_provider(people.filer, [people.provider.pk])
        shown = [entry["person"] for entry in rows[0]["people"]]
    assert people.filer in shown
    assert system not in shown
    assert not system.has_usable_password()
    notifications.mail(system, "filings_invitation", provider=people.provider)
    assert mailoutbox == []


def test_the_pages_show_the_secret_once_and_revoke(people: People) -> None:
    client = Client()
    client.force_login(people.administrator)
    listed = reverse("filings:systems", args=[people.provider.pk])
    typed = {"key": "0b5a3ad5-55f4-4d48-9d53-5a6f2f0e1c11", "name": "订单中台", "role": "auditor"}
    page = client.post(listed, typed)["Location"]
    made = client.post(page, {"name": "夜间同步", "days": "30"}).content.decode()
    secret = made.partition("beian_")[2].partition("<")[0]
    assert ask(f"beian_{secret}", "get", "me/").status_code == 200
    shown = client.get(page).content.decode()
    assert "beian_" not in shown
    assert "夜间同步" in shown
    with wall_down():
        account = SystemAccount.objects.get()
        token = account.user.api_tokens.get()
    client.post(reverse("filings:system_token_revoke", args=[account.pk, token.pk]))
    assert ask(f"beian_{secret}", "get", "me/").status_code == 401
    other = Client()
    other.force_login(people.filer)
    assert "Only an administrator" in other.get(page).content.decode()
    provider = other.get(reverse("filings:provider", args=[people.provider.pk])).content.decode()
    assert "订单中台 · token revoked · 夜间同步" in provider
    assert other.post(page, {"name": "x", "days": "30"}).status_code == 409
