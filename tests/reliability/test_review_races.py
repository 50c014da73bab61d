"""Two people act on one case in the same moment; whatever comes first, the law holds after both.

The first act is held open in its transaction until the second one waits for it, or has ended; so
every order is the one that the test names.
"""

import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import IntegrityError, connection, connections, transaction

from filings import walls
from filings.statemachine import ActionRefused
from reviews import invariants
from reviews.enums import Choice, Interest, Outcome, Procedure, RecusalGround, SeatRole
from reviews.models import Ballot, Decision, Motion, Recusal, Round
from reviews.services import decisions, expert_review, intake, meetings, panel
from tests.factories import UserFactory, wall_down
from tests.reviews import judging
from tests.reviews.judging import Bench, make_seat

Act = Callable[[], Any]
DONE, REFUSED = "done", "refused"


@pytest.fixture
def bench(cloned_database: str) -> Iterator[Bench]:
    with transaction.atomic():
        made = judging.make_bench()
    yield made
    with transaction.atomic(), wall_down():
        assert [f.invariant.code for f in invariants.check() if not f.holds] == []


def waits() -> bool:
    """Whether somebody waits for a lock in this database."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND wait_event_type = 'Lock'"
        )
        (count,) = cursor.fetchone() or (0,)
    return bool(count)


def race(first: Act, second: Act) -> tuple[str, str]:
    """How each ended, `first` committing only once `second` waits for it or has ended."""
    ended: list[str] = []

    def run() -> None:
        try:
            ended.append(_tried(second))
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    with transaction.atomic():
        outcome = _tried(first)
        thread.start()
        deadline = time.monotonic() + 10
        while thread.is_alive() and not waits() and time.monotonic() < deadline:
            time.sleep(0.02)
    thread.join(20)
    assert ended, "the second act never ended"
    return outcome, ended[0]


def _tried(act: Act) -> str:
    try:
        act()
    except (ActionRefused, IntegrityError):
        return REFUSED
    return DONE


def as_(user: Any, service: Callable[..., Any], **facts: Any) -> Act:
    return lambda: judging.do(user, service, **facts)


def see(model: Any, **which: Any) -> Any:
    with transaction.atomic(), wall_down():
        return model.objects.get(**which)


def opened(bench: Bench) -> tuple[Motion, list[Any]]:
    """A vote in which everybody but the last has voted."""
    judging.deliberating(bench)
    judging.meeting(bench)
    motion = judging.do(bench.chair, meetings.open_vote, round_=bench.round, outcome=YES)
    with transaction.atomic(), wall_down():
        people = [v.seat.person for v in motion.voters.select_related("seat__person")]
    for person in people[:-1]:
        judging.do(person, meetings.cast, motion=motion, choice=Choice.YES)
    return motion, people


YES = Outcome.APPROVE


@pytest.mark.parametrize("ballot_first", [True, False])
def test_k1_the_last_ballot_and_the_closing(bench: Bench, ballot_first: bool) -> None:
    motion, people = opened(bench)
    ballot = as_(people[-1], meetings.cast, motion=motion, choice=Choice.NO, reason="风险过高")
    close = as_(bench.chair, meetings.close, motion=motion)
    outcome = race(ballot, close) if ballot_first else race(close, ballot)
    assert outcome == ((DONE, DONE) if ballot_first else (REFUSED, DONE))
    after = see(Motion, pk=motion.pk)
    with transaction.atomic(), wall_down():
        assert Ballot.objects.filter(voter__motion=motion).count() == 8
    assert (after.state, after.present) == (("closed", 8) if ballot_first else ("open", None))


@pytest.mark.parametrize("recusal_first", [True, False])
def test_k2_a_recusal_and_the_closing(bench: Bench, recusal_first: bool) -> None:
    motion, people = opened(bench)
    judging.do(people[-1], meetings.cast, motion=motion, choice=Choice.YES)
    recuse = as_(
        people[3], panel.recuse, case=bench.case, person=people[3], ground=RecusalGround.MONEY
    )
    close = as_(bench.chair, meetings.close, motion=motion)
    outcome = race(recuse, close) if recusal_first else race(close, recuse)
    after = see(Motion, pk=motion.pk)
    if recusal_first:
        assert (outcome, after.state) == ((DONE, REFUSED), "void")
    else:
        assert (outcome, after.state) == ((DONE, DONE), "closed")
    assert see(Recusal, case=bench.case).person_id == people[3].pk


@pytest.mark.parametrize("recusal_first", [True, False])
def test_k3_a_late_recusal_and_the_release(bench: Bench, recusal_first: bool) -> None:
    judging.staged(bench)
    late = bench.members[4].person
    recuse = as_(late, panel.recuse, case=bench.case, person=late, ground=RecusalGround.MONEY)
    release = as_(bench.chair, decisions.release, round_=bench.round)
    outcome = race(recuse, release) if recusal_first else race(release, recuse)
    decision = see(Decision, round=bench.round)
    if recusal_first:
        assert (outcome, decision.state) == ((DONE, REFUSED), "staged")
    else:
        assert (outcome, decision.state) == ((DONE, DONE), "released")
    assert see(Recusal, case=bench.case).person_id == late.pk


def test_k4_two_release_at_once(bench: Bench) -> None:
    judging.staged(bench)
    release = as_(bench.chair, decisions.release, round_=bench.round)
    again = as_(bench.members[1].person, decisions.release, round_=bench.round)
    assert race(release, again) == (DONE, REFUSED)
    assert see(Decision, round=bench.round).released_by == bench.chair
    with transaction.atomic(), wall_down():
        assert bench.the_case.follow_ups.count() == 1


def test_k5_two_acts_on_one_case_leave_two_events_and_both_are_done(bench: Bench) -> None:
    judging.accepted(bench)
    first, second = (
        as_(seat.person, panel.declare, case=bench.case, level=Interest.NONE)
        for seat in bench.members[:2]
    )
    assert race(first, second) == (DONE, DONE)
    with transaction.atomic(), wall_down():
        assert bench.the_case.declarations.count() == 2
        events = bench.algorithm.events.filter(payload__action="declare")
        assert events.count() == 2


@pytest.mark.parametrize("seat_first", [True, False])
def test_k6_an_expert_joins_the_committee_while_the_review_is_closed(
    bench: Bench, seat_first: bool
) -> None:
    review, head = judging.with_experts(bench)
    judging.do(head, expert_review.start, review=review)
    for expert in bench.seats:
        with judging.as_judge(head):
            expert_review.opine(seat=expert, said=expert_review.Said(True, "合规", "合理"))
    person = UserFactory(email=bench.seats[0].email)

    def join() -> None:
        with transaction.atomic():
            make_seat(bench.committee, 4, person=person, role=SeatRole.MEMBER)

    close = as_(head, expert_review.close, review=review)
    outcome = race(join, close) if seat_first else race(close, join)
    assert outcome == ((DONE, REFUSED) if seat_first else (DONE, DONE))
    after = see(type(review), pk=review.pk)
    assert after.state == ("reviewing" if seat_first else "closed")


@pytest.mark.parametrize("withdrawal_first", [True, False])
def test_k7_a_withdrawal_and_the_closing(bench: Bench, withdrawal_first: bool) -> None:
    motion, people = opened(bench)
    judging.do(people[-1], meetings.cast, motion=motion, choice=Choice.YES)
    withdraw = as_(bench.filer, intake.withdraw_case, case=bench.case, reason="项目终止")
    close = as_(bench.chair, meetings.close, motion=motion)
    outcome = race(withdraw, close) if withdrawal_first else race(close, withdraw)
    assert outcome == ((DONE, REFUSED) if withdrawal_first else (DONE, DONE))
    assert see(Motion, pk=motion.pk).state == ("open" if withdrawal_first else "closed")
    assert see(Round, pk=bench.the_round.pk).state == "withdrawn"


def test_k8_two_secretaries_accept_with_different_procedures(bench: Bench) -> None:
    judging.submitted(bench)
    with transaction.atomic():
        other = make_seat(bench.committee, 2, role=SeatRole.SECRETARY).person

    def accept(user: Any, procedure: Procedure, ground: str) -> Act:
        facts = intake.Acceptance(
            procedure=procedure,
            reason="理由",
            listed=False,
            list_reason="理由",
            simplified_ground=ground,
        )
        return as_(user, intake.accept, round_=bench.round, facts=facts)

    outcome = race(
        accept(bench.secretary.person, Procedure.GENERAL, ""),
        accept(other, Procedure.SIMPLIFIED, "minimal_risk"),
    )
    assert outcome == (DONE, REFUSED)
    assert see(Round, pk=bench.the_round.pk).procedure == "general"


def test_without_its_lock_a_ballot_slips_past_the_closing(bench: Bench) -> None:
    """The control: the race of K1 by raw SQL, with the guard of ballots reading without locks.

    The closing looks first, finds a ballot missing and would refuse; so the missing ballot is the
    ninth, of a voter whom only the owner can put on the list.
    """
    motion, people = opened(bench)
    judging.do(people[-1], meetings.cast, motion=motion, choice=Choice.YES)
    outcomes = {}
    for locked in (True, False):
        with connections["owner"].cursor() as cursor:
            _guard(cursor, locked=locked)
        outcomes[locked] = _slipped(bench, motion)
    assert outcomes == {True: False, False: True}


def _guard(cursor: Any, *, locked: bool) -> None:
    cursor.execute("SELECT pg_get_functiondef('review_ballot_law'::regproc)")
    (definition,) = cursor.fetchone()
    if not locked:
        cursor.execute(definition.replace(" FOR SHARE", ""))


def _slipped(bench: Bench, motion: Motion) -> bool:
    """Whether a ballot came into a vote while it was being closed. Leaves all as it was."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("ALTER TABLE reviews_ballot DISABLE TRIGGER append_only")
        cursor.execute(
            "DELETE FROM reviews_ballot WHERE id = (SELECT max(id) FROM reviews_ballot)"
            " RETURNING voter_id"
        )
        ((voter,),) = cursor.fetchall()
        cursor.execute("ALTER TABLE reviews_ballot ENABLE TRIGGER append_only")
    slipped = threading.Event()
    looked = threading.Event()

    def close() -> None:
        """Looks at the vote, waits for the other, then decides by what it saw: the classic slip."""
        with connections["owner"].cursor() as owner:
            owner.execute("BEGIN")
            owner.execute(
                "SELECT FROM reviews_case WHERE id = %s FOR NO KEY UPDATE", [bench.the_case.pk]
            )
            owner.execute("SELECT FROM reviews_motion WHERE id = %s FOR NO KEY UPDATE", [motion.pk])
            looked.set()
            slipped.wait(1)
            owner.execute("ROLLBACK")
        connections["owner"].close()

    thread = threading.Thread(target=close)
    thread.start()
    looked.wait(10)
    began = time.monotonic()
    with walls.for_judge(judging.fresh(bench.chair)):
        Ballot.objects.create(
            provider=bench.provider, voter_id=voter, choice="yes", cast_by=bench.chair
        )
    waited = time.monotonic() - began
    slipped.set()
    thread.join(10)
    return waited < 0.5
