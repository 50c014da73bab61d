"""The throwaway PostgreSQL of a test run, and copies of its database for tests that commit."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from django.db import connections
from psycopg import sql

from config.embedded import THROWAWAY, Server
from config.furnishing import furnish

FOLDER = "BEIAN_TEST_FOLDER"
COPY = "_copy"


def start() -> Server:
    """The server that the addresses of ``tests.settings`` name."""
    folder = Path(os.environ[FOLDER])
    folder.chmod(0o755)  # the account lent by root passes through; the socket's folder is closed
    server = Server(folder, THROWAWAY)
    server.start()
    furnish(server, owner_creates=True)
    return server


def remove(server: Server) -> None:
    server.stop()
    shutil.rmtree(server.folder, ignore_errors=True)


@contextmanager
def copied(*, empty: bool = False) -> Iterator[str]:
    """Every connection of this process looks at a fresh copy until the end; gives its name.

    A copy inside a copy holds what that one holds; an `empty` one only what migrations make.
    """
    original = connections["owner"].settings_dict["NAME"]
    template = original.partition(COPY)[0] if empty else original
    copy = f"{original}{COPY}"
    _point_at(original)
    _run("DROP DATABASE IF EXISTS {}", copy)
    _run("CREATE DATABASE {} TEMPLATE {}", copy, template)
    _point_at(copy)
    try:
        yield copy
    finally:
        _point_at(original)
        _run("DROP DATABASE {}", copy)


def _point_at(name: str) -> None:
    """A template may have no visitors; PostgreSQL waits five seconds for those who are leaving."""
    for alias in connections:
        connections[alias].close()
        connections[alias].settings_dict["NAME"] = name


def _run(statement: str, *names: str) -> None:
    with psycopg.connect(os.environ["DATABASE_OWNER_URL"], autocommit=True) as connection:
        connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))
