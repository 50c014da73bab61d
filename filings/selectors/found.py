"""Rows that one of the search functions of the database finds."""

from collections.abc import Sequence

from django.contrib.postgres.fields import ArrayField
from django.db import connection
from django.db.models import BooleanField, F, Func, TextField, Value


def found_by(function: str, words: Sequence[str]) -> Func:
    """A condition on `pk`. As an array the ids are looked up in order, in one walk of the index;
    as a subquery they would be looked up one by one.
    """
    return Func(
        F("pk"),
        Value(list(words), output_field=ArrayField(TextField())),
        template="%(expressions)s)))",
        arg_joiner=f" = ANY(ARRAY(SELECT {function}(",
        output_field=BooleanField(),
    )


def count_found(function: str, words: Sequence[str]) -> int:
    """How many rows the function finds; the rows themselves are not read."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {function}(%s)", [list(words)])  # noqa: S608 - a name from code
        (count,) = cursor.fetchone() or (0,)
    return int(count)
