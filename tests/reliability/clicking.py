"""Sixteen connections at once on one vote, by plain SQL with the application's rights.

Eight vote; four recuse a voter as soon as so many ballots are cast; four close as soon as somebody
recuses, again and again until the vote has ended. In some rounds nobody recuses. Every act is one
transaction, as the one door would write it.
"""

import random
import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError, OperationalError, connection, connections, transaction

from reviews import invariants
from reviews.models import Meeting
from tests.factories import wall_down
from tests.reviews.judging import Bench

HANDS = 16
CALM = 0.25
"""The share of rounds, with locks, in which nobody recuses."""
ENTER = "SELECT wall_enter_judge(%(who)s);"
DOOR = "SELECT 1 FROM reviews_case WHERE id = %(case)s FOR NO KEY UPDATE;"
OPEN = (
    "INSERT INTO reviews_motion (provider_id, round_id, meeting_id, submission_id, final, outcome,"
    " wording, state, opened_by_id, void_reason, state_since) SELECT provider_id, id, %(meeting)s,"
    " submission_id, false, 'approve', 'x', 'open', %(who)s, '', now() FROM reviews_round"
    " WHERE id = %(round)s RETURNING id"
)
VOTE = (
    "INSERT INTO reviews_ballot (provider_id, voter_id, choice, reason, cast_by_id)"
    " SELECT provider_id, id, %(choice)s, '', %(who)s FROM reviews_motionvoter"
    " WHERE motion_id = %(motion)s AND seat_id = %(seat)s"
)
CLOSE = (
    "UPDATE reviews_motion SET state = 'closed', closed_by_id = %(who)s, state_since = now()"
    " WHERE id = %(motion)s"
)
RECUSE = (
    "INSERT INTO reviews_recusal (provider_id, case_id, person_id, ground, words, claimed_by_id)"
    " SELECT provider_id, id, %(who)s, 'money', '', %(who)s FROM reviews_case WHERE id = %(case)s"
)
EMPTY = """
DELETE FROM reviews_ballot; DELETE FROM reviews_motionvoter; DELETE FROM reviews_motion;
DELETE FROM reviews_recusal; UPDATE reviews_attendance SET left_at = NULL;
"""
EMPTIED = ("ballot", "motionvoter", "motion", "recusal", "attendance")

LOCKS = re.compile(r"\s+FOR (?:NO KEY UPDATE|SHARE)\b")
LOCKING = ("review_ballot_law", "review_motion_closes", "review_recusal_begin")
BEGINS = "NEW.recused_at := clock_timestamp();"
LINGERS = (
    BEGINS
    + """
  FOR patience IN 1..40 LOOP
    EXIT WHEN NOT EXISTS (SELECT FROM reviews_motion m JOIN reviews_round r ON r.id = m.round_id
                          WHERE r.case_id = NEW.case_id AND m.state = 'open');
    PERFORM pg_sleep(0.002);
  END LOOP;"""
)
"""A recusal takes its time, with and without locks: long enough for another to slip past it."""


@contextmanager
def lingering(*, locked: bool) -> Iterator[None]:
    """The law with slow recusals, as it is or with no lock in what votes, closes and recuses."""
    with connections["owner"].cursor() as owner:
        whole = []
        for name in LOCKING:
            owner.execute("SELECT pg_get_functiondef(%s::regproc)", [name])
            ((definition,),) = owner.fetchall()
            whole.append(definition)
            changed = definition.replace(BEGINS, LINGERS)
            owner.execute(changed if locked else LOCKS.sub("", changed))
        try:
            yield
        finally:
            for definition in whole:
                owner.execute(definition)


@dataclass
class Vote:
    """What the sixteen share while one vote runs."""

    motion: int
    cast: int = 0
    calm: bool = False
    recusing: threading.Event = field(default_factory=threading.Event)
    over: threading.Event = field(default_factory=threading.Event)
    more: threading.Condition = field(default_factory=threading.Condition)

    def counts(self) -> None:
        with self.more:
            self.cast += 1
            self.more.notify_all()

    def waits_for(self, ballots: int) -> None:
        with self.more:
            self.more.wait_for(lambda: self.cast >= ballots or self.over.is_set(), 5)


