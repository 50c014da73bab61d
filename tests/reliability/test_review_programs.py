"""Random programs of acts by anybody, with hostile SQL between them: the law holds after each.

What may be done is asked of the table that `tests.reviews.test_workflow` holds by hand, never of
the product's own. BEIAN_PROGRAMS sets how many are run; what they reached is told at the end.
"""

import os
from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import replace
from typing import Any

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import DatabaseError, IntegrityError, connection, connections, transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from filings import walls
from filings.models import User
from filings.statemachine import ActionRefused
from reviews.enums import Outcome
from reviews.models import Recusal
from reviews.services import expert_review, intake, meetings
from reviews.services.expert_review import Said
from tests.factories import wall_down
from tests.reliability.hostile import STATEMENTS
from tests.reliability.programs import ACTS, broken, history, picture, resubmission
from tests.reviews import judging
from tests.reviews.judging import Bench, do
from tests.reviews.test_workflow import MODELS, TABLE

PROGRAMS = int(os.environ.get("BEIAN_PROGRAMS", "8"))
LONG = PROGRAMS >= 50
STEPS = 30 if LONG else 12
WHERE = {code: (thing, *row) for thing, acts in TABLE.items() for code, row in acts.items()}
OF_CASE = {
    "case": "pk",
    "round": "case",
    "assignment": "round__case",
    "meeting": "round__case",
    "motion": "round__case",
    "expertreview": "round__case",
    "expertseat": "review__round__case",
    "decision": "round__case",
    "correction": "decision__round__case",
    "condition": "decision__round__case",
    "followup": "case",
}
NUMBERS = st.integers(0, 23)
LATER = {"unstage": {"voted", "voted_final"}}
"""One service goes back to the vote that the decision rested on, the first or the final one."""


def voting(bench: Bench) -> None:
    judging.deliberating(bench)
    judging.meeting(bench)
    motion = do(bench.chair, meetings.open_vote, round_=bench.round, outcome=Outcome.APPROVE)
    for seat in bench.members[:6]:
        do(seat.person, meetings.cast, motion=motion, choice="yes")


def experts(bench: Bench) -> None:
    review, head = judging.with_experts(bench)
    do(head, expert_review.start, review=review)
    bench.people["organiser"] = head


STARTS: dict[str, Callable[[Bench], Any]] = {
    "submitted": judging.submitted,
    "voting": voting,
    "experts at work": experts,
    "staged": judging.staged,
    "in force": judging.released,
}
if LONG:
    STARTS |= {
        "to be refused": lambda bench: judging.staged(bench, Outcome.REJECT),
        "to be returned": lambda bench: judging.staged(bench, Outcome.REVISE_AND_RESUBMIT),
        "on conditions": lambda bench: judging.released(bench, Outcome.APPROVE_AFTER_CHANGES),
    }


KINDS = ("done", "refused", "reached")
ENDS = (
    "SQL refused",
    "reached motion closed",
    "SQL without effect",
    "reached motion void",
    "reached round released",
    "reached expertreview closed",
    "reached case suspended",
    "reached case refused",
    "reached case returned",
    "reached case conditional",
)
"""A run that comes not so far proves nothing: any reaches the first two, a long one all."""


