"""Other systems are told what happened, signed, until they answer; a real server listens."""

import base64
import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from filings import history, walls
from filings.enums import Act, DeliveryState, Role, WebhookFormat
from filings.models import Algorithm, Delivery, Event, Webhook
from filings.services import webhooks
from filings.statemachine import ActionRefused
from tests.factories import AlgorithmFactory, DeliveryFactory, wall_down
from tests.people import People

SECRET = "sixteen characters"


class Listener(HTTPServer):
    """Keeps what it is told; answers with the next of `answers`, else well."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.told: list[tuple[str, dict[str, str], bytes]] = []
        self.answers: list[tuple[int, bytes]] = []

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.server_port}"


class _Handler(BaseHTTPRequestHandler):
    server: Listener

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.told.append((self.path, dict(self.headers), body))
        status, said = self.server.answers.pop(0) if self.server.answers else (200, b"{}")
        self.send_response(status)
        if status == 302:
            self.send_header("Location", "/elsewhere")
        self.end_headers()
        self.wfile.write(said)

    def log_message(self, *_arguments: Any) -> None:
        pass


@pytest.fixture
def listener(settings: Settings) -> Iterator[Listener]:
    server = Listener()
    settings.WEBHOOK_HOSTS = [server.host]
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def algorithm(people: People) -> Algorithm:
    made: Algorithm = AlgorithmFactory(provider=people.provider, reference="A-1")
    return made


def opened(people: People, listener: Listener, **facts: Any) -> Webhook:
    given: dict[str, Any] = {
        "name": "总线",
        "address": f"http://{listener.host}/beian?key=1",
        "format_": WebhookFormat.PLAIN,
        "acts": ["service_ended"],
        "secret": SECRET,
        "by": people.administrator,
    }
    with walls.for_person(given["by"]):
        return webhooks.open_webhook(provider=people.provider, **given | facts)


def happened(people: People, algorithm: Algorithm, act: Act = Act.SERVICE_ENDED) -> Event:
    with walls.for_person(people.filer):
        return history.record(act, by=people.filer, algorithm=algorithm, secret="CANARY")


def messages() -> list[Delivery]:
    with wall_down():
        return list(Delivery.objects.order_by("id"))


def test_a_chosen_event_is_told_signed_and_once(
    people: People, listener: Listener, algorithm: Algorithm
) -> None:
    opened(people, listener)
    happened(people, algorithm)
    happened(people, algorithm, Act.ALGORITHM_CHANGED)
    now = timezone.now()
    assert [webhooks.deliver(now), webhooks.deliver(now + timedelta(days=9))] == [1, 0]
    ((path, headers, body),) = listener.told
    said = json.loads(body)
    assert path == "/beian?key=1"
    assert (said["event"], said["algorithm"]["reference"]) == ("service_ended", "A-1")
    assert b"CANARY" not in body
    (sent,) = messages()
    assert (sent.state, sent.tries, sent.answer) == (DeliveryState.DELIVERED, 1, "200")
    assert said["id"] == headers["Beian-Message"] == str(sent.message)
    signed = hmac.new(
        SECRET.encode(), f"{headers['Beian-Timestamp']}.".encode() + body, hashlib.sha256
    )
    assert headers["Beian-Signature"] == f"v1={signed.hexdigest()}"


COPY = (
    "INSERT INTO filings_delivery (provider_id, webhook_id, event_id, message, state, tries,"
    " due_at, answer) SELECT provider_id, webhook_id, event_id, gen_random_uuid(), 'waiting',"
    " 0, now(), ''"
    " FROM filings_delivery"
)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE filings_delivery SET state = 'waiting'",
        "UPDATE filings_delivery SET message = gen_random_uuid()",
        "DELETE FROM filings_delivery",
        "DELETE FROM filings_webhook",
        COPY,
    ],
)
def test_what_was_told_is_not_told_again_by_hostile_sql(
    people: People, listener: Listener, algorithm: Algorithm, statement: str
) -> None:
    opened(people, listener)
    happened(people, algorithm)
    assert webhooks.deliver(timezone.now()) == 1
    with wall_down(), pytest.raises(DatabaseError), transaction.atomic():
        connection.cursor().execute(statement)
    assert [sent.state for sent in messages()] == [DeliveryState.DELIVERED]


def test_what_did_not_happen_is_not_told(
    people: People, listener: Listener, algorithm: Algorithm
) -> None:
    opened(people, listener)
    with walls.for_person(people.filer):
        history.record(Act.SERVICE_ENDED, by=people.filer, algorithm=algorithm)
        assert Delivery.objects.count() == 1
        transaction.set_rollback(True)
    assert messages() == []


def test_it_tries_again_after_growing_pauses_and_then_gives_up(
    people: People, listener: Listener, algorithm: Algorithm
) -> None:
    opened(people, listener)
    happened(people, algorithm)
    listener.answers = [(500, b""), (302, b""), *[(503, b"")] * 5]
    pauses, now = [], timezone.now()
    for _round in range(7):
        assert webhooks.deliver(now) == 0
        assert webhooks.deliver(now) == 0
        (sent,) = messages()
        assert sent.tried_at is not None
        pauses.append(round((sent.due_at - sent.tried_at).total_seconds()))
        now = sent.due_at
    assert pauses[:6] == [30, 120, 600, 3600, 21600, 86400]
    assert (sent.state, sent.tries, sent.answer) == (DeliveryState.GIVEN_UP, 7, "503")
    assert len(listener.told) == 7
    with walls.for_person(people.administrator):
        webhooks.send_again(delivery=sent, by=people.administrator)
    assert webhooks.deliver(timezone.now()) == 1
    assert len({headers["Beian-Message"] for _path, headers, _body in listener.told}) == 1


@pytest.mark.parametrize("format_", [f for f in WebhookFormat if f != WebhookFormat.PLAIN])
def test_robots_are_told_in_their_own_way(
    people: People, listener: Listener, algorithm: Algorithm, format_: WebhookFormat
) -> None:
    opened(people, listener, format_=format_)
    happened(people, algorithm)
    listener.answers = [(200, b'{"errcode": 93000, "errmsg": "invalid"}')]
    assert webhooks.deliver(timezone.now()) == 0
    (sent,) = messages()
    assert "93000" in sent.answer
    assert webhooks.deliver(sent.due_at) == 1
    path, _headers, body = listener.told[-1]
    said = json.loads(body)
    text = said["content"]["text"] if format_ == WebhookFormat.FEISHU else said["text"]["content"]
    assert algorithm.name_zh in text
    query = parse_qs(urlsplit(path).query)
    assert ("sign" in query) is (format_ == WebhookFormat.DINGTALK)
    assert ("sign" in said) is (format_ == WebhookFormat.FEISHU)


def test_signatures_of_robots_are_those_of_their_platforms(people: People) -> None:
    """Computed by hand from what DingTalk and Feishu describe."""
    with wall_down():
        row = DeliveryFactory(webhook__format="feishu")
        row.webhook.secret = webhooks._box().encrypt(b"SEC").decode()
    moment = datetime.fromtimestamp(1_700_000_000, tz=UTC)
    said = json.loads(webhooks.request_of(row, moment).body)
    assert said["sign"] == webhooks._signed("1700000000\nSEC", "")
    row.webhook.format = "dingtalk"
    address = webhooks.request_of(row, moment).address
    wanted = hmac.new(b"SEC", b"1700000000000\nSEC", hashlib.sha256).digest()
    assert parse_qs(urlsplit(address).query)["sign"] == [base64.b64encode(wanted).decode()]


def test_only_named_hosts_are_told(
    people: People, listener: Listener, algorithm: Algorithm, settings: Settings
) -> None:
    opened(people, listener)
    happened(people, algorithm)
    for address in (
        "http://127.0.0.1:1/x", f"http://a@{listener.host}/", "file:///etc/passwd",
        f"http://{listener.host}.evil.example/", "gopher://x/",
    ):  # fmt: skip
        with pytest.raises(ActionRefused, match="WEBHOOK_HOSTS"):
            opened(people, listener, address=address)
    settings.WEBHOOK_HOSTS = ["other.example"]
    assert webhooks.deliver(timezone.now()) == 0
    settings.WEBHOOK_HOSTS = []
    assert webhooks.deliver(timezone.now() + timedelta(days=1)) == 0
    assert listener.told == []
    assert messages()[0].answer == "host not allowed"


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"acts": []}, "at least one"),
        ({"acts": ["review_judged"]}, "at least one"),
        ({"acts": ["review_moved"]}, "at least one"),
        ({"secret": "short"}, "16 characters"),
    ],
)
def test_a_refusal_leaves_no_trace(
    people: People, listener: Listener, facts: dict[str, Any], sentence: str
) -> None:
    with wall_down():
        before = Event.objects.count()
    with pytest.raises(ActionRefused, match=sentence):
        opened(people, listener, **facts)
    for role in (Role.FILER, Role.LEGAL):
        with pytest.raises(ActionRefused, match="Only an administrator"):
            opened(people, listener, by=people.acting_as(role))
    with wall_down():
        assert (Webhook.objects.count(), Event.objects.count()) == (0, before)


def test_closed_it_is_told_nothing_more(
    people: People, listener: Listener, algorithm: Algorithm
) -> None:
    made = opened(people, listener)
    happened(people, algorithm)
    with walls.for_person(people.administrator):
        webhooks.close(webhook=made, by=people.administrator)
    happened(people, algorithm)
    assert webhooks.deliver(timezone.now() + timedelta(days=1)) == 0
    assert (listener.told, [m.state for m in messages()]) == ([], [DeliveryState.GIVEN_UP])
    with pytest.raises(IntegrityError), transaction.atomic(), wall_down():
        Webhook.objects.filter(pk=made.pk).update(closed_at=None)
    with wall_down():
        assert SECRET not in str(Webhook.objects.values())


def test_its_pages(
    client: Client, people: People, listener: Listener, algorithm: Algorithm
) -> None:
    client.force_login(people.administrator)
    page = reverse("filings:webhooks", args=[people.provider.pk])
    typed = {
        "key": str(uuid4()), "name": "总线", "address": "http://10.0.0.1/", "format": "plain",
        "secret": SECRET, "acts": ["service_ended"],
    }  # fmt: skip
    refused = client.post(page, typed)
    assert (refused.status_code, "WEBHOOK_HOSTS" in refused.content.decode()) == (409, True)
    there = client.post(page, typed | {"address": f"http://{listener.host}/"})["Location"]
    assert there in client.get(page).content.decode()
    happened(people, algorithm)
    listener.answers = [(500, b"")]
    webhooks.deliver(timezone.now())
    shown = client.get(there).content.decode()
    assert "A-1" in shown
    assert "500" in shown
    assert SECRET not in shown
    client.post(f"{there}close/")
    assert "Closed" in client.get(there).content.decode()
    client.force_login(people.stranger)
    assert client.get(there).status_code == client.get(page).status_code == 404
