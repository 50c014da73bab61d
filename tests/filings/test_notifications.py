"""Mail leaves with its act or after it, at least once, and is recognisable when it comes twice."""

import threading
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any, ClassVar

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection, transaction
from django.utils import timezone
from pytest_django import Settings

from filings import notifications
from filings.models import Mail
from tests.people import People


class Refusing(BaseEmailBackend):
    """A mail server that is down, as seen from here."""

    def send_messages(self, _messages: Sequence[EmailMessage]) -> int:
        raise ConnectionRefusedError


class Slow(BaseEmailBackend):
    """A mail server that takes a message only when it is let go."""

    sent: ClassVar[list[EmailMessage]] = []
    begun: ClassVar[threading.Event] = threading.Event()
    go: ClassVar[threading.Event] = threading.Event()

    def send_messages(self, messages: Sequence[EmailMessage]) -> int:
        self.begun.set()
        assert self.go.wait(20)
        self.sent.extend(messages)
        return len(messages)


@pytest.fixture
def down(settings: Settings) -> Iterator[None]:
    was = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = f"{__name__}.Refusing"
    yield
    settings.EMAIL_BACKEND = was


def told(people: People) -> Mail:
    notifications.remind(people.filer, [], timezone.localdate())
    return Mail.objects.get()


def test_a_message_leaves_once_its_act_is_kept_and_is_emptied(
    people: People, mailoutbox: list[EmailMessage], django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        row = told(people)
        assert (row.to, bool(row.body), mailoutbox) == (people.filer.email, True, [])
    row.refresh_from_db()
    assert row.sent_at is not None
    assert (row.body, row.tries) == ("", 1)
    (message,) = mailoutbox
    assert str(row.message_id) in message.extra_headers["Message-ID"]
    assert not notifications.deliver(row.pk)
    assert len(mailoutbox) == 1


def test_an_act_that_is_undone_tells_nobody(people: People) -> None:
    with transaction.atomic():
        told(people)
        transaction.set_rollback(True)
    assert not Mail.objects.exists()


def test_what_a_crash_left_behind_goes_out_with_the_next_sweep(
    people: People, mailoutbox: list[EmailMessage]
) -> None:
    told(people)  # whatever would have followed the commit never ran
    assert notifications.deliver_waiting(timezone.now()) == 1
    assert notifications.deliver_waiting(timezone.now()) == 0
    assert len(mailoutbox) == 1


def test_a_dead_server_undoes_nothing_and_is_asked_again_later_with_the_same_id(
    people: People, settings: Settings, django_capture_on_commit_callbacks: Any
) -> None:
    live, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, f"{__name__}.Refusing"
    with django_capture_on_commit_callbacks(execute=True):
        row = told(people)
    row.refresh_from_db()
    assert (row.sent_at, row.tries, row.trouble) == (None, 1, "ConnectionRefusedError")
    assert row.body
    now = timezone.now()
    assert notifications.deliver_waiting(now) == 0  # not yet due again
    settings.EMAIL_BACKEND = live
    assert notifications.deliver_waiting(now + timedelta(minutes=3)) == 1
    assert str(row.message_id) in mail.outbox[-1].extra_headers["Message-ID"]


def test_after_two_days_nobody_tries_any_more_and_the_operator_sees_it(
    people: People, down: None, client: Any
) -> None:
    row = told(people)
    now = timezone.now()
    for _turn in range(notifications.MOST_TRIES + 3):
        notifications.deliver_waiting(now + timedelta(days=9))
    row.refresh_from_db()
    assert row.tries == notifications.MOST_TRIES
    assert row.due_at - now < timedelta(hours=7)
    client.force_login(people.operator)
    assert "1 message was tried for two days" in client.get("/seals/").content.decode()


def test_what_left_long_ago_is_forgotten_and_what_waits_is_not(people: People) -> None:
    notifications.remind(people.filer, [], timezone.localdate())
    notifications.remind(people.legal, [], timezone.localdate())
    first = Mail.objects.get(to=people.filer.email)
    notifications.deliver(first.pk)
    notifications.forget(timezone.now() + timedelta(days=40))
    assert [row.to for row in Mail.objects.all()] == [people.legal.email]


def test_two_sweeps_at_once_send_a_message_once(cloned_database: str, settings: Settings) -> None:
    made = Mail.objects.create(to="a@example.com", subject="s", body="b")
    settings.EMAIL_BACKEND = f"{__name__}.Slow"
    outcome: list[bool] = []

    def sweep() -> None:
        try:
            outcome.append(notifications.deliver(made.pk))
        finally:
            connection.close()

    first = threading.Thread(target=sweep)
    first.start()
    assert Slow.begun.wait(20)
    assert notifications.deliver(made.pk) is False
    Slow.go.set()
    first.join(20)
    assert (outcome, len(Slow.sent)) == ([True], 1)
