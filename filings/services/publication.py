"""A filing counts as published once its number stands in a list of the authority."""

from collections.abc import Iterable

from django.utils import timezone

from filings import history, walls
from filings.enums import Act, PublicList
from filings.models import Algorithm, PublicEntry, User

CONFIRMING = [PublicList.ALGORITHMS, PublicList.DEEP_SYNTHESIS]


def confirm(algorithm: Algorithm) -> bool:
    """Look the number of one algorithm up; whether it is published now or was before."""
    confirm_each([algorithm])
    return algorithm.published_at is not None


def confirm_each(algorithms: Iterable[Algorithm]) -> int:
    """Look up the numbers not confirmed yet; how many are published."""
    return _confirm([each for each in algorithms if each.number and each.published_at is None])


def confirm_numbers(numbers: Iterable[str], *, by: User | None) -> int:
    """Confirm every provider's algorithms with these numbers; how many.

    Public lists concern all providers, so this looks behind every wall as the clock does, and
    closes it again to what `by` may see.
    """
    with walls.for_clock():
        waiting = Algorithm.objects.filter(published_at=None, number__in=list(numbers))
        confirmed = _confirm(list(waiting.exclude(number="")))
        walls.leave() if by is None else walls.enter(by)
    return confirmed


def _confirm(algorithms: list[Algorithm]) -> int:
    entries = PublicEntry.objects.filter(
        number__in={each.number for each in algorithms}, published_in__in=CONFIRMING
    ).order_by("pk")
    where = {entry.number: entry for entry in reversed(entries)}
    found = [each for each in algorithms if each.number in where]
    now = timezone.now()
    for each in found:
        each.published_at = now
    Algorithm.objects.filter(pk__in=[each.pk for each in found]).update(published_at=now)
    history.record_each(
        Act.PUBLICATION_CONFIRMED,
        by=None,
        algorithms=[
            (
                each,
                {
                    "list": where[each.number].published_in,
                    "entry": where[each.number].pk,
                    "announced": where[each.number].announced,
                },
            )
            for each in found
        ],
    )
    return len(found)
