"""The database keeps its promises table by table (promise 5), and the check sees when not."""

from typing import Any

import pytest
from django.db import connections

from tests.reliability import catalogue
from tests.reliability.world import undone


def test_every_table_keeps_the_promises_of_the_wall(as_owner: Any) -> None:
    assert catalogue.faults(as_owner) == []


def test_the_list_of_walled_tables_is_that_of_the_migrations() -> None:
    assert set(catalogue.WALLED) == catalogue.protected_by_migrations()


PLANTED = {
    "CREATE SCHEMA aside": "aside: unknown schema",
    "CREATE TABLE stray (id bigint)": "stray: unknown table",
    "CREATE VIEW all_events AS SELECT * FROM filings_event": "all_events: views",
    "ALTER TABLE filings_duty DISABLE ROW LEVEL SECURITY": "filings_duty: row-level security",
    "DROP TRIGGER stays ON filings_job": "filings_job: rows may move",
    "CREATE POLICY more ON filings_job USING (true)": "filings_job: its policy",
    "ALTER POLICY wall ON filings_job USING (true)": "filings_job: its policy",
    "ALTER TABLE filings_duty DROP CONSTRAINT filings_duty_determination_id_same_provider": (
        "filings_duty.determination_id: may point"
    ),
    "ALTER TABLE filings_job ADD note bigint REFERENCES filings_filing": (
        "filings_job.note: may point"
    ),
    "ALTER TABLE filings_user ADD last bigint REFERENCES filings_filing": (
        "filings_user.last: points behind the wall"
    ),
    "CREATE UNIQUE INDEX one_number ON filings_algorithm (number)": "one_number: may tell",
    "ALTER TABLE filings_duty DROP CONSTRAINT filings_duty_by_provider": (
        "filings_duty: lacks the key"
    ),
    "CREATE FUNCTION peek() RETURNS bigint SECURITY DEFINER LANGUAGE sql AS 'SELECT 1'": (
        "peek(): looks past the wall"
    ),
    "GRANT EXECUTE ON FUNCTION wall_enter_clock() TO PUBLIC": "wall_enter_clock(): everybody",
    "ALTER FUNCTION wall_found() SET search_path = public": "wall_found(): a temporary table",
    "GRANT TRUNCATE ON filings_event TO beian_app": "beian_app: may truncate filings_event",
    "GRANT CREATE ON SCHEMA public TO beian_app": "beian_app: may create in the schema",
    "GRANT UPDATE ON SEQUENCE filings_event_id_seq TO beian_app": (
        "beian_app: may set filings_event_id_seq"
    ),
}


@pytest.mark.parametrize(("fault", "complaint"), PLANTED.items(), ids=range(len(PLANTED)))
def test_the_check_sees_a_planted_fault(as_owner: Any, fault: str, complaint: str) -> None:
    as_owner.execute(fault)
    assert any(said.startswith(complaint) for said in catalogue.faults(as_owner))


def test_nothing_done_inside_is_kept(db: None) -> None:
    connection = connections["default"]
    with undone(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.provider_ids', '{1}', true)")
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('app.provider_ids', true)")
        assert cursor.fetchone() in {(None,), ("",)}
