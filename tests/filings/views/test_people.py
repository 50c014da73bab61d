"""The pages about people and providers, each as one story."""

import pytest
from django.core.mail import EmailMessage
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks

from filings import walls
from filings.enums import Role
from filings.models import Membership, Provider, User
from filings.services.providers import FACTS, fingerprint
from tests.factories import MembershipFactory, uscc, wall_down
from tests.people import People


def sign_in(client: Client, person: User) -> Client:
    client.force_login(person)
    return client


def typed(provider: Provider, **facts: str) -> dict[str, str]:
    """What a browser sends for the provider's form."""
    shown = {fact: getattr(provider, fact) for fact in FACTS}
    shown["icp_numbers"] = "\n".join(provider.icp_numbers)
    plain = {name: "" if value is None else str(value) for name, value in shown.items()}
    return plain | {"seen": fingerprint(provider)} | facts


def test_an_administrator_changes_the_provider(client: Client, people: People) -> None:
    sign_in(client, people.administrator)
    url = reverse("filings:provider_edit", args=[people.provider.pk])
    assert client.get(url).status_code == 200
    facts = typed(people.provider, mau="1200000", mau_on="2026-10-31", mau_source="统计后台")
    page = reverse("filings:provider", args=[people.provider.pk])
    assert client.post(url, facts | {"icp_numbers": "沪ICP备1号\n\n沪ICP备2号"}).url == page  # type: ignore[attr-defined]
    shown = client.get(page).content.decode()
    for fact in (
        "1,200,000",
        "统计后台",
        "沪ICP备1号; 沪ICP备2号",
        "ICP numbers: <del>—</del> → <ins>沪ICP备1号",
    ):
        assert fact in shown


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("913101", "The code has 18 characters; this one has 6."),
        ("91310000MA00000990", "The check digit does not fit"),
        ("91310000MAIOSVZ990", "without I, O, S, V and Z"),
    ],
)
def test_a_wrong_code_gets_a_sentence_that_helps(
    client: Client, people: People, code: str, sentence: str
) -> None:
    sign_in(client, people.administrator)
    url = reverse("filings:provider_edit", args=[people.provider.pk])
    response = client.post(url, typed(people.provider, uscc=code))
    assert sentence in response.content.decode()


def test_users_are_counted_on_a_day_and_by_a_source(client: Client, people: People) -> None:
    sign_in(client, people.administrator)
    url = reverse("filings:provider_edit", args=[people.provider.pk])
    response = client.post(url, typed(people.provider, mau="5"))
    said = response.content.decode().count("the day it was counted and its source")
    assert said == 4  # beside both fields, and above the form


def test_two_editors_get_both_texts_and_nothing_typed_is_lost(
    client: Client, people: People
) -> None:
    sign_in(client, people.administrator)
    url = reverse("filings:provider_edit", args=[people.provider.pk])
    mine = typed(people.provider, address="My address")
    client.post(url, typed(people.provider, address="<i>Their address</i>"))
    response = client.post(url, mine)
    text = response.content.decode()
    assert response.status_code == 409
    assert "My address" in text
    assert "&lt;i&gt;Their address&lt;/i&gt;" in text
    assert "<i>Their" not in text
    with wall_down():
        standing = Provider.objects.get(pk=people.provider.pk)
    assert standing.address == "<i>Their address</i>"
    assert client.post(url, mine | {"seen": fingerprint(standing)}).status_code == 302