class Program(RuleBasedStateMachine):
    """One review from one of the starts; undone at the end."""

    benches: dict[str, Bench] = {}
    counted: Counter[str] = Counter()

    def __init__(self) -> None:
        super().__init__()
        self.point = transaction.atomic()
        self.point.__enter__()

    def teardown(self) -> None:
        try:
            if not connection.needs_rollback and hasattr(self, "bench"):
                self._looks("the end")
        finally:  # else a fault found at the end leaves the connection inside a transaction
            transaction.set_rollback(True)
            self.point.__exit__(None, None, None)

    @initialize(n=NUMBERS)
    def begin(self, n: int) -> None:
        bench = list(self.benches.values())[n % len(self.benches)]
        self.bench = judging.now(replace(bench, members=list(bench.members)))
        self.all = list(bench.members)
        self.people: dict[str, User] = {
            **bench.people,
            "chair": bench.members[0].person,
            "vice": bench.members[1].person,
            "reviewer": bench.members[2].person,
            "member": bench.members[4].person,
            "secretary": bench.secretary.person,
        }
        self.before = history()
        self.counted["programs"] += 1

    @rule(act=st.sampled_from(sorted(ACTS)), who=NUMBERS, n=NUMBERS)
    def anybody_tries_anything(self, act: str, who: int, n: int) -> None:
        role = sorted(self.people)[who % len(self.people)]
        self._tries(act, role, n)

    @rule(n=NUMBERS, who=NUMBERS)
    def somebody_does_what_is_theirs(self, n: int, who: int) -> None:
        open_now = [
            (code, role)
            for code, (thing, sources, _target, roles) in WHERE.items()
            if code in ACTS and (obj := self._obj(thing)) and obj.state in sources.split()
            for role in roles.split()
            if role in self.people
        ]
        self._tries(*open_now[(n * 24 + who) % len(open_now)], n)

    @rule(n=NUMBERS)
    def it_goes_on(self, n: int) -> None:
        """What comes next in the ordinary course, by those who are free to act."""
        self._settle()
        try:
            with transaction.atomic():
                self._goes_on(n)
        except (ActionRefused, IntegrityError, IndexError, ObjectDoesNotExist):
            self.counted["could not go on"] += 1
        self._holds("it goes on")

    @rule(name=st.sampled_from(sorted(STATEMENTS)))
    def somebody_writes_sql(self, name: str) -> None:
        before = picture()
        try:
            with (
                transaction.atomic(),
                walls.for_provider(self.bench.provider.pk),
                connection.cursor() as cursor,
            ):
                cursor.execute(STATEMENTS[name])
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        except DatabaseError:
            self.counted["SQL refused"] += 1
            return
        self.counted["SQL with effect" if picture() != before else "SQL without effect"] += 1
        self._holds(name)

    def _tries(self, act: str, role: str, n: int) -> None:
        thing, sources, target, roles = WHERE[act]
        self._settle()
        if not (obj := self._obj(thing)):
            self.counted["nothing there"] += 1
            return
        state, person = obj.state, self.people[role]
        acts_as = "recused" if self._recused(person) else role
        may = state in sources.split() and acts_as in roles.split()
        before = picture()
        try:
            with transaction.atomic():
                service, facts = ACTS[act](obj, self.bench, n)
                made = picture()
                do(person, service, **facts)
        except (ActionRefused, IntegrityError):
            assert picture() == before, f"refusing {act} left a trace"
            self.counted[f"refused {act}"] += 1
            return
        assert may or picture() == made, f"{role} did {act} in {state}"
        with wall_down():
            obj.refresh_from_db(fields=["state"])
        ends = LATER.get(act, {target or state})
        assert obj.state in ends, f"{act} led to {obj.state}"
        self.counted[f"done {act}"] += 1
        self._holds(act)

    def _obj(self, thing: str) -> Any:
        """The newest of the case."""
        with wall_down():
            rows = MODELS[thing].objects.filter(**{OF_CASE[thing]: self.bench.the_case.pk})
            return rows.order_by("-pk").first()

    def _recused(self, person: User) -> bool:
        with wall_down():
            return Recusal.objects.filter(case=self.bench.case, person=person).exists()

    def _settle(self) -> None:
        judging.now(self.bench)
        free = [seat for seat in self.all if not self._recused(seat.person)]
        self.bench.members = free if len(free) > 4 else list(self.all)

    def _holds(self, after: str) -> None:
        """A short run looks after hostile SQL and at the end, a long one after every step."""
        self.counted["steps with effect"] += 1
        if LONG or after in STATEMENTS:
            self._looks(after)
        for thing in TABLE:
            if obj := self._obj(thing):
                self.counted[f"reached {thing} {obj.state}"] += 1

    def _looks(self, after: str) -> None:
        assert broken(self.before) == [], after
        self.before = history()

    def _goes_on(self, n: int) -> None:
        bench, round_ = self.bench, self.bench.the_round
        done: dict[str, Callable[[], Any]] = {
            "submitted": lambda: judging.accepted(bench, listed=n % 2 == 0),
            "accepted": lambda: judging.independent(bench),
            "independent": lambda: judging.deliberating(bench),
            "deliberation": lambda: self._votes(n),
            "voted": lambda: self._after_the_vote(n),
            "with_experts": self._experts_reply,
            "voted_final": lambda: judging.staged(bench, self._carried()),
            "staged": lambda: judging.released(bench),
        }
        if round_.state in done:
            done[round_.state]()
        elif bench.the_case.state == "refused":
            do(bench.filer, intake.appeal, case=bench.case, reason="有误")
        elif bench.the_case.state == "returned":
            service, facts = resubmission(bench.case, bench, 1)
            do(bench.filer, service, **facts)

    def _carried(self) -> Outcome:
        with wall_down():
            return Outcome(self.bench.the_round.motions.filter(carried=True).latest("pk").outcome)

    def _votes(self, n: int) -> None:
        with wall_down():
            running = self.bench.the_round.motions.filter(state="open").first()
        if running:
            do(self.bench.chair, meetings.void, motion=running, reason="重新表决")
        outcomes = list(Outcome)[:4]
        judging.vote(self.bench, outcomes[n % 4], against=n % 5)

    def _after_the_vote(self, n: int) -> None:
        approving = self._carried() in {Outcome.APPROVE, Outcome.APPROVE_AFTER_CHANGES}
        if self.bench.the_round.listed and approving:
            self.people["organiser"] = judging.with_experts(self.bench, 5 + n % 3)[1]
        else:
            judging.staged(self.bench, self._carried())

    def _experts_reply(self) -> None:
        """The experts reply, or the committee takes its final vote."""
        review, head = self._obj("expertreview"), self.people["organiser"]
        if review.state == "closed":
            judging.vote(self.bench)
            return
        if review.state == "composing":
            do(head, expert_review.start, review=review)
        with judging.as_judge(head):
            seats = review.seats.filter(state="accepted", opinion=None)
            for place, seat in enumerate(seats):
                expert_review.opine(seat=seat, said=Said(place > 0, "合规", "合理"))
        do(head, expert_review.close, review=review)


