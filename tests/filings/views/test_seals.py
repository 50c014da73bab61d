"""The status of the seal: for the installation administrator, loud when sealing is late."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from filings import history
from filings.enums import InstallationAct
from filings.models import User
from filings.services import history_check, seals
from tests.people import People

PAGE = reverse("filings:seals")


@pytest.fixture(autouse=True)
def folder(db: None, settings: Settings, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path
    settings.CHECKPOINT_FILE = tmp_path / "checkpoints.jsonl"


def text(response: Any) -> str:
    return str(response.content.decode())


def read(client: Client, person: User) -> str:
    client.force_login(person)
    return text(client.get(PAGE))


def test_the_operator_sees_how_the_seal_stands(
    client: Client, people: People, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    assert "Sealing is late" in read(client, people.operator)
    history.record_for_all(InstallationAct.REGISTER_IMPORTED, by=None)
    made = seals.seal()
    assert made
    history_check.check()
    with django_assert_max_num_queries(16):
        page = read(client, people.operator)
    assert "Sealing keeps up" in page
    assert made.digest in page
    assert "All of it holds" in page
    assert "The last check is older" not in page


def test_a_silent_sealer_and_an_old_check_are_said(client: Client, people: People) -> None:
    seals.seal()
    history_check.check()
    long_ago = (timezone.now() - timedelta(hours=27)).isoformat()
    cache.set(seals.PULSE, [long_ago, 0, 0.0])
    cache.set(history_check.RESULT, {"at": long_ago, "events": 1, "complaints": []})
    page = read(client, people.operator)
    assert "Sealing is late" in page
    assert "The last check is older" in page


def test_a_complaint_is_a_sentence(client: Client, people: People) -> None:
    said = {"at": timezone.now().isoformat(), "events": 1, "complaints": [["leaf_differs", "7"]]}
    cache.set(history_check.RESULT, said)
    assert "Event 7 is gone or is not the one that was sealed." in read(client, people.operator)


def test_others_do_not_find_it(client: Client, people: People) -> None:
    client.force_login(people.filer)
    assert client.get(PAGE).status_code == 404
    assert PAGE not in text(client.get(reverse("filings:desk")))
    assert PAGE in read(client, people.operator)
