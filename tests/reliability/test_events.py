"""33 attempts of the application's role to touch the history it wrote (promise 21)."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from pytest_django import DjangoDbBlocker

from filings import history, walls
from filings.enums import Act, InstallationAct
from tests.factories import wall_down
from tests.people import People, make_people
from tests.reliability.world import undone

ATTEMPTS = (
    "UPDATE filings_event SET act = 'exported'",
    "UPDATE filings_event SET payload = '{}' WHERE id = {id}",
    "UPDATE ONLY filings_event SET actor_id = NULL",
    "UPDATE filings_event SET at = now() - interval '1 year'",
    "UPDATE filings_event SET hash = '\\x00'",
    "UPDATE filings_event SET provider_id = provider_id",
    "DELETE FROM filings_event",
    "DELETE FROM filings_event WHERE id = {id}",
    "DELETE FROM filings_event USING filings_user",
    "TRUNCATE filings_event",
    "TRUNCATE filings_event CASCADE",
    "TRUNCATE filings_provider CASCADE",
    (
        "MERGE INTO filings_event e USING (SELECT {id} AS id) s ON e.id = s.id"
        " WHEN MATCHED THEN UPDATE SET act = 'exported'"
    ),
    (
        "MERGE INTO filings_event e USING (SELECT {id} AS id) s ON e.id = s.id"
        " WHEN MATCHED THEN DELETE"
    ),
    (
        "INSERT INTO filings_event (id, provider_id, act, payload) OVERRIDING SYSTEM VALUE"
        " VALUES ({id}, {provider}, 'exported', '{}')"
        " ON CONFLICT (id) DO UPDATE SET act = 'exported'"
    ),
    "WITH gone AS (DELETE FROM filings_event RETURNING *) SELECT * FROM gone",
    "SELECT * FROM filings_event FOR UPDATE",
    "ALTER TABLE filings_event DISABLE TRIGGER ALL",
    "ALTER TABLE filings_event DISABLE TRIGGER append_only",
    "ALTER TABLE filings_event DISABLE ROW LEVEL SECURITY",
    "ALTER TABLE filings_event OWNER TO beian_app",
    "ALTER TABLE filings_event ADD COLUMN note text",
    "DROP TRIGGER append_only ON filings_event",
    "DROP TABLE filings_event CASCADE",
    (
        "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql"
        " AS 'BEGIN RETURN NEW; END'"
    ),
    (
        "CREATE OR REPLACE FUNCTION event_seal() RETURNS trigger LANGUAGE plpgsql"
        " AS 'BEGIN RETURN NEW; END'"
    ),
    "CREATE RULE quiet AS ON INSERT TO filings_event DO INSTEAD NOTHING",
    (
        "CREATE TRIGGER quiet BEFORE INSERT ON filings_event FOR EACH ROW"
        " EXECUTE FUNCTION refuse_change('x')"
    ),
    "SET LOCAL session_replication_role = replica",
    "SET ROLE beian_owner",
    "SET SESSION AUTHORIZATION beian_owner",
    "GRANT UPDATE ON filings_event TO beian_app",
    "SELECT setval('filings_event_id_seq', 1)",
)


@pytest.fixture(scope="module")
def people(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[People]:
    with django_db_blocker.unblock(), undone():
        yield make_people()


@pytest.fixture
def event(people: People) -> Iterator[int]:
    with undone():
        walls.enter(people.filer)
        yield history.record(
            Act.EXPORTED, by=people.filer, provider_id=people.provider.pk, rows=3
        ).pk


def rows() -> list[tuple[Any, ...]]:
    with wall_down(), connection.cursor() as cursor:
        cursor.execute("SELECT * FROM filings_event ORDER BY id")
        return list(cursor.fetchall())


def said(statement: str, event: int, people: People) -> str:
    """What the database answered, the statement having been tried and undone."""
    filled = statement.replace("{id}", str(event)).replace("{provider}", str(people.provider.pk))
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(filled)
    except DatabaseError as error:
        return str(error)
    return ""


@pytest.mark.parametrize("statement", ATTEMPTS)
def test_the_application_cannot_touch_its_history(
    people: People, event: int, statement: str
) -> None:
    before = rows()
    assert said(statement, event, people) != "" or statement.startswith("GRANT")
    assert rows() == before
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_table_privilege('filings_event', 'UPDATE, DELETE, TRUNCATE')")
        assert cursor.fetchone() == (False,)


def test_there_are_33_attempts() -> None:
    assert len(set(ATTEMPTS)) == 33


def test_time_digest_and_number_of_an_event_are_the_databases(people: People, event: int) -> None:
    forged = (
        "INSERT INTO filings_event (provider_id, act, payload, at, hash)"
        " VALUES ({provider}, 'exported', '{}', '2001-01-01', '\\x00')"
    )
    assert said(forged, event, people) == ""
    made = rows()[-1]
    assert "2001" not in str(made)
    assert len(bytes(next(v for v in made if isinstance(v, bytes | memoryview)))) == 32
    ahead = (
        "INSERT INTO filings_event (id, provider_id, act, payload)"
        " VALUES (9000000000, {provider}, 'exported', '{}')"
    )
    assert "next number" in said(ahead, event, people)


def test_an_event_cannot_be_written_into_another_providers_history(
    people: People, event: int
) -> None:
    foreign = (
        "INSERT INTO filings_event (provider_id, act, payload)"
        f" VALUES ({people.elsewhere.pk}, 'exported', '{{}}')"
    )
    assert "row-level security" in said(foreign, event, people)


def test_even_the_owner_is_stopped_by_the_triggers(as_owner: Any) -> None:
    """The control: with the trigger gone the same statement goes through."""
    as_owner.execute(
        "INSERT INTO filings_provider (name_zh, name_en, uscc, entity_type, registered_place,"
        " address, website, icp_numbers, legal_representative, responsible_person,"
        " responsible_title, responsible_phone, responsible_email, contact_name,"
        " contact_phone, contact_email, mau_source, registered_at)"
        " VALUES ('x','','91310000MA00000001','','','','','{}','','','','','','','','',''"
        ", now()) RETURNING id"
    )
    (provider,) = as_owner.fetchone()
    as_owner.execute(
        "INSERT INTO filings_event (provider_id, act, payload) VALUES (%s, 'exported', '{}')",
        [provider],
    )
    as_owner.execute("SET CONSTRAINTS ALL IMMEDIATE")
    as_owner.execute("SAVEPOINT before")
    with pytest.raises(DatabaseError, match="append-only"):
        as_owner.execute("UPDATE filings_event SET act = 'determined'")
    as_owner.execute("ROLLBACK TO before")
    as_owner.execute("ALTER TABLE filings_event DISABLE TRIGGER append_only")
    as_owner.execute("UPDATE filings_event SET act = 'determined'")
    assert as_owner.rowcount >= 1


SHARED = (
    "UPDATE filings_installationevent SET act = 'number_set'",
    "UPDATE filings_installationevent SET at = now() - interval '1 year'",
    "DELETE FROM filings_installationevent",
    "TRUNCATE filings_installationevent",
    "ALTER TABLE filings_installationevent DISABLE TRIGGER append_only",
    "DROP TABLE filings_installationevent",
    (
        "INSERT INTO filings_installationevent (id, act, payload)"
        " VALUES (9000000000, 'number_set', '{}')"
    ),
    "INSERT INTO filings_installationevent (act, payload) VALUES ('forgotten', '{}')",
)


@pytest.mark.parametrize("statement", SHARED)
def test_nor_the_history_of_what_all_providers_share(people: People, statement: str) -> None:
    with undone():
        made = history.record_for_all(InstallationAct.NUMBER_SET, by=people.operator, value="1")
        assert said(statement, made.pk, people) != ""
        made.refresh_from_db()
        assert made.at is not None
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT hash = installation_event_leaf(e) FROM filings_installationevent e"
                " WHERE id = %s",
                [made.pk],
            )
            assert cursor.fetchone() == (True,)
            cursor.execute(
                "SELECT has_table_privilege('filings_installationevent', 'UPDATE, DELETE')"
            )
            assert cursor.fetchone() == (False,)
