"""A rule set over the whole portfolio of a provider: compare it, or bring everything in line.

Each chunk is a transaction of its own, so that a job tells how far it is and may stop between.
"""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.db.models import Prefetch, QuerySet

from filings import walls
from filings.enums import DisclosureState, JobKind, Verdict
from filings.models import Determination, Disclosure, Job, User
from filings.services import determining, jobs
from filings.services.determining import Rules
from filings.services.jobs import Deliver, JobFailed, Progress

CHUNK = 200
LISTED = 500
"""How many algorithms a comparison names; it counts all of them."""
STEP = "determining"


def work(job: Job, progress: Progress) -> Deliver:
    """`order` names the rule set to compare with; without one the adopted rules are recorded."""
    version = job.order.get("compare_with")
    rules = Rules()
    if version:
        found = next((each for each in rules.law.rule_sets if each.version == version), None)
        if found is None:
            raise JobFailed("no_rule_set")
        result = compare(job.provider_id, Rules(found), progress)
    else:
        result = bring_in_line(job.provider_id, rules, job.asked_by, progress)
    return lambda _job: result


def compare(provider_id: int, rules: Rules, progress: Progress) -> dict[str, Any]:
    """What another rule set would change at one provider; nothing is written.

    `{"seen": n, "differing": n, "moves": {"duty|before|after": n}, "algorithms": [[id, [moves]]]}`
    """
    moves, named, seen, differing = Counter[str](), list[Any](), 0, 0
    for disclosure in _versions(provider_id, progress):
        changed = _moves(rules, disclosure)
        moves.update(changed)
        seen, differing = seen + 1, differing + bool(changed)
        if changed and len(named) < LISTED:
            named.append([disclosure.algorithm_id, changed])
    return {"seen": seen, "differing": differing, "moves": dict(moves), "algorithms": named}


def bring_in_line(
    provider_id: int, rules: Rules, by: User | None, progress: Progress
) -> dict[str, Any]:
    """Record anew what the adopted rules say of every algorithm determined by others."""
    seen = 0
    for disclosure in _versions(provider_id, progress):
        standing = next(iter(disclosure.algorithm.standing), None)  # type: ignore[attr-defined]
        if standing is None or not rules.made(standing):
            determining.determine(disclosure=disclosure, by=by, rules=rules)
            seen += 1
    return {"seen": seen, "rule_set": rules.rule_set.version}


def ask_where_outdated() -> int:
    """One job for each provider with determinations made by other rules; inside the clock's wall.

    How many jobs were asked for; a provider whose job still runs waits for it.
    """
    rules = Rules()
    busy = Job.objects.filter(kind=JobKind.REDETERMINE, ended_at=None)
    late = (
        Determination.objects.filter(current=True, algorithm__ended_on=None)
        .exclude(rule_set=rules.rule_set.version, parameters=rules.parameters)
        .exclude(provider_id__in=busy.values("provider_id"))
        .values_list("provider_id", flat=True)
        .distinct()
    )
    providers = list(late)
    for provider_id in providers:
        jobs.ask(kind=JobKind.REDETERMINE, provider_id=provider_id, by=None)
    return len(providers)


def _versions(provider_id: int, progress: Progress) -> Iterator[Disclosure]:
    """The last frozen version of each algorithm in service, its current determination with it."""
    with walls.for_provider(provider_id):
        ids = list(_latest(provider_id).values_list("pk", flat=True))
    current = Determination.objects.filter(current=True).prefetch_related("duties")
    for first in range(0, len(ids), CHUNK):
        progress(STEP, first, len(ids))
        with walls.for_provider(provider_id):
            yield from (
                Disclosure.objects.filter(pk__in=ids[first : first + CHUNK])
                .select_related("algorithm")
                .prefetch_related(Prefetch("algorithm__determinations", current, "standing"))
            )
    progress(STEP, len(ids), len(ids))


def _latest(provider_id: int) -> QuerySet[Disclosure]:
    return (
        Disclosure.objects.filter(
            provider_id=provider_id,
            state=DisclosureState.FROZEN,
            algorithm__ended_on=None,
        )
        .order_by("algorithm_id", "-number")
        .distinct("algorithm_id")
    )


def _moves(rules: Rules, disclosure: Disclosure) -> list[str]:
    """`duty|before|after` for each verdict that differs; a duty not there does not apply."""
    none = Verdict.DOES_NOT_APPLY.value
    made: list[Determination] = disclosure.algorithm.standing  # type: ignore[attr-defined]
    before = {duty.code: str(duty.verdict) for each in made for duty in each.duties.all()}
    after = {finding.code: finding.verdict.value for finding in rules.findings(disclosure)}
    return [
        f"{code}|{before.get(code, none)}|{after.get(code, none)}"
        for code in dict.fromkeys((*before, *after))
        if before.get(code, none) != after.get(code, none)
    ]
