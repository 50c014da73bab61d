"""Outgoing checks against a real server on this machine."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from pytest_django import Settings

from filings import findings, periodic, walls
from filings.models import Disclosure, LinkVisit
from filings.services import visiting
from tests.factories import DisclosureFactory, wall_down
from tests.people import People


class Pages(BaseHTTPRequestHandler):
    asked: list[str] = []

    def do_GET(self) -> None:
        self.asked.append(self.path)
        code = {"/gone": 404, "/out": 302, "/round": 302, "/closed": 403}.get(self.path, 200)
        self.send_response(code)
        if code == 302:
            outside = f"http://localhost:{self.server.server_port}/"  # type: ignore[attr-defined]
            self.send_header("Location", outside if self.path == "/out" else "/")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_args: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[str]:
    Pages.asked = []
    with ThreadingHTTPServer(("127.0.0.1", 0), Pages) as running:
        thread = threading.Thread(target=running.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{running.server_port}"
        running.shutdown()
        thread.join()


@pytest.mark.parametrize(
    ("path", "opened"),
    [("/", True), ("/gone", False), ("/round", True), ("/closed", True), ("/out", False)],
)
def test_a_page_opens_or_not_and_leads_nowhere_else(
    server: str, settings: Settings, path: str, *, opened: bool
) -> None:
    settings.LINK_CHECK_HOSTS = ["127.0.0.1"]
    assert visiting.opens(server + path)[0] is opened
    if path == "/out":
        assert Pages.asked == ["/out"]


@pytest.mark.parametrize(
    ("address", "hosts", "may"),
    [
        ("https://mall.example.com/a", ["mall.example.com"], True),
        ("https://shop.example.com/a", ["mall.example.com"], False),
        ("https://mall.example.com.evil.test/", ["mall.example.com"], False),
        ("https://mall.example.com@evil.test/", ["mall.example.com"], False),
        ("ftp://mall.example.com/a", ["mall.example.com"], False),
        ("file:///etc/passwd", ["mall.example.com"], False),
        ("http://localhost/", [".localhost", ".local"], False),
        ("https://mall.example.com/a", [], False),
    ],
)
def test_only_hosts_that_the_operator_named_are_asked(
    settings: Settings, address: str, hosts: list[str], *, may: bool
) -> None:
    settings.LINK_CHECK_HOSTS = hosts
    assert visiting.may_visit(address) is may


def test_below_a_domain_only_public_addresses_are_asked(settings: Settings) -> None:
    settings.LINK_CHECK_HOSTS = [".localhost"]
    assert not visiting.may_visit("http://inner.localhost/")


def published(people: People, address: str) -> Disclosure:
    draft: Disclosure = DisclosureFactory(
        algorithm__provider=people.provider, started_by=people.filer
    )
    with wall_down():
        draft.sections.create(
            provider_id=draft.provider_id, code="notice", answers={"published_at": address}
        )
    return draft


def test_the_clock_keeps_how_an_address_answered_and_the_precheck_says_so(
    people: People, server: str, settings: Settings
) -> None:
    settings.LINK_CHECK_HOSTS = ["127.0.0.1"]
    draft = published(people, f"{server}/gone")
    periodic.visit_links()
    periodic.visit_links()
    with walls.for_person(people.filer):
        row = LinkVisit.objects.get()
        assert (row.address, row.opened, row.answer) == (f"{server}/gone", False, "404")
        found = findings.of(draft).findings
    assert "link_dead" in {each.rule.code for each in found}


def test_nothing_is_asked_while_no_host_is_named(
    people: People, server: str, settings: Settings
) -> None:
    settings.LINK_CHECK_HOSTS = []
    published(people, f"{server}/")
    periodic.visit_links()
    assert Pages.asked == []
