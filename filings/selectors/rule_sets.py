"""What the pages of rule sets show: previews, differences in words."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from filings import lawbook
from filings.enums import JobKind, Verdict
from filings.models import Algorithm, Job, User
from filings.regulations import Text

SHOWN = 20


@dataclass(frozen=True)
class Move:
    """One duty whose verdict another rule set changes, and for how many algorithms."""

    title: Text | str
    before: str
    after: str
    count: int = 0


@dataclass(frozen=True)
class Difference:
    seen: int
    differing: int
    moves: list[Move]
    algorithms: list[tuple[Algorithm, list[Move]]]


def previews(user: User) -> QuerySet[Job]:
    return (
        Job.objects.visible_to(user)
        .filter(kind=JobKind.REDETERMINE, order__has_key="compare_with")
        .select_related("provider", "asked_by")
        .order_by("-id")[:SHOWN]
    )


def difference(job: Job, user: User) -> Difference | None:
    """The outcome of a comparison; nothing while it runs. Names only what one may see."""
    if "moves" not in job.result:
        return None
    titles = _titles()
    named = dict(job.result["algorithms"])
    visible = Algorithm.objects.visible_to(user).filter(pk__in=named).order_by("name_sort")
    moves = [_move(key, titles, n) for key, n in job.result["moves"].items()]
    return Difference(
        seen=job.result["seen"],
        differing=job.result["differing"],
        moves=sorted(moves, key=lambda move: -move.count),
        algorithms=[(each, [_move(k, titles) for k in named[each.pk]]) for each in visible],
    )


def _titles() -> dict[str, Text]:
    return {rule.code: rule.title for rules in lawbook.law().rule_sets for rule in rules.rules}


def _move(key: str, titles: dict[str, Any], count: int = 0) -> Move:
    code, before, after = key.split("|")
    return Move(titles.get(code, code), _label(before), _label(after), count)


def _label(verdict: str) -> str:
    return str(Verdict(verdict or Verdict.DOES_NOT_APPLY).label)
