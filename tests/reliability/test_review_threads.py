"""Sixteen at once on one vote: they vote, close, recuse and leave; no round ends badly.

A round is bad when any invariant of review fails after it. BEIAN_ROUNDS sets how many rounds by
plain SQL there are; a tenth as many are run without locks, and nearly all of them must be bad.
"""

import os
import random
import threading
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, OperationalError, connection, transaction

from filings.statemachine import ActionRefused
from reviews import invariants
from reviews.enums import Choice, Outcome
from reviews.models import Meeting, Motion
from reviews.services import decisions, meetings
from tests.factories import wall_down
from tests.reliability.clicking import Clicking, lingering
from tests.reviews import judging
from tests.reviews.judging import Bench, do, seen

pytestmark = pytest.mark.slow
ROUNDS = int(os.environ.get("BEIAN_ROUNDS", "24"))
BY_SERVICES = 6


def clicks(bench: Bench, motion: Motion, meeting: Meeting, chance: random.Random) -> list[Any]:
    """What is done at once: two ballots of each of eight, three closings, one leaving."""
    choices = chance.choices([Choice.YES, Choice.ABSTAIN], weights=[4, 1], k=8)
    acts: list[Callable[[], Any]] = []
    for seat, choice in zip(bench.members, choices, strict=True):
        acts += [
            lambda seat=seat, choice=choice: do(  # type: ignore[misc]
                seat.person, meetings.cast, motion=motion, choice=choice
            )
        ] * 2
    for _ in range(3):
        acts.append(lambda: do(bench.chair, meetings.close, motion=motion))
    leaving = chance.choice(bench.members[1:])
    acts.append(lambda: do(bench.chair, meetings.leave, meeting=meeting, seat=leaving))
    chance.shuffle(acts)
    return acts


def at_once(acts: list[Callable[[], Any]], counted: Counter[str]) -> None:
    start = threading.Barrier(len(acts))

    def run(act: Callable[[], Any]) -> None:
        start.wait(20)
        try:
            act()
            counted["done"] += 1
        except (ActionRefused, IntegrityError):
            counted["refused"] += 1
        except OperationalError:
            counted["deadlock"] += 1
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)


def test_no_round_ends_badly_however_many_click_at_once(cloned_database: str) -> None:
    with transaction.atomic():
        bench = judging.deliberating(judging.make_bench())
        meeting = judging.meeting(bench)
    chance, counted, bad = random.Random(7), Counter[str](), 0
    for _ in range(BY_SERVICES):
        judging.now(bench)
        motion = do(bench.chair, meetings.open_vote, round_=bench.round, outcome=Outcome.APPROVE)
        at_once(clicks(bench, motion, meeting, chance), counted)
        with transaction.atomic(), wall_down():
            bad += any(not finding.holds for finding in invariants.check())
            motion.refresh_from_db()
        counted[motion.state] += 1
        _tidy(bench, motion, meeting)
    assert (bad, counted["deadlock"]) == (0, 0)
    assert counted["done"] + counted["refused"] == 20 * BY_SERVICES
    assert counted["closed"] + counted["open"] == BY_SERVICES


def test_no_round_by_plain_sql_ends_badly_and_without_locks_nearly_all_do(
    cloned_database: str, record_property: Callable[[str, object], None]
) -> None:
    with transaction.atomic():
        bench = judging.deliberating(judging.make_bench())
        meeting = judging.meeting(bench)
    told = {}
    for locked, rounds in ((True, ROUNDS), (False, max(12, ROUNDS // 10))):
        with lingering(locked=locked):
            told[locked] = Clicking(bench, meeting, locked=locked, seed=11).run(rounds)
        name = f"rounds of clicks {'with' if locked else 'without'} locks"
        record_property(name, dict(sorted(told[locked].items())))
    held, loose = told[True], told[False]
    assert (held["bad"], held["deadlock"], held["open"]) == (0, 0, 0)
    assert held["closed"] + held["void"] == ROUNDS
    assert min(held["closed"], held["void"]) >= ROUNDS // 50, "only one of the two ends was reached"
    runs = loose["bad"] + loose["good"]
    assert loose["bad"] >= (0.9 if runs >= 100 else 0.7) * runs


def _tidy(bench: Bench, motion: Motion, meeting: Meeting) -> None:
    """Back to deliberation with everybody present."""
    if motion.state == "open":
        do(bench.chair, meetings.void, motion=motion, reason="重新表决")
    elif motion.carried:
        judging.now(bench)
        do(bench.chair, decisions.vote_again, round_=bench.round, reason="重新表决")
    with seen():
        here = set(meeting.attendance.filter(left_at=None).values_list("seat", flat=True))
    for seat in bench.members:
        if seat.pk not in here:
            do(bench.chair, meetings.attend, meeting=meeting, seat=seat)
