"""Each guard of the law taken away, one at a time: the hostile statements must tell the difference.

A mutant is caught when some statement in some state of a review ends otherwise than under the
whole law: accepted instead of refused, refused by another guard, or with another result.
"""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import DatabaseError, connection, connections, transaction

from filings import walls
from tests.reliability.edges import EDGES
from tests.reliability.hostile import PROBES, STATEMENTS
from tests.reliability.test_review_hostile import STATES
from tests.reviews import judging
from tests.reviews.judging import Bench

pytestmark = pytest.mark.slow
REFUSAL = re.compile(r"PERFORM review_refuse\('(\w+)'\);")
CLAUSES = (
    ("review_motion_closes", ">= pack.pass_num * NEW.basis", "> pack.pass_num * NEW.basis"),
    ("review_motion_closes", "NEW.yes * pack.pass_den", "(NEW.yes + NEW.abstain) * pack.pass_den"),
    ("review_motion_closes", "NEW.yes * pack.pass_den", "(NEW.yes + 1) * pack.pass_den"),
    ("review_expertreview_law", ">= pack.expert_num *", "> pack.expert_num *"),
    ("review_expertreview_law", "count(o.id) FILTER (WHERE o.agrees)", "count(o.id)"),
    ("review_expertreview_law", "AND s.state = 'accepted';", ";"),
    ("review_vote", "AND m.state = 'closed' AND m.carried", "AND m.state = 'closed'"),
    ("review_vote", "AND NOT EXISTS (", "AND true OR NOT EXISTS ("),
    ("review_decision_law", "AND m.outcome = NEW.outcome", ""),
    ("review_decision_law", "AND e.passed", ""),
    ("review_decision_law", "coalesce(r.listed, true)", "coalesce(r.listed, false)"),
    ("review_bar", "OR d.level = 'declared' AND d.ruling = 'takes_part'", "OR d.level <> 'none'"),
    ("review_recusal_follows", "AND m.state = 'open'", "AND m.state = 'never'"),
    ("review_case_law", "AND unmet = 0", ""),
    ("review_simplified", ">= p.simplified_min", ">= 0"),
)
"""Single clauses changed: function, what stands there, what stands there instead."""


RESULT = """
SELECT (SELECT string_agg(state || coalesce(carried::text, '-'), ',' ORDER BY id)
        FROM reviews_motion),
       (SELECT string_agg(state || coalesce(passed::text, '-'), ',' ORDER BY id)
        FROM reviews_expertreview),
       (SELECT string_agg(state, ',' ORDER BY id) FROM reviews_round),
       (SELECT string_agg(state, ',' ORDER BY id) FROM reviews_assignment),
       (SELECT string_agg(state, ',' ORDER BY id) FROM reviews_correction)
"""


def ending(cursor: Any, statement: str) -> str:
    """How a statement ends: by which refusal, or with which result. It is undone."""
    try:
        with transaction.atomic():
            cursor.execute(statement)
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(RESULT)
            result = str(cursor.fetchone())
            transaction.set_rollback(True)
    except DatabaseError as error:
        diagnosis = getattr(error.__cause__, "diag", None)
        return str(getattr(diagnosis, "message_primary", error))
    return result


def endings(benches: dict[str, Bench]) -> Iterator[tuple[tuple[str, str], str]]:
    for state, bench in benches.items():
        with walls.for_provider(bench.provider.pk), connection.cursor() as cursor:
            tried = PROBES if state in EDGES else STATEMENTS | PROBES
            for name, statement in tried.items():
                yield (state, name), ending(cursor, statement)


def mutants(cursor: Any) -> Iterator[tuple[str, str]]:
    """Each mutant by name with the function as it then stands."""
    cursor.execute(
        """SELECT proname, pg_get_functiondef(p.oid) FROM pg_proc p
           WHERE proname LIKE 'review_%' AND proname !~ '_(letter|paper)'
             AND pronamespace = 'public'::regnamespace ORDER BY 1"""
    )
    whole = dict(cursor.fetchall())
    for name, definition in whole.items():
        for number, match in enumerate(REFUSAL.finditer(definition), 1):
            mutant = definition[: match.start()] + "NULL;" + definition[match.end() :]
            yield f"{name} {number} without {match[1]}", mutant
    for name, there, instead in CLAUSES:
        assert there in whole[name], there
        yield f"{name}: {there} -> {instead}", whole[name].replace(there, instead, 1)


DOUBLED = {
    "review_ballot_law 2 without recused": "a recusal has voided the vote before",
    "review_decision_law 1 without no_such_move": "no vote is opened on a misfit outcome",
    "review_expertreview_law 5 without expert_of_committee": "the race K6 is lost without it",
    "review_motion_closes 2 without no_quorum": "asked at the opening, the list being frozen",
    "review_motion_closes 3 without category_missing": "asked at the opening, as above",
    "review_voter_law 1 without list_frozen": "the application lacks the right itself",
}
"""Guards that say again what another one has said; kept for whoever gets past that one."""


def test_nearly_every_guard_taken_away_is_missed(cloned_database: str) -> None:
    with transaction.atomic():
        benches = {}
        for state, reach in (EDGES | STATES).items():
            benches[state] = judging.make_bench()
            reach(benches[state])
    baseline = dict(endings(benches))
    assert dict(endings(benches)) == baseline
    caught, survived = 0, []
    with connections["owner"].cursor() as owner:
        for name, mutant in list(mutants(owner)):
            function = name.split(":")[0].split(" ")[0]
            owner.execute("SELECT pg_get_functiondef(%s::regproc)", [function])
            (whole,) = owner.fetchone() or ("",)
            owner.execute(mutant)
            seen = any(baseline[key] != found for key, found in endings(benches))
            owner.execute(whole)
            caught += seen
            survived += [] if seen else [name]
    blind = set(survived) - DOUBLED.keys()
    assert caught >= 0.9 * (caught + len(blind)), blind
