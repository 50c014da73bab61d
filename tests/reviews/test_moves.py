"""The tables of the workflow and the legal pairs of the database are the same."""

from django.db import connection

from reviews.workflow import EFFECTS, STAYS, TABLES

BEGINS = {
    ("case", "draft"),
    ("round", "submitted"),
    ("round", "accepted"),
    ("round", "deliberation"),
    ("assignment", "invited"),
    ("meeting", "planned"),
    ("motion", "open"),
    ("decision", "staged"),
    ("correction", "proposed"),
    ("condition", "open"),
    ("followup", "scheduled"),
    ("expertreview", "requested"),
    ("expertseat", "invited"),
}
BY_THE_DATABASE = {("assignment", "invited", "recused"), ("assignment", "submitted", "recused")}
"""A recusal moves these itself."""


def legal() -> set[tuple[str, str, str]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT thing, before, after FROM review_moves")
        return set(cursor.fetchall())


def tables() -> set[tuple[str, str, str]]:
    return {
        (model.__name__.lower(), str(source), transition.target.value)
        for which in (TABLES, EFFECTS)
        for model, table in which.items()
        for transition in table.rows.values()
        if transition.target is not STAYS
        for source in transition.sources
    }


def test_every_move_of_the_tables_is_legal_in_the_database(db: None) -> None:
    assert tables() - legal() == set()


def test_every_legal_pair_of_the_database_has_its_row(db: None) -> None:
    begins = {(thing, "", state) for thing, state in BEGINS}
    assert legal() - tables() - BY_THE_DATABASE == begins
