"""Every hostile statement in every state of a review: whatever it does, the law holds after it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from reviews import invariants
from reviews.enums import Outcome, RecusalGround
from reviews.models import RulePack
from reviews.services import expert_review, meetings, panel
from tests.factories import wall_down
from tests.reliability.hostile import STATEMENTS
from tests.reviews import judging
from tests.reviews.judging import Bench, do

FINAL = (
    """SELECT id, state, present, yes, no, abstain, basis, carried, outcome
       FROM reviews_motion WHERE state = 'closed'""",
    """SELECT id, outcome, reasons, released_by_id, sha256
       FROM reviews_decision WHERE state = 'released'""",
    "SELECT id, outcome, summary, sha256 FROM reviews_opinion",
    "SELECT id, choice, voter_id FROM reviews_ballot",
    "SELECT id, person_id, recused_at FROM reviews_recusal",
    "SELECT id, passed, agreed, seats_counted FROM reviews_expertreview WHERE state = 'closed'",
    "SELECT id, agrees, sha256 FROM reviews_expertopinion",
    "SELECT id, sha256, disclosure_id FROM reviews_submissionversion",
    "SELECT id, passage, reading, letter_id FROM reviews_correction WHERE state = 'made'",
)
"""What is over. It may grow, and never changes."""


def over(cursor: Any) -> list[set[tuple[Any, ...]]]:
    found = []
    for query in FINAL:
        cursor.execute(query)
        found.append(set(cursor.fetchall()))
    return found


REFUSALS = {"23", "42501", "55"}
"""Classes and codes of SQLSTATE with which the law, a right or a state refuses."""


def damage(cursor: Any, statement: str) -> list[str]:
    """What a statement broke; nothing when it was refused or did no harm. All is undone."""
    before = over(cursor)
    try:
        with transaction.atomic():
            cursor.execute(statement)
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            found = [f.invariant.code for f in invariants.check() if not f.holds]
            found += [
                query
                for query, then, now in zip(FINAL, before, over(cursor), strict=True)
                if not then <= now
            ]
            transaction.set_rollback(True)
    except DatabaseError as error:
        code = str(getattr(error.__cause__, "sqlstate", ""))
        return [] if {code, code[:2]} & REFUSALS else [f"cannot be tried: {error}"]
    return found


def voting(bench: Bench) -> None:
    judging.deliberating(bench)
    judging.meeting(bench)
    motion = do(bench.chair, meetings.open_vote, round_=bench.round, outcome=Outcome.APPROVE)
    for seat in bench.members[:4]:
        do(seat.person, meetings.cast, motion=motion, choice="yes")


def recused_late(bench: Bench) -> None:
    judging.staged(bench)
    late = bench.members[4].person
    do(late, panel.recuse, case=bench.case, person=late, ground=RecusalGround.MONEY)


def experts_at_work(bench: Bench) -> None:
    review, head = judging.with_experts(bench)
    do(head, expert_review.start, review=review)
    with judging.as_judge(head):
        for seat in bench.seats[:3]:
            expert_review.opine(seat=seat, said=expert_review.Said(False, "不合规", "不合理"))


STATES: dict[str, Callable[[Bench], Any]] = {
    "submitted": judging.submitted,
    "accepted": judging.accepted,
    "accepted as listed": lambda bench: judging.accepted(bench, listed=True),
    "independent": judging.independent,
    "deliberating": judging.deliberating,
    "voting": voting,
    "vote lost": lambda bench: judging.vote(judging.deliberating(bench), against=3),
    "voted": judging.voted,
    "experts at work": experts_at_work,
    "experts against": lambda bench: judging.replied(bench, against=2),
    "experts in favour": judging.replied,
    "staged": judging.staged,
    "recused late": recused_late,
    "released": judging.released,
    "conditional": lambda bench: judging.released(bench, Outcome.APPROVE_AFTER_CHANGES),
    "rejected": lambda bench: judging.released(bench, Outcome.REJECT),
}


@pytest.mark.parametrize("state", STATES)
def test_no_statement_breaks_the_law_in_any_state(bench: Bench, state: str) -> None:
    STATES[state](bench)
    with wall_down(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        hurt = {name: found for name, s in STATEMENTS.items() if (found := damage(cursor, s))}
    assert hurt == {}


NEVER = (
    "drop ballots",
    "turn ballots",
    "drop decisions",
    "lift a recusal",
    "lower the rules",
    "bring lower rules",
    "make moves legal",
    "empty the votes",
    "switch the guards off",
    "play the replica",
    "replace a voter",
    "drop a voter",
)
"""Refused whatever the state, for want of the right itself."""


@pytest.mark.parametrize("name", NEVER)
def test_the_application_lacks_the_right_itself(bench: Bench, name: str) -> None:
    judging.released(bench)
    with wall_down(), connection.cursor() as cursor:
        with pytest.raises(DatabaseError), transaction.atomic():
            cursor.execute(STATEMENTS[name])
        assert RulePack.objects.count() == 2


def test_the_oracle_sees_damage_where_there_is_some(bench: Bench) -> None:
    """The control: a statement that the law allows and that ends what was in force."""
    judging.released(bench)
    harm = "UPDATE reviews_case SET state = 'closed'"  # leaves its follow-up behind
    with wall_down(), connection.cursor() as cursor, transaction.atomic():
        cursor.execute(harm)
        assert [f.invariant.code for f in invariants.check() if not f.holds] == ["followed_up"]
        transaction.set_rollback(True)
