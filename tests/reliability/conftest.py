from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connections
from pytest_django import DjangoDbBlocker

from tests.reviews.judging import Bench, make_bench


@pytest.fixture
def as_owner(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Any]:
    """A cursor of the owner; what it does to the schema is undone."""
    with django_db_blocker.unblock():
        connection = connections["owner"]
        connection.ensure_connection()
        with connection.cursor() as cursor:
            cursor.execute("BEGIN; SET LOCAL lock_timeout = '5s'")
            try:
                yield cursor
            finally:
                cursor.execute("ROLLBACK")
        connection.close()


@pytest.fixture
def bench(db: None) -> Bench:
    """A provider with a complete committee of eight and a disclosed algorithm."""
    return make_bench()
