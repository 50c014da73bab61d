"""The wall between providers: row-level security, and the only ways through it.

A row behind the wall is seen and written only while the transaction's setting
``app.provider_ids`` names its provider. The setting is made by database functions that look
the memberships up themselves; without it every query on such a table raises.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction
from django.db.migrations.operations import RunSQL

from filings.models import User


def enter(user: User) -> None:
    """Open the wall for what this person acts for, until the transaction ends."""
    user.provider_ids = _call("wall_enter", user.pk)


def enter_as_judge(user: User) -> None:
    """As `enter`, and for the providers whose activities the person judges as well.

    Only pages of the judgement do this; they show what the querysets of `reviews` let through.
    """
    _call("wall_enter_judge", user.pk)


def leave() -> None:
    """Close the wall: nothing behind it can be seen until somebody enters again."""
    _call("wall_leave")


def found_provider() -> int:
    """The id for a provider about to be created, with the wall opened for it as well."""
    (provider_id,) = _call("wall_found")
    return int(provider_id)


@contextmanager
def for_person(user: User) -> Iterator[None]:
    """A transaction in which commands and tests act as this person."""
    with transaction.atomic():
        enter(user)
        yield


@contextmanager
def for_judge(user: User) -> Iterator[None]:
    """As `for_person`, for somebody who judges."""
    with transaction.atomic():
        enter(user)
        enter_as_judge(user)
        yield


@contextmanager
def for_provider(provider_id: int) -> Iterator[None]:
    """A transaction in which the clock and the worker act inside one provider."""
    with transaction.atomic():
        _call("wall_enter_provider", provider_id)
        yield


@contextmanager
def for_clock() -> Iterator[list[int]]:
    """A transaction that sees every provider; gives their ids."""
    with transaction.atomic():
        yield _call("wall_enter_clock")


def _call(function: str, *arguments: int) -> list[int]:
    if not connection.in_atomic_block:
        raise RuntimeError("The wall opens inside a transaction only; its setting dies with it.")
    places = ", ".join(["%s"] * len(arguments))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}({places})", arguments)
        (ids,) = cursor.fetchone() or ([],)
    return list(ids or [])


# -- operations for migrations -------------------------------------------------------------------
POLICY = "({column} = ANY ((SELECT current_setting('app.provider_ids'))::bigint[]))"


def protect(table: str, column: str = "provider_id") -> RunSQL:
    """Put a table behind the wall; its rows can never move to another provider."""
    policy = POLICY.format(column=column)
    key = f"{table}_by_provider"
    key_columns = dict.fromkeys((column, "id"))  # the provider's own key is its id
    return RunSQL(
        f"""
        ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
        CREATE POLICY wall ON {table} USING {policy} WITH CHECK {policy};
        CREATE TRIGGER stays BEFORE UPDATE OF {column} ON {table} FOR EACH ROW
          WHEN (NEW.{column} IS DISTINCT FROM OLD.{column})
          EXECUTE FUNCTION refuse_change('a row stays with its provider');
        ALTER TABLE {table} ADD CONSTRAINT {key} UNIQUE ({", ".join(key_columns)});
        """,
        f"""
        DROP TRIGGER stays ON {table};
        DROP POLICY wall ON {table};
        ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;
        ALTER TABLE {table} DROP CONSTRAINT {key};
        """,
    )


def tie(child: str, column: str, parent: str) -> RunSQL:
    """A composite foreign key: a row cannot point into another provider's data."""
    name = f"{child}_{column}_same_provider"
    return RunSQL(
        f"ALTER TABLE {child} ADD CONSTRAINT {name} FOREIGN KEY (provider_id, {column}) "
        f"REFERENCES {parent} (provider_id, id) DEFERRABLE INITIALLY DEFERRED",
        f"ALTER TABLE {child} DROP CONSTRAINT {name}",
    )


def allow_delete(*tables: str) -> RunSQL:
    """Let the application delete here; nowhere else may it."""
    names = ", ".join(tables)
    return RunSQL(
        f"GRANT DELETE ON {names} TO beian_app", f"REVOKE DELETE ON {names} FROM beian_app"
    )


def reword(function: str, before: str, after: str) -> RunSQL:
    """Other words in the law of one function, which must still be worded as we know it."""
    return RunSQL(_reworded(function, before, after), _reworded(function, after, before))


def _reworded(function: str, before: str, after: str) -> str:
    return f"""
    DO $do$
    DECLARE law text := pg_get_functiondef('{function}()'::regprocedure);
    BEGIN
      IF position($w${before}$w$ IN law) = 0 THEN
        RAISE EXCEPTION '{function} is worded otherwise';
      END IF;
      EXECUTE replace(law, $w${before}$w$, $w${after}$w$);
    END $do$;
    """


def append_only(table: str) -> RunSQL:
    """No update and no delete, whoever asks in whatever way."""
    return RunSQL(
        f"""
        REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM beian_app;
        CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW
          EXECUTE FUNCTION refuse_change('this record is append-only');
        """,
        f"DROP TRIGGER append_only ON {table}; GRANT UPDATE ON {table} TO beian_app;",
    )