class Clicking:
    """Rounds of clicks on one bench; `locked` says whether the door's own lock is taken too."""

    def __init__(self, bench: Bench, meeting: Meeting, *, locked: bool, seed: int) -> None:
        self.bench, self.meeting = bench, meeting
        self.chance = random.Random(seed)
        self.counted: Counter[str] = Counter()
        self.calm = CALM if locked else 0
        self.begin = ENTER + (DOOR if locked else "")

    def run(self, rounds: int) -> Counter[str]:
        with ThreadPoolExecutor(HANDS) as pool:
            for _ in range(rounds):
                self._round(pool)
            together = threading.Barrier(HANDS)
            list(pool.map(lambda _hand: leave(together), range(HANDS)))
        return self.counted

    def _round(self, pool: ThreadPoolExecutor) -> None:
        who = {"who": self.bench.chair.pk, "meeting": self.meeting.pk} | self._names()
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(ENTER, who)
            cursor.execute(OPEN, who)
            ((motion,),) = cursor.fetchall()
        vote, together = (
            Vote(motion, calm=self.chance.random() < self.calm),
            threading.Barrier(HANDS),
        )

        def hand(act: Callable[[Vote], None]) -> None:
            together.wait(20)
            act(vote)

        list(pool.map(hand, self._acts()))
        with transaction.atomic(), wall_down(), connection.cursor() as cursor:
            broken = [f.invariant.code for f in invariants.check() if not f.holds]
            cursor.execute("SELECT state FROM reviews_motion WHERE id = %s", [motion])
            ((state,),) = cursor.fetchall()
        self.counted.update([state, "bad" if broken else "good", *broken])
        empty()

    def _names(self) -> dict[str, int]:
        return {"case": self.bench.the_case.pk, "round": self.bench.the_round.pk}

    def _acts(self) -> list[Callable[[Vote], None]]:
        acts: list[Callable[[Vote], None]] = []
        for seat in self.bench.members:
            choice = self.chance.choice(["yes", "yes", "abstain"])
            acts.append(lambda vote, s=seat, c=choice: self._votes(vote, s, c))  # type: ignore[misc]
        for _ in range(4):
            delay = self.chance.uniform(0, 0.02)
            acts.append(lambda vote, d=delay: self._closes(vote, d))  # type: ignore[misc]
        for seat in self.chance.sample(self.bench.members[1:], 4):
            after = self.chance.randint(5, 8)
            acts.append(lambda vote, s=seat, n=after: self._recuses(vote, s, n))  # type: ignore[misc]
        self.chance.shuffle(acts)
        return acts

    def _votes(self, vote: Vote, seat: Any, choice: str) -> None:
        facts = {"seat": seat.pk, "choice": choice}
        self._does("vote", VOTE, vote, seat.person_id, **facts)
        vote.counts()

    def _closes(self, vote: Vote, delay: float) -> None:
        if not vote.calm:
            vote.recusing.wait(5)
            time.sleep(delay)
        until = time.monotonic() + 10
        while not vote.over.is_set() and time.monotonic() < until:
            if self._does("close", CLOSE, vote, self.bench.chair.pk):
                vote.over.set()
                vote.counts()
            time.sleep(0.004)

    def _recuses(self, vote: Vote, seat: Any, after: int) -> None:
        vote.waits_for(after)
        if vote.calm:
            return
        vote.recusing.set()
        if self._does("recuse", RECUSE, vote, seat.person_id):
            vote.over.set()

    def _does(self, name: str, statement: str, vote: Vote, who: int, **facts: Any) -> bool:
        given = {"who": who, "motion": vote.motion} | self._names() | facts
        try:
            with connection.cursor() as cursor:
                cursor.execute(self.begin + statement, given)
        except IntegrityError:
            self.counted[f"{name} refused"] += 1
            return False
        except OperationalError:
            self.counted["deadlock"] += 1
            return False
        self.counted[f"{name} done"] += 1
        return True


def leave(together: threading.Barrier) -> None:
    """Each hand once: none is free again before all have come."""
    together.wait(20)
    connection.close()


def empty() -> None:
    """Back to where a vote can be opened, by the owner and past the guards."""
    with transaction.atomic("owner"), connections["owner"].cursor() as owner:
        for table in EMPTIED:
            owner.execute(f"ALTER TABLE reviews_{table} DISABLE TRIGGER USER")
        owner.execute(EMPTY)
        owner.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in EMPTIED:
            owner.execute(f"ALTER TABLE reviews_{table} ENABLE TRIGGER USER")
