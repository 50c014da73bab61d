"""Signing in is hard to guess, tells nothing, and a session is hard to keep (promise 10)."""

import re
import time
from typing import Any

import pytest
from allauth.account.forms import default_token_generator
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.usersessions.models import UserSession
from django.contrib.auth.hashers import get_hasher
from django.core.mail import EmailMessage
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils.http import int_to_base36
from pytest_django import Settings

from filings.enums import Role
from filings.models import Membership, User
from tests.factories import TOTP_SECRET, MembershipFactory, UserFactory, wall_down
from tests.people import People

PASSWORD = "correct-horse-battery"
LOGIN = reverse("account_login")
RESET = reverse("account_reset_password")
TOO_MANY = "Too many failed"


@pytest.fixture
def person(db: None) -> User:
    person: User = UserFactory(email="known@example.com", password=PASSWORD)
    return person


class Clock:
    """Moves what the code under test takes for now."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.ahead = 0.0
        real = time.time
        monkeypatch.setattr("time.time", lambda: real() + self.ahead)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


def attempt(client: Client, email: str, password: str, address: str = "192.0.2.1") -> HttpResponse:
    data = {"login": email, "password": password}
    return client.post(LOGIN, data, REMOTE_ADDR=address, headers={"accept-language": "en"})  # type: ignore[return-value]


def code_now() -> str:
    return str(format_hotp_value(hotp_value(TOTP_SECRET, int(time.time()) // 30)))


def is_signed_in(client: Client) -> bool:
    return client.get("/me/").status_code == 200


def test_password_and_code_together_sign_in(client: Client, person: User) -> None:
    response = attempt(client, person.email, PASSWORD)
    assert response.url == reverse("mfa_authenticate")  # type: ignore[attr-defined]
    assert not is_signed_in(client)
    client.post(reverse("mfa_authenticate"), {"code": code_now()})
    assert is_signed_in(client)


def test_a_password_alone_or_a_wrong_code_is_not_enough(client: Client, person: User) -> None:
    attempt(client, person.email, PASSWORD)
    for _ in range(5):
        client.post(reverse("mfa_authenticate"), {"code": "000000"})
    client.post(reverse("mfa_authenticate"), {"code": code_now()})
    assert not is_signed_in(client)


def test_a_code_works_once(client: Client, person: User) -> None:
    code = code_now()
    attempt(client, person.email, PASSWORD)
    client.post(reverse("mfa_authenticate"), {"code": code})
    other = Client()
    attempt(other, person.email, PASSWORD)
    other.post(reverse("mfa_authenticate"), {"code": code})
    assert not is_signed_in(other)


def test_whoever_has_no_second_factor_sets_one_up_first(client: Client, db: None) -> None:
    person = UserFactory(password=PASSWORD, second_factor=False)
    attempt(client, person.email, PASSWORD)
    enrol = reverse("mfa_activate_totp")
    for page in ("/", "/people/", "/providers/", reverse("account_change_password")):
        assert client.get(page).url == enrol  # type: ignore[attr-defined]
    assert client.get(enrol).status_code == 200


def test_a_forgotten_screen_asks_for_the_password_before_the_first_second_factor(
    client: Client, db: None, clock: Clock
) -> None:
    person = UserFactory(password=PASSWORD, second_factor=False)
    attempt(client, person.email, PASSWORD)
    client.get("/")
    clock.ahead = 11 * 60
    asked = client.get(reverse("mfa_activate_totp"))
    assert asked.headers["Location"].startswith(reverse("account_reauthenticate"))


def test_secrets_of_authenticators_rest_encrypted(person: User) -> None:
    stored = Authenticator.objects.get(user=person).data["secret"]
    assert TOTP_SECRET not in stored
    assert len(stored) > 80


def test_after_five_wrong_tries_even_the_right_password_waits(
    client: Client, person: User, clock: Clock
) -> None:
    for _ in range(5):
        assert TOO_MANY not in attempt(client, person.email, "wrong").content.decode()
    for minutes in (0, 5, 14):
        clock.ahead = minutes * 60
        refused = attempt(client, person.email, PASSWORD)
        assert TOO_MANY in refused.content.decode()
    # Whoever comes from elsewhere is not locked out by it.
    assert attempt(client, person.email, PASSWORD, "198.51.100.7").status_code == 302
    clock.ahead = 15 * 60 + 1
    assert attempt(client, person.email, PASSWORD).status_code == 302


@pytest.mark.parametrize(
    "sent",
    [
        lambda n: {"headers": {"host": f"localhost:{8000 + n}"}},
        lambda n: {"REMOTE_ADDR": f"2001:db8::{n:x}"},
        lambda n: {"headers": {"x-forwarded-for": f"203.0.113.{n}"}},
        lambda n: {"headers": {"user-agent": f"browser {n}"}},
    ],
    ids=["another port", "another address of one network", "a forged address", "another browser"],
)
def test_no_trick_starts_the_count_again(person: User, sent: Any) -> None:
    """Each try from a fresh client that varies what it can; the sixth is refused all the same."""
    for n in range(6):
        data = {"login": person.email.upper() if n % 2 else person.email, "password": "wrong"}
        varied = sent(n)
        headers = {"accept-language": "en", **varied.pop("headers", {})}
        response = Client().post(LOGIN, data, headers=headers, **varied)
    assert TOO_MANY in response.content.decode()


def test_guessing_through_the_hours_gets_five_tries_each_time(
    client: Client, person: User, clock: Clock
) -> None:
    heard = 0
    for half_hour in range(6):
        clock.ahead = half_hour * 1800
        for _ in range(7):
            heard += TOO_MANY not in attempt(client, person.email, "wrong").content.decode()
    assert heard == 6 * 5


def test_an_address_that_tries_all_the_time_is_told_to_wait(person: User) -> None:
    answers = [attempt(Client(), person.email, "wrong") for _ in range(31)]
    assert [a.status_code for a in answers] == [200] * 30 + [429]
    assert "Wait a minute" in answers[-1].content.decode()


def test_filling_the_cache_does_not_push_the_count_out(settings: Settings) -> None:
    assert settings.CACHES["default"]["OPTIONS"]["MAX_ENTRIES"] >= 100_000


def said(response: HttpResponse, sent: str) -> tuple[int, str, str]:
    text = re.sub(r'value="[^"]*"', "", response.content.decode().replace(sent, "SENT"))
    return response.status_code, text, response.headers.get("Location", "")


def test_signing_in_tells_not_who_is_known(person: User) -> None:
    answers = [
        said(attempt(Client(), email, "wrong-password-here"), email)
        for email in (person.email, "nobody@example.com")
    ]
    assert answers[0] == answers[1]
    assert answers[0][0] == 200


def test_known_and_unknown_cost_the_same_work(
    person: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    hashed: list[str] = []
    hasher: Any = type(get_hasher())
    real = hasher.encode

    def encode(self: Any, password: str, *args: Any, **options: Any) -> str:
        hashed.append(password)
        return str(real(self, password, *args, **options))

    monkeypatch.setattr(hasher, "encode", encode)
    costs = []
    for email in (person.email, "nobody@example.com"):
        hashed.clear()
        attempt(Client(), email, "wrong-password-here")
        costs.append(len(hashed))
    assert costs == [1, 1]


def test_asking_for_a_new_password_tells_not_who_is_known(
    person: User, mailoutbox: list[EmailMessage]
) -> None:
    answers = []
    for email in (person.email, "nobody@example.com"):
        client = Client()
        asked = client.post(RESET, {"email": email})
        page = client.get(asked.headers["Location"])
        answers.append((said(asked, email), said(page, email)))  # type: ignore[arg-type]
    assert answers[0] == answers[1]
    assert [mail.to for mail in mailoutbox] == [[person.email], ["nobody@example.com"]]


def test_a_forged_reset_link_tells_not_who_is_known(person: User) -> None:
    answers = []
    for uid in (int_to_base36(person.pk), int_to_base36(person.pk + 100_000)):
        key = "cq0000-" + "0" * 32
        path = reverse("account_reset_password_from_key", args=[uid, key])
        answers.append(said(Client().get(path), f"{uid}-{key}"))  # type: ignore[arg-type]
    assert answers[0] == answers[1]


def reset_link(mail: EmailMessage) -> str:
    return str(mail.body).split("http://testserver")[1].split()[0]


def test_a_new_password_is_set_by_a_link_that_works_once_and_for_an_hour(
    client: Client, person: User, mailoutbox: list[EmailMessage]
) -> None:
    client.post(RESET, {"email": person.email})
    link = reset_link(mailoutbox[0])
    form = client.get(link, follow=True).redirect_chain[-1][0]
    new = {"password1": "another-horse-battery", "password2": "another-horse-battery"}
    client.post(form, new)
    person.refresh_from_db()
    assert person.check_password("another-horse-battery")
    client.post(form, dict.fromkeys(new, "third-horse-battery"))
    person.refresh_from_db()
    assert person.check_password("another-horse-battery")
    assert not is_signed_in(client)


def test_a_reset_link_ends(person: User, settings: Settings) -> None:
    token = default_token_generator.make_token(person)
    assert default_token_generator.check_token(person, token)
    assert settings.PASSWORD_RESET_TIMEOUT == 3600
    settings.PASSWORD_RESET_TIMEOUT = -1
    assert not default_token_generator.check_token(person, token)


def test_mail_speaks_the_language_of_its_reader(
    db: None, client: Client, mailoutbox: list[EmailMessage]
) -> None:
    for language in ("zh-hans", "en"):
        person = UserFactory(language=language, password=PASSWORD)
        client.post(RESET, {"email": person.email}, headers={"accept-language": "fr"})
        assert ("密码" in mailoutbox[-1].body) == (language == "zh-hans")


def test_a_changed_password_is_told_by_mail_and_ends_the_session(
    person: User, client: Client, mailoutbox: list[EmailMessage]
) -> None:
    attempt(client, person.email, PASSWORD)
    client.post(reverse("mfa_authenticate"), {"code": code_now()})
    new = {"password1": "another-horse-battery", "password2": "another-horse-battery"}
    client.post(reverse("account_change_password"), {"oldpassword": PASSWORD, **new})
    assert "changed" in mailoutbox[-1].body
    assert not is_signed_in(client)


@pytest.fixture
def session(people: People) -> Client:
    client = Client()
    client.force_login(people.filer)
    assert is_signed_in(client)
    return client


def test_a_session_ends_when_idle_for_half_an_hour(session: Client, clock: Clock) -> None:
    clock.ahead = 29 * 60
    assert is_signed_in(session)
    clock.ahead += 31 * 60
    assert not is_signed_in(session)


def test_a_session_ends_after_twelve_hours_however_busy(session: Client, clock: Clock) -> None:
    for _ in range(35):
        clock.ahead += 20 * 60
        assert is_signed_in(session)
    clock.ahead += 21 * 60
    assert not is_signed_in(session)


def test_the_session_gets_another_key_at_sign_in(client: Client, person: User) -> None:
    attempt(client, person.email, PASSWORD)
    before = client.session.session_key
    client.post(reverse("mfa_authenticate"), {"code": code_now()})
    assert client.session.session_key != before


def test_the_session_gets_another_key_when_roles_change(session: Client, people: People) -> None:
    before = str(session.session.session_key)
    UserSession.objects.create(user=people.filer, session_key=before, ip="192.0.2.1")
    MembershipFactory(provider=people.provider, user=people.filer, role=Role.AUDITOR)
    assert is_signed_in(session)
    after = session.session.session_key
    assert after != before
    assert [s.session_key for s in UserSession.objects.filter(user=people.filer)] == [after]
    stale = Client()
    stale.cookies["sessionid"] = before
    assert not is_signed_in(stale)


def test_somebody_who_may_no_longer_come_in_is_out_at_once(session: Client, people: People) -> None:
    User.objects.filter(pk=people.filer.pk).update(is_active=False)
    assert not is_signed_in(session)


def test_losing_the_last_role_closes_every_page_about_the_provider(
    session: Client, people: People
) -> None:
    page = reverse("filings:provider", args=[people.provider.pk])
    assert session.get(page).status_code == 200
    with wall_down():
        Membership.objects.filter(user=people.filer).delete()
    assert session.get(page).status_code == 404


@pytest.mark.parametrize(
    "name",
    ["account_signup", "account_email", "account_confirm_login_code"],
)
def test_pages_of_self_service_are_closed(session: Client, name: str) -> None:
    assert session.get(reverse(name)).status_code == 404
    assert Client().post(reverse(name), {"email": "x@example.com"}).status_code == 404


def test_whoever_has_no_password_is_led_to_the_account_and_told(
    client: Client, people: People
) -> None:
    client.force_login(people.filer)
    page = client.get(reverse("account_change_password"), follow=True)
    assert page.redirect_chain[-1][0] == reverse("filings:account")
    assert "There is no password to change" in page.content.decode()