def test_the_operator_registers_and_cannot_look_inside(
    client: Client,
    people: People,
    mailoutbox: list[EmailMessage],
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    sign_in(client, people.operator)
    url = reverse("filings:provider_new")
    assert client.get(url).status_code == 200
    facts = {"name_zh": "新主体", "uscc": uscc("91310000MA0099999")}
    first = {
        "administrator-name": "首位",
        "administrator-email": "first@example.com",
        "administrator-language": "zh-hans",
    }
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(url, facts | first).status_code == 302
    with wall_down():
        made = Provider.objects.get(name_zh="新主体")
    assert client.get(reverse("filings:provider", args=[made.pk])).status_code == 404
    assert mailoutbox[0].to == ["first@example.com"]


def test_invited_to_working(
    client: Client,
    people: People,
    mailoutbox: list[EmailMessage],
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    sign_in(client, people.administrator)
    url = reverse("filings:person_invite", args=[people.provider.pk])
    data = {"name": "New", "email": "new@example.com", "language": "en", "roles": ["filer"]}
    with django_capture_on_commit_callbacks(execute=True):
        client.post(url, data)
    link = next(line for line in mailoutbox[0].body.splitlines() if "/invitation/" in line)
    path = link.removeprefix("http://testserver")
    client.logout()
    passwords = {"new_password1": "short", "new_password2": "short"}
    assert "12 characters" in client.post(path, passwords).content.decode()
    passwords = dict.fromkeys(passwords, "correct-horse-battery")
    assert client.post(path, passwords).url == reverse("account_login")  # type: ignore[attr-defined]
    assert client.get(path).status_code == 410
    client.post(
        reverse("account_login"), {"login": "new@example.com", "password": "correct-horse-battery"}
    )
    # Nobody works with a password alone.
    assert client.get("/").url == reverse("mfa_activate_totp")  # type: ignore[attr-defined]


def test_roles_are_given_and_taken(client: Client, people: People) -> None:
    sign_in(client, people.administrator)
    give = reverse("filings:role_give", args=[people.provider.pk, people.filer.pk])
    client.post(give, {"role": "auditor"})
    with walls.for_person(people.filer):
        held = Membership.objects.get(user=people.filer, role=Role.AUDITOR)
    take = reverse("filings:role_take", args=[held.pk])
    assert "no longer act as" in client.get(take).content.decode()
    client.post(take)
    with walls.for_person(people.filer):
        assert not Membership.objects.filter(pk=held.pk).exists()


def test_taking_the_last_administrator_is_refused_with_a_sentence(
    client: Client, people: People
) -> None:
    sign_in(client, people.administrator)
    with walls.for_person(people.administrator):
        last = Membership.objects.get(user=people.administrator)
    response = client.post(reverse("filings:role_take", args=[last.pk]))
    assert response.status_code == 409
    assert "last administrator" in response.content.decode()


def test_rights_removed_take_effect_at_the_next_request(client: Client, people: People) -> None:
    sign_in(client, people.filer)
    page = reverse("filings:provider", args=[people.provider.pk])
    assert client.get(page).status_code == 200
    with wall_down():
        Membership.objects.filter(user=people.filer).delete()
    assert client.get(page).status_code == 404


def test_a_person_acts_for_several_providers_and_chooses_among_them(
    client: Client, people: People
) -> None:
    MembershipFactory(provider=people.elsewhere, user=people.filer, role=Role.AUDITOR)
    sign_in(client, people.filer)
    listed = client.get(reverse("filings:providers")).content.decode()
    assert people.provider.name_zh in listed
    assert people.elsewhere.name_zh in listed
    choose = reverse("filings:provider_choose")
    both = (people.provider.pk, people.elsewhere.pk)
    for chosen, shown in [([both[0]], both[:1]), ([], both), (both, both), ([999999], both)]:
        response = client.post(choose, {"provider": chosen, "next": "/people/"})
        assert response.url == "/people/"  # type: ignore[attr-defined]
        assert {row["provider"].pk for row in client.get("/people/").context["rows"]} == set(shown)


def test_the_switch_leads_nowhere_else(client: Client, people: People) -> None:
    sign_in(client, people.filer)
    response = client.post(reverse("filings:provider_choose"), {"next": "https://evil.example/"})
    assert response.url == "/"  # type: ignore[attr-defined]


def test_the_chosen_language_stays_with_the_person(client: Client, people: People) -> None:
    sign_in(client, people.filer)
    assert "People" in client.get("/people/").content.decode()
    client.post(reverse("set_language"), {"language": "zh-hans"})
    people.filer.refresh_from_db()
    assert people.filer.language == "zh-hans"
    other = sign_in(Client(headers={"accept-language": "en"}), people.filer)
    assert other.get("/people/").headers["Content-Language"] == "zh-hans"


def test_pages_cost_few_queries(
    client: Client, people: People, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    sign_in(client, people.administrator)
    client.get("/people/")
    for url in ("/people/", "/providers/", f"/providers/{people.provider.pk}/"):
        with django_assert_max_num_queries(16):
            client.get(url)
