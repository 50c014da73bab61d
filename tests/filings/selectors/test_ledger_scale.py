"""A hundred thousand records cost a page the same questions as a thousand."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import DjangoDbBlocker, Settings

from filings import walls
from filings.models import User
from filings.selectors import ledger, paging
from tests.factories import uscc
from tests.many import analyse, fill

MOST_QUERIES, MOST_BYTES = 12, 20_000
LAST = 100_000
FEW_ROWS = 300
PERSON, PROVIDER = 900_000_001, 900_000_001
PEOPLE = """
INSERT INTO filings_user (id, email, name, language, password, is_active, is_operator, is_demo,
  is_system, joined_at)
VALUES (%s, 'many@example.com', 'Many', 'en', '!', true, false, false, false, now());
INSERT INTO filings_provider (id, name_zh, name_en, uscc, entity_type, registered_place, address,
  website, icp_numbers, legal_representative, responsible_person, responsible_title,
  responsible_phone, responsible_email, contact_name, contact_phone, contact_email, mau_source,
  registered_at)
VALUES (%s, '多条目有限公司', 'Many', %s, '', '', '', '', '{}', '', '', '', '', '', '', '', '', '',
  now());
INSERT INTO filings_membership (provider_id, user_id, role, since) VALUES (%s, %s, 'filer', now());
"""
CLEAR = """
TRUNCATE filings_algorithm CASCADE;
DELETE FROM usersessions_usersession WHERE user_id = %s;
DELETE FROM filings_membership WHERE user_id = %s;
DELETE FROM filings_provider WHERE id = %s;
DELETE FROM filings_user WHERE id = %s;
"""
SEARCHES = ("推", "推荐", "云帆商", "tuijian", "B-0009")

pytestmark = [pytest.mark.slow, pytest.mark.django_db]


@pytest.fixture(scope="module")
def owner(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Any]:
    """A cursor of the owner that commits, with a provider of its own, all taken away at the end."""
    with django_db_blocker.unblock():
        connection = connections["owner"].copy()
        with connection.cursor() as cursor:
            cursor.execute(PEOPLE, [PERSON, PROVIDER, uscc("91310000MX0000001"), PROVIDER, PERSON])
            try:
                yield cursor
            finally:
                cursor.execute(CLEAR, [PERSON, PERSON, PROVIDER, PERSON])
        connection.close()


@pytest.fixture(scope="module")
def grow(owner: Any) -> Callable[[int], None]:
    """Writes records up to a number."""
    have = 0

    def grow_to(last: int) -> None:
        nonlocal have
        if last > have:
            owner.execute("BEGIN")
            fill(owner, PROVIDER, last, have + 1)
            owner.execute("COMMIT")
            analyse(owner)
            have = last

    return grow_to


@pytest.fixture(autouse=True)
def without_second_factor(settings: Settings) -> None:
    settings.SECOND_FACTOR_REQUIRED = False


def visits(deep: str) -> list[dict[str, str]]:
    return [
        {},
        {"at": deep},
        {"sort": "name"},
        {"sort": "reference"},
        {"sort": "status", "type": "ranking_selection"},
        *({"q": word} for word in SEARCHES),
    ]


def asked(client: Client, view: dict[str, str]) -> list[str]:
    client.get(reverse("filings:algorithms"))  # the session is in use from here on
    with CaptureQueriesContext(connection) as queries:
        response = client.get(reverse("filings:algorithms"), view)
    assert response.context["listing"].page.rows
    return [query["sql"] for query in queries]


def middle(person: User) -> str:
    """A place halfway down the list."""
    with walls.for_person(person):
        rows = ledger.matching(person, person.provider_ids, ledger.Wanted())
        halfway = rows.order_by("-changed_at", "-pk")[rows.count() // 2]
    return str(paging.Place(halfway.changed_at.isoformat(), halfway.pk, backward=False))


def test_list_and_search_ask_the_same_at_a_thousand_and_a_hundred_thousand(
    client: Client, grow: Callable[[int], None]
) -> None:
    grow(1_000)
    person = User.objects.get(pk=PERSON)
    client.force_login(person)
    few = [asked(client, view) for view in visits(middle(person))]
    grow(LAST)
    many = [asked(client, view) for view in visits(middle(person))]
    assert [len(queries) for queries in few] == [len(queries) for queries in many]
    for queries in (*few, *many):
        assert len(queries) <= MOST_QUERIES
        assert sum(map(len, queries)) <= MOST_BYTES


def test_a_page_reads_the_rows_it_shows_and_few_others(
    client: Client, grow: Callable[[int], None]
) -> None:
    grow(LAST)
    person = User.objects.get(pk=PERSON)
    client.force_login(person)
    for view in visits(middle(person)):
        (page,) = [sql for sql in asked(client, view) if f"LIMIT {paging.SIZE + 1}" in sql]
        with walls.for_person(person), connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN (ANALYZE, COSTS OFF) {page}")
            plan = "\n".join(line for (line,) in cursor.fetchall())
        assert "Seq Scan on filings_algorithm" not in plan, plan
        if not {"q", "type"} & view.keys():
            assert most_rows(plan) <= FEW_ROWS, plan


@pytest.mark.parametrize("word", SEARCHES)
def test_a_search_of_any_length_uses_the_index_of_pieces(
    owner: Any, grow: Callable[[int], None], word: str
) -> None:
    grow(LAST)
    owner.execute("BEGIN; SELECT wall_enter_clock()")
    owner.execute("SELECT prosrc FROM pg_proc WHERE proname = 'algorithm_search'")
    (body,) = owner.fetchone()
    body = re.sub(r"\bwords\b", "$1", body).replace("%", "%%")
    owner.execute("SET LOCAL plan_cache_mode = force_custom_plan")
    owner.execute(f"PREPARE search(text[]) AS {body}")
    owner.execute("EXPLAIN EXECUTE search(ARRAY[%s])", [word])
    plan = "\n".join(line for (line,) in owner.fetchall())
    owner.execute("DEALLOCATE search; ROLLBACK")
    assert "Bitmap Index Scan on filings_algorithm_grams" in plan, plan
    assert "Seq Scan" not in plan


def test_the_measures_see_a_walk(owner: Any, grow: Callable[[int], None]) -> None:
    grow(1_000)
    owner.execute("EXPLAIN ANALYZE SELECT * FROM filings_algorithmsearch WHERE text LIKE '%推荐%'")
    plan = "\n".join(line for (line,) in owner.fetchall())
    assert "Seq Scan" in plan
    assert most_rows(plan) > FEW_ROWS


def most_rows(plan: str) -> int:
    """The most rows that any step of an analysed plan read."""
    found = re.findall(r"actual (?:time=\S+ )?rows=(\d+)|Rows Removed by Filter: (\d+)", plan)
    return max(int(rows or removed) for rows, removed in found)
