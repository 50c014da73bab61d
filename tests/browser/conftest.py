"""One Chromium and one demo installation for all tests of this folder, a context for each test."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connections
from django.test import override_settings
from playwright.sync_api import Browser, BrowserContext, sync_playwright
from pytest_django import DjangoDbBlocker

from tests import database
from tests.browser.demo import Demo, furnish
from tests.conftest import Site

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or ""
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
NO_CHROMIUM = "drives a real Chromium: install chromium, or name one in CHROMIUM"


Contexts = Callable[..., BrowserContext]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            if not CHROMIUM:
                item.add_marker(pytest.mark.skip(reason=NO_CHROMIUM))


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """Playwright waits in an event loop of this thread, so Django takes all of it for asynchronous
    code: it would refuse to ask the database, and keeps connections apart from those before."""
    connections.close_all()
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def demo(
    chromium: Browser,
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Demo]:
    """The demo data on a running site, for tests that only read."""
    with (
        django_db_blocker.unblock(),
        override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("files")),
        database.copied(),
    ):
        call_command("seed_demo", verbosity=0)
        with Site.running() as address:
            yield furnish(address)


@pytest.fixture
def own_demo(demo: Demo) -> Iterator[Demo]:
    """The same, for a test that writes: a copy that nobody sees afterwards."""
    with database.copied():
        yield demo


def a_context(chromium: Browser, **options: Any) -> BrowserContext:
    context = chromium.new_context(**{"viewport": {"width": 1280, "height": 900}} | options)
    context.set_default_timeout(60_000)  # where the machine is busy
    return context


@pytest.fixture
def contexts(chromium: Browser) -> Iterator[Contexts]:
    """Makes browser contexts; what they hold is gone afterwards."""
    opened = []

    def open_one(**options: Any) -> BrowserContext:
        opened.append(a_context(chromium, **options))
        return opened[-1]

    yield open_one
    for context in opened:
        context.close()


@pytest.fixture
def empty_site(
    chromium: Browser, django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path: Path
) -> Iterator[str]:
    """The address of a site without any data."""
    with (
        django_db_blocker.unblock(),
        override_settings(MEDIA_ROOT=tmp_path),
        database.copied(empty=True),
        Site.running() as address,
    ):
        yield address
