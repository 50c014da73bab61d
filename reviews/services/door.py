"""The one door: everything that moves in a review moves here.

The case is locked first, always; so rounds, votes and second reviews of one case take their turns.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from django.db import models
from django.utils import timezone

from filings.models import User
from reviews.history import tell
from reviews.models import Case
from reviews.refusals import spoken
from reviews.workflow import EFFECTS, STAYS, TABLES

M = TypeVar("M", bound=models.Model)


def lock(case: Case) -> Case:
    """The case as it stands, held until the transaction ends. Ordinary reading goes on."""
    locked: Case = (
        Case.objects.select_for_update(of=("self",), no_key=True)
        .select_related("algorithm", "committee", "provider")
        .get(pk=case.pk)
    )
    return locked


@contextmanager
def moving(obj: M, action: Any, *, by: User | None) -> Iterator[tuple[M, dict[str, Any]]]:
    """Lock, ask the table, let the caller write what the act brings, then move and record.

    Gives the row as it stands and a dict for what the history says of it. Raises ActionRefused.
    """
    with spoken():
        case = lock(obj.case)  # type: ignore[attr-defined]
        row = _as_it_stands(obj, case)
        effect = action.value in EFFECTS[type(obj)].rows
        table = (EFFECTS if effect else TABLES)[type(obj)]
        transition = table.check(row, action, by)
        before = row.state  # type: ignore[attr-defined]
        says: dict[str, Any] = {}
        yield row, says
        if transition.target is not STAYS:
            row.state = transition.target  # type: ignore[attr-defined]
            row.state_since = timezone.now()  # type: ignore[attr-defined]
            says.update({"before": before, "after": transition.target.value})
        row.save()
        tell(case, action, by=by, **_named(row), **says)


def _as_it_stands(obj: M, case: Case) -> M:
    if isinstance(obj, Case):
        return case  # type: ignore[return-value]
    manager = type(obj)._default_manager  # noqa: SLF001 - the manager of whatever moves
    row: M = manager.select_for_update(of=("self",), no_key=True).get(pk=obj.pk)
    return row


def _named(row: models.Model) -> dict[str, Any]:
    return {} if isinstance(row, Case) else {type(row).__name__.lower(): row.pk}
