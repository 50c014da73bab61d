"""The check of all reviews: every night and on demand, in sentences, for the operator alone."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from filings.models import User
from reviews import invariants, periodic
from reviews.services import checking
from tests.people import People
from tests.reviews.judging import Bench

PAGE = reverse("reviews:checks")
FALSE = invariants.Invariant("never", "Nothing holds.", "SELECT 7")


@pytest.fixture(autouse=True)
def unchecked(db: None) -> None:
    cache.delete(checking.RESULT)


def text(response: Any) -> str:
    return str(response.content.decode())


def read(client: Client, person: User) -> str:
    client.force_login(person)
    return text(client.get(PAGE))


def test_the_operator_checks_and_reads_every_sentence(
    client: Client, people: People, bench: Bench
) -> None:
    assert "Nothing has been checked yet" in read(client, people.operator)
    assert client.post(PAGE).headers["Location"] == PAGE
    page = read(client, people.operator)
    assert "All of it holds" in page
    assert page.count("file-row") == len(invariants.INVARIANTS)
    assert all(escape(str(each.sentence)) in page for each in invariants.INVARIANTS)


def test_the_night_finds_what_does_not_hold_and_names_its_rows(
    client: Client, people: People, bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    two = (FALSE, *invariants.INVARIANTS[:1])
    for module in (invariants, checking):
        monkeypatch.setattr(module, "INVARIANTS", two)
    periodic.check_invariants()
    page = read(client, people.operator)
    assert "1 sentence does not hold" in page
    assert "Nothing holds." in page
    assert "Rows: 7" in page


def test_an_old_check_and_one_of_other_sentences_are_said(
    client: Client, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    periodic.check_invariants()
    kept = cache.get(checking.RESULT)
    cache.set(checking.RESULT, kept | {"at": (timezone.now() - timedelta(hours=27)).isoformat()})
    assert "older than 26 hours" in read(client, people.operator)
    monkeypatch.setattr(checking, "INVARIANTS", (FALSE,))
    assert "Nothing has been checked yet" in read(client, people.operator)


def test_nobody_else_sees_it(client: Client, people: People, bench: Bench) -> None:
    for person in (people.filer, people.legal, people.stranger, bench.secretary.person):
        client.force_login(person)
        assert client.get(PAGE).status_code == 404
        assert client.post(PAGE).status_code == 404
    assert cache.get(checking.RESULT) is None
