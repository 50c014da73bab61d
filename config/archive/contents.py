"""Which rows belong to providers, how each is written, and the digest of what a table holds.

Found from the models of both applications: what stands behind the wall belongs to its provider;
what stands outside comes along where such a row, or a committee that judges it, points there.
A row is the text of PostgreSQL's own `to_jsonb`, so nothing is lost on the way and equal rows give
equal bytes.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.backends.utils import CursorWrapper
from django.db.models import Model

from filings.models import Provider, PublishedEntry, User
from filings.models.walled import Walled
from reviews.models import Committee, RulePack, Seat

APPLICATIONS = ("filings", "reviews")
HELD_BACK: dict[type[Model], str] = {
    User: "'{password,last_login,is_operator,is_demo}'::text[]",
    RulePack: "'{adopted_at}'::text[]",
}
"""What is of this installation alone: how a person signs in here and what they are here, and when
the rules were loaded here."""
SHARED: tuple[type[Model], ...] = (RulePack, Committee, Seat, User)
"""Outside the wall, and pointed at; in the order in which they are looked for."""
GIVEN = (RulePack,)
"""Every installation brings these; they must be equal, and are not written."""


@dataclass(frozen=True)
class Table:
    model: type[Model]

    @property
    def name(self) -> str:
        return str(self.model._meta.db_table)  # noqa: SLF001 - Django's own way to ask a model

    @property
    def key(self) -> str:
        return str(self.model._meta.pk.column)  # noqa: SLF001

    @property
    def row(self) -> str:
        whole, held = "to_jsonb(t)", HELD_BACK.get(self.model)
        return f"({whole} - {held})" if held else whole

    def pointing_at(self, other: "Table") -> list[str]:
        """Columns that hold keys of the other table."""
        return [
            str(field.column)
            for field in self.model._meta.concrete_fields  # noqa: SLF001
            if field.is_relation and field.related_model is other.model
        ]


def owned() -> list[Table]:
    """Tables behind the wall, the providers themselves first."""
    models = [model for label in APPLICATIONS for model in apps.get_app_config(label).get_models()]
    return [Table(Provider), *(Table(model) for model in models if issubclass(model, Walled))]


def shared() -> list[Table]:
    return [Table(model) for model in SHARED]


def every() -> list[Table]:
    """In the order in which they are written: whoever is pointed at, first."""
    return [*reversed(shared()), *owned(), Table(PublishedEntry)]


def selections(cursor: CursorWrapper, providers: Sequence[int]) -> dict[str, tuple[str, list[Any]]]:
    """Table -> the condition that picks its rows, with arguments."""
    picked: dict[str, tuple[str, list[Any]]] = {
        table.name: (
            f"{'id' if table.model is Provider else 'provider_id'} = ANY (%s)",
            [list(providers)],
        )
        for table in owned()
    }
    picked[Table(PublishedEntry).name] = (
        "uscc IN (SELECT uscc FROM filings_provider WHERE id = ANY (%s))",
        [list(providers)],
    )
    for table in shared():
        keys = _pointed_at(cursor, table, picked)
        if table.model is Seat:
            committees = picked[Table(Committee).name]
            chosen = f"SELECT id FROM reviews_committee WHERE {committees[0]}"  # noqa: S608
            picked[table.name] = (f"committee_id IN ({chosen})", committees[1])
        else:
            picked[table.name] = (f"{table.key} = ANY (%s)", [sorted(keys)])
    return picked


def _pointed_at(
    cursor: CursorWrapper, table: Table, picked: dict[str, tuple[str, list[Any]]]
) -> set[int]:
    found: set[int] = set()
    for other in [*owned(), *shared()]:
        if other.name not in picked:
            continue
        condition, arguments = picked[other.name]
        for column in other.pointing_at(table):
            chosen = f"SELECT DISTINCT {column} FROM {other.name} WHERE {condition}"  # noqa: S608
            cursor.execute(chosen, arguments)
            found |= {key for (key,) in cursor.fetchall() if key is not None}
    return found


def rows(cursor: CursorWrapper, table: Table, condition: str, values: list[Any]) -> Iterator[str]:
    """Each row as a line of JSON, in the order of its key."""
    cursor.execute("SET LOCAL TIME ZONE 'UTC'")
    cursor.execute(
        f"SELECT {table.row}::text FROM {table.name} t WHERE {condition}"  # noqa: S608
        f" ORDER BY {table.key}",
        values,
    )
    while some := cursor.fetchmany(500):
        yield from (text for (text,) in some)


def digest(lines: Iterable[str]) -> tuple[int, str]:
    """How many, and SHA-256 over all of them."""
    count, whole = 0, hashlib.sha256()
    for line in lines:
        whole.update(line.encode() + b"\n")
        count += 1
    return count, whole.hexdigest()
