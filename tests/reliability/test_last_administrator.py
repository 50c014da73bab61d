"""Two administrators who take each other's role at the same moment leave one behind."""

import threading
from collections.abc import Iterator

import pytest
from django.db import connection, connections, transaction
from pytest_django import DjangoDbBlocker

from filings import walls
from filings.enums import Role
from filings.models import Membership, User
from filings.services import people
from filings.statemachine import ActionRefused
from tests.factories import MembershipFactory, ProviderFactory, wall_down

ROUNDS = 5


@pytest.fixture
def kept(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Rows that other connections see; the owner removes them afterwards."""
    with django_db_blocker.unblock():
        yield
        connection.close()
        with connections["owner"].cursor() as cursor:
            cursor.execute("TRUNCATE filings_event, filings_membership, filings_provider CASCADE")
            cursor.execute("DELETE FROM mfa_authenticator; DELETE FROM filings_user")
        connections["owner"].close()


def two_administrators() -> list[Membership]:
    with transaction.atomic():
        provider = ProviderFactory()
        return [
            MembershipFactory.create(provider=provider, role=Role.ADMINISTRATOR) for _ in range(2)
        ]


def take(membership: Membership, by: User, together: threading.Barrier, out: list[str]) -> None:
    try:
        with walls.for_person(by):
            assert by.acting
            together.wait()
            people.take_role(membership=membership, by=by)
        out.append("taken")
    except ActionRefused:
        out.append("refused")
    finally:
        connection.close()


def test_one_administrator_is_left_whoever_is_faster(kept: None) -> None:
    for _ in range(ROUNDS):
        first, second = two_administrators()
        together, out = threading.Barrier(2), list[str]()
        threads = [
            threading.Thread(target=take, args=(membership, by, together, out))
            for membership, by in ((first, second.user), (second, first.user))
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(out) == ["refused", "taken"]
        with transaction.atomic(), wall_down():
            assert Membership.objects.filter(provider=first.provider).count() == 1
