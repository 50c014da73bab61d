"""One throwaway PostgreSQL for the whole run; every process of the run has a database in it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.db import connections
from django.test.testcases import LiveServerThread
from django.test.utils import setup_databases
from django.utils import translation
from pytest_django import DjangoDbBlocker

from config.embedded import Server
from tests import database

pytest_plugins = ["tests.people"]
SERVER = pytest.StashKey[Server]()


def pytest_configure(config: pytest.Config) -> None:
    """The controller starts the server; its workers inherit the address."""
    if database.FOLDER in os.environ and not hasattr(config, "workerinput"):
        config.stash[SERVER] = database.start()


def pytest_unconfigure(config: pytest.Config) -> None:
    if server := config.stash.get(SERVER, None):
        database.remove(server)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """The figures that tests record, such as what a random run has reached."""
    for report in terminalreporter.stats.get("passed", []):
        for name, value in report.user_properties:
            terminalreporter.line(f"{name}: {value}")


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None,
    django_db_modify_db_settings: None,
    django_db_blocker: DjangoDbBlocker,
) -> None:
    """The owner's role makes and migrates the database that both roles then use."""
    with django_db_blocker.unblock():
        setup_databases(0, interactive=False, aliases={"owner": None}, serialized_aliases=set())
        connections.close_all()


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Sentences made outside a request are asserted in their source language."""
    with translation.override("en"):
        yield


@pytest.fixture
def cloned_database(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """A copy of the test database in which a test may commit, from any thread; gives its name."""
    with django_db_blocker.unblock(), database.copied() as name:
        yield name


class Site(LiveServerThread):
    """The product on a free port, served with its static files."""

    @classmethod
    @contextmanager
    def running(cls) -> Iterator[str]:
        """Gives the address."""
        server = cls("localhost", StaticFilesHandler)
        server.daemon = True
        server.start()
        server.is_ready.wait()
        if server.error:
            raise server.error
        try:
            yield f"http://{server.host}:{server.port}"
        finally:
            server.terminate()
            for connection in connections.all():
                connection.close()


@pytest.fixture
def site(cloned_database: str) -> Iterator[str]:
    """The address of a running site over a copy of the test database."""
    with Site.running() as address:
        yield address
