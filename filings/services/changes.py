"""A filed fact that changes starts the term for a change filing (Order 9, Art. 24(2))."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django.utils import timezone

from filings import changed, contents, history, standing
from filings.enums import Act
from filings.models import Algorithm, Disclosure, Provider, User
from filings.models.deadline import LIVE
from filings.services import deadlines

RULE = "alg_change"
OF_PROVIDER = frozenset({"name_zh", "responsible_person"})
"""Facts of a provider that the public lists name with each of its algorithms."""


def propose(disclosure: Disclosure, *, by: User) -> list[str]:
    """Start the term where the frozen version departs from the filed one.

    It runs from the freeze, the first day on which the change is a recorded fact; who knows the
    day of the change itself corrects the term. Gives the paths of the changed facts.
    """
    filed = standing.in_force(disclosure.algorithm_id)
    if filed is None:
        return []
    form = contents.form_of(disclosure)
    found = changed.watched(form, filed.disclosure.content, disclosure.content)
    if found:
        _start(disclosure.algorithm, timezone.localdate(), by, paths=found)
    return found


def propose_for_all(provider: Provider, names: Collection[str], *, by: User) -> int:
    """A fact of the provider that each of its filings names has changed; how many it concerns."""
    facts = sorted(OF_PROVIDER.intersection(names))
    if not facts:
        return 0
    filed = Algorithm.objects.filter(provider=provider, ended_on=None).exclude(number="")
    for algorithm in filed:
        _start(algorithm, timezone.localdate(), by, facts=facts)
    return len(filed)


def _start(algorithm: Algorithm, on: date, by: User, **why: Any) -> None:
    """A second change does not put off the day of the first one."""
    running = algorithm.deadlines.filter(rule=RULE, state__in=LIVE)
    if not running.filter(starts_on__lte=on).exists():
        deadlines.start(algorithm=algorithm, rule=RULE, starts_on=on, by=by)
    history.record(Act.CHANGE_PROPOSED, by=by, algorithm=algorithm, **why)
