"""The inbox, and the private calendar that can be closed."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from filings.models import CalendarFeed, Deadline, Event, User
from filings.services import feeds
from filings.statemachine import ActionRefused
from tests.factories import AlgorithmFactory, DeadlineFactory, wall_down
from tests.filings.services.test_reminders import clock, term
from tests.people import People


def test_the_inbox_shows_what_i_was_reminded_of(client: Client, people: People) -> None:
    made = term(people, due_on=timezone.localdate(), started=timezone.now() - dt.timedelta(days=9))
    clock(timezone.now() + dt.timedelta(days=2))
    client.force_login(people.filer)
    assert reverse("filings:inbox") in client.get(reverse("filings:desk")).content.decode()
    shown = client.get(reverse("filings:inbox"))
    assert {line.row.deadline for line in shown.context["lines"]} == {made}
    assert "Overdue" in shown.content.decode()
    for person in (people.auditor, people.stranger):
        client.force_login(person)
        assert client.get(reverse("filings:inbox")).context["lines"] == []


def open_feed(client: Client) -> str:
    page = client.post(reverse("filings:feed_open"))
    return str(page.context["address"])


def test_a_calendar_program_reads_my_terms_until_i_close_the_address(
    client: Client, people: People
) -> None:
    algorithm = AlgorithmFactory(provider=people.provider, name_en="Feed")
    due = timezone.localdate() + dt.timedelta(days=20)
    DeadlineFactory(algorithm=algorithm, due_on=due)
    elsewhere = AlgorithmFactory(provider=people.elsewhere, name_en="Elsewhere")
    DeadlineFactory(algorithm=elsewhere, due_on=due)
    client.force_login(people.filer)
    first = open_feed(client)
    second = open_feed(client)
    reader = Client()
    assert reader.get(first).status_code == 404
    answer = reader.get(second)
    text = answer.content.decode()
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert f"DTSTART;VALUE=DATE:{due:%Y%m%d}" in text
    assert algorithm.name_zh in text.replace("\r\n ", "") or "Feed" in text
    assert "Elsewhere" not in text
    assert elsewhere.name_zh not in text.replace("\r\n ", "")
    client.post(reverse("filings:feed_close"))
    assert reader.get(second).status_code == 404
    assert reader.get("/calendar/guessed.ics").status_code == 404
    with wall_down():
        acts = list(Event.objects.order_by("id").values_list("act", flat=True))
    assert acts == ["feed_opened", "feed_opened", "feed_closed"]


def test_the_address_itself_is_not_kept(client: Client, people: People) -> None:
    client.force_login(people.filer)
    token = open_feed(client).rpartition("/")[2].removesuffix(".ics")
    kept = CalendarFeed.objects.get()
    assert token not in str([kept.digest, *Event.objects.values_list("payload", flat=True)])
    account = client.get(reverse("filings:account")).content.decode()
    assert "Close the address" in account
    assert token not in account


def test_who_has_left_or_acts_for_nobody_has_no_calendar(client: Client, people: People) -> None:
    client.force_login(people.filer)
    address = open_feed(client)
    User.objects.filter(pk=people.filer.pk).update(is_active=False)
    assert Client().get(address).status_code == 404
    with pytest.raises(ActionRefused, match="act for no provider"):
        feeds.open_feed(by=people.operator)
    with wall_down():
        assert not Deadline.objects.exists()