def run(
    programs: int,
    *,
    steps: int = STEPS,
    repeatable: bool = True,
    starts: Collection[str] = tuple(STARTS),
) -> Counter[str]:
    Program.counted = Counter()
    Program.benches = {}
    for name in starts:
        Program.benches[name] = judging.make_bench()
        STARTS[name](Program.benches[name])
    run_state_machine_as_test(
        Program,
        settings=settings(
            max_examples=programs,
            stateful_step_count=steps,
            deadline=None,
            database=None,
            derandomize=repeatable,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
    return Program.counted


def test_whatever_is_tried_in_whatever_order_the_law_holds(
    db: None, record_property: Callable[[str, object], None]
) -> None:
    counted = run(PROGRAMS, repeatable=not LONG)
    for kind in ("done", "refused", "reached", ""):
        rows = {k.removeprefix(f"{kind} "): v for k, v in sorted(counted.items())
                if (k.split()[0] if k.split()[0] in KINDS else "") == kind}  # fmt: skip
        record_property(f"random programs {kind}", rows)
    wanted = ENDS if LONG else ENDS[:2]
    assert set(wanted) - counted.keys() == set()


@pytest.mark.slow
def test_a_planted_fault_turns_the_programs_red(cloned_database: str) -> None:
    with connections["owner"].cursor() as owner:
        owner.execute("SELECT pg_get_functiondef('review_recusal_follows'::regproc)")
        ((whole,),) = owner.fetchall()
        assert "AND m.state = 'open'" in whole
        owner.execute(whole.replace("AND m.state = 'open'", "AND m.state = 'never'", 1))
    with transaction.atomic():
        with pytest.raises(AssertionError, match="open_vote_without_recused"):
            run(40, starts=["voting"])
        transaction.set_rollback(True)
