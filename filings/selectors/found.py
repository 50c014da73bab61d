"""Rows that one of the search functions of the database finds."""

from collections.abc import Sequence

from django.contrib.postgres.fields import ArrayField
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
