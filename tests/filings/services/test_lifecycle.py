"""A filing through its one door: what each action brings, and that a refusal leaves no trace."""

import datetime as dt
import threading
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction
from django.utils import timezone

from filings import walls
from filings.enums import Act, FilingAction, FilingKind, FilingState, PublicList, Role
from filings.models import Algorithm, Event, Filing, RequestKey, SubmissionRound, User
from filings.services import lifecycle
from filings.services.once import once
from filings.statemachine import ActionRefused
from tests.factories import (
    AlgorithmFactory,
    DeterminationFactory,
    DisclosureFactory,
    FilingFactory,
    MembershipFactory,
    PublicEntryFactory,
    wall_down,
)
from tests.people import People, make_people

A = FilingAction
NUMBER = "网信算备310101234567802240019号"
"""Type code 02, personalised push, and a check digit that fits."""


def fitting(number: str) -> str:
    """The same number with the last digit that its check asks for."""
    body = number.removeprefix("网信算备").removesuffix("号")[:20]
    rest = sum(int(d) << place for place, d in enumerate(reversed(body), 1))
    return f"网信算备{body}{(1 - rest) % 10}号"


GOOD = fitting(NUMBER)


@pytest.fixture
def algorithm(people: People) -> Algorithm:
    made: Algorithm = AlgorithmFactory(provider=people.provider)
    version = DisclosureFactory(algorithm=made, number=1, frozen=True)
    DeterminationFactory(disclosure=version)
    return made


def today() -> dt.date:
    return timezone.localdate()


def to(state: FilingState, algorithm: Algorithm, people: People) -> Filing:
    """A filing moved to a state by the people whose part it is."""
    with walls.for_person(people.filer):
        filing = lifecycle.start(algorithm=algorithm, by=people.filer)
    for action, role, fields in WAY[: [*STATES].index(state)]:
        person = people.acting_as(role)
        with walls.for_person(person):
            filing = lifecycle.perform(filing, action, by=person, **fields())
    return filing


STATES = (FilingState.DRAFT, FilingState.APPROVAL, FilingState.READY, FilingState.SUBMITTED)
WAY: list[tuple[A, Role, Callable[[], dict[str, Any]]]] = [
    (A.SEND_TO_APPROVAL, Role.FILER, dict),
    (A.APPROVE, Role.APPROVER, lambda: {"version": 1}),
    (
        A.RECORD_SUBMISSION,
        Role.FILER,
        lambda: {"submitted_on": today(), "receipt": "SL-1", "account": "officer"},
    ),
]


def traces() -> list[Any]:
    with wall_down():
        return [
            list(Filing.objects.order_by("pk").values()),
            list(SubmissionRound.objects.order_by("pk").values()),
            list(Algorithm.objects.order_by("pk").values()),
            list(RequestKey.objects.values()),
            Event.objects.count(),
        ]


def refused(people: People, filing: Filing, action: A, match: str, **fields: Any) -> None:
    """The action is refused with the sentence, and nothing has changed afterwards."""
    person = people.approver if action == A.APPROVE else people.filer
    before = traces()
    with (
        pytest.raises(ActionRefused, match=match),
        walls.for_person(person),
    ):
        lifecycle.perform(filing, action, by=person, **fields)
    assert traces() == before


def test_a_filing_goes_from_draft_to_its_number(people: People, algorithm: Algorithm) -> None:
    PublicEntryFactory(number=GOOD, published_in=PublicList.ALGORITHMS)
    filing = to(FilingState.SUBMITTED, algorithm, people)
    with walls.for_person(people.filer):
        filing = lifecycle.perform(
            filing, A.RECORD_NUMBER, by=people.filer, number=f" {GOOD} ", filed_on=today()
        )
        algorithm.refresh_from_db()
        assert (filing.state, filing.number, filing.kind) == ("filed", GOOD, "first")
        assert (algorithm.number, algorithm.status) == (GOOD, "filed")
        assert algorithm.published_at is not None
        submission = filing.rounds.get()
        assert (submission.number, submission.receipt, submission.answered_on) == (
            1,
            "SL-1",
            today(),
        )
        moves = Event.objects.filter(filing=filing, act=Act.FILING_MOVED).order_by("id")
        assert [(e.payload["action"], e.payload["after"], e.actor_id) for e in moves] == [
            ("send_to_approval", "approval", people.filer.pk),
            ("approve", "ready", people.approver.pk),
            ("record_submission", "submitted", people.filer.pk),
            ("record_number", "filed", people.filer.pk),
        ]


def test_nobody_but_a_filer_starts(people: People, algorithm: Algorithm) -> None:
    before = traces()
    for role in set(Role) - {Role.FILER}:
        person = people.acting_as(role)
        with pytest.raises(ActionRefused, match="Only a filer"), walls.for_person(person):
            lifecycle.start(algorithm=algorithm, by=person)
    assert traces() == before


def test_a_filing_needs_frozen_facts_and_is_alone(people: People, algorithm: Algorithm) -> None:
    bare: Algorithm = AlgorithmFactory(provider=people.provider)
    to(FilingState.DRAFT, algorithm, people)
    for each, sentence in ((bare, "Freeze a version first"), (algorithm, "open already")):
        before = traces()
        with pytest.raises(ActionRefused, match=sentence), walls.for_person(people.filer):
            lifecycle.start(algorithm=each, by=people.filer)
        assert traces() == before


def test_what_is_filed_changes_with_new_facts_only(people: People, algorithm: Algorithm) -> None:
    filing = to(FilingState.SUBMITTED, algorithm, people)
    with walls.for_person(people.filer):
        lifecycle.perform(filing, A.RECORD_NUMBER, by=people.filer, number=GOOD, filed_on=today())
    with (
        pytest.raises(ActionRefused, match="Nothing has been frozen"),
        walls.for_person(people.filer),
    ):
        lifecycle.start(algorithm=algorithm, by=people.filer)
    newer = DisclosureFactory(algorithm=algorithm, number=2, frozen=True)
    with walls.for_person(people.filer):
        change = lifecycle.start(algorithm=algorithm, by=people.filer)
        assert (change.kind, change.disclosure) == (FilingKind.CHANGE, newer)


def test_a_filing_sent_back_takes_the_facts_frozen_meanwhile(
    people: People, algorithm: Algorithm
) -> None:
    filing = to(FilingState.READY, algorithm, people)
    refused(people, filing, A.SEND_BACK, "Say what must be changed", reason="  ")
    with walls.for_person(people.approver):
        filing = lifecycle.perform(filing, A.SEND_BACK, by=people.approver, reason="地址有误")
    assert (filing.state, filing.approved_by) == (FilingState.DRAFT, None)
    DisclosureFactory(algorithm=algorithm, number=2, frozen=True)
    with walls.for_person(people.filer):
        filing = lifecycle.perform(filing, A.SEND_TO_APPROVAL, by=people.filer)
    assert filing.disclosure.number == 2
    refused(people, filing, A.APPROVE, "rests on version 2 now", version=1)


def test_who_sent_it_to_approval_cannot_approve(people: People, algorithm: Algorithm) -> None:
    MembershipFactory(provider=people.provider, user=people.approver, role=Role.FILER)
    filing = to(FilingState.DRAFT, algorithm, people)
    with walls.for_person(people.approver):
        filing = lifecycle.perform(filing, A.SEND_TO_APPROVAL, by=people.approver)
    refused(people, filing, A.APPROVE, "Another approver must decide", version=1)


@pytest.mark.parametrize("state", STATES)
def test_a_filing_is_withdrawn_before_submission_only(
    people: People, algorithm: Algorithm, state: FilingState
) -> None:
    filing = to(state, algorithm, people)
    if state == FilingState.SUBMITTED:
        refused(people, filing, A.WITHDRAW, "already moved on", reason="")
        return
    with walls.for_person(people.filer):
        assert lifecycle.perform(filing, A.WITHDRAW, by=people.filer).state == "withdrawn"
        assert lifecycle.start(algorithm=algorithm, by=people.filer).state == "draft"


@pytest.mark.parametrize(
    ("days", "sentence"), [(1, "lies in the future"), (-1, "cannot have been submitted before")]
)
def test_a_submission_lies_between_the_freeze_and_today(
    people: People, algorithm: Algorithm, days: int, sentence: str
) -> None:
    filing = to(FilingState.READY, algorithm, people)
    day = today() + dt.timedelta(days=days)
    refused(people, filing, A.RECORD_SUBMISSION, sentence, submitted_on=day)


def test_a_submission_before_the_launch_is_confirmed(people: People, algorithm: Algorithm) -> None:
    with wall_down():
        Algorithm.objects.filter(pk=algorithm.pk).update(launched_on=today() + dt.timedelta(days=5))
    filing = to(FilingState.READY, algorithm, people)
    refused(people, filing, A.RECORD_SUBMISSION, "The service starts on", submitted_on=today())
    with walls.for_person(people.filer):
        done = lifecycle.perform(
            filing, A.RECORD_SUBMISSION, by=people.filer, submitted_on=today(), confirmed=True
        )
    assert done.state == FilingState.SUBMITTED


@pytest.mark.parametrize(
    "number",
    [
        "",
        "网信算备3101012345678022400号",
        "网信算备3101012345678022400199号",
        "310101234567802240019",
        f"{GOOD}号",
        GOOD.replace("网信", "网讯"),
    ],
)
def test_a_malformed_number_is_refused_even_when_confirmed(
    people: People, algorithm: Algorithm, number: str
) -> None:
    filing = to(FilingState.SUBMITTED, algorithm, people)
    refused(
        people, filing, A.RECORD_NUMBER, "21 digits",
        number=number, filed_on=today(), confirmed=True,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        (GOOD[:-2] + str((int(GOOD[-2]) + 1) % 10) + "号", "check digit does not fit"),
        (fitting("网信算备310101234567803240010号"), "type code of"),
        (fitting("网信算备310101999999902240010号"), "another entity code"),
        (fitting("网信算备310101234567802210010号"), "a year in which"),
    ],
)
def test_a_doubtful_number_is_recorded_once_confirmed(
    people: People, algorithm: Algorithm, number: str, sentence: str
) -> None:
    AlgorithmFactory(provider=people.provider, number=fitting("网信算备310101234567802240020号"))
    filing = to(FilingState.SUBMITTED, algorithm, people)
    refused(people, filing, A.RECORD_NUMBER, sentence, number=number, filed_on=today())
    with walls.for_person(people.filer):
        done = lifecycle.perform(
            filing, A.RECORD_NUMBER, by=people.filer, number=number, filed_on=today(),
            confirmed=True,
        )  # fmt: skip
    assert done.number == number


def test_a_number_has_one_holder_and_a_day_that_can_be(
    people: People, algorithm: Algorithm
) -> None:
    taken = AlgorithmFactory(provider=people.provider, number=GOOD)
    filing = to(FilingState.SUBMITTED, algorithm, people)
    other = fitting("网信算备310101234567802240010号")
    sentence = f"stands at {taken.reference}"
    refused(people, filing, A.RECORD_NUMBER, sentence, number=GOOD, filed_on=today())
    for days, sentence in ((1, "lies in the future"), (-1, "older than the submission")):
        day = today() + dt.timedelta(days=days)
        refused(people, filing, A.RECORD_NUMBER, sentence, number=other, filed_on=day)


# -- twice and at once ----------------------------------------------------------------------------
def sent(filing: Filing, key: UUID, by: User, reason: str = "") -> str:
    def act() -> str:
        lifecycle.perform(filing, A.WITHDRAW, by=by, reason=reason)
        return filing.get_absolute_url()

    with walls.for_person(by):
        return once(
            key=key, provider_id=filing.provider_id, by=by, asked={"reason": reason}, act=act
        )


def test_the_same_request_twice_is_one_act(people: People, algorithm: Algorithm) -> None:
    filing, key = to(FilingState.DRAFT, algorithm, people), uuid4()
    first = sent(filing, key, people.filer)
    after = traces()
    assert sent(filing, key, people.filer) == first == filing.get_absolute_url()
    assert traces() == after
    with pytest.raises(ActionRefused, match="sent before with other content"):
        sent(filing, key, people.filer, reason="another")
    assert traces() == after


def test_a_refused_request_keeps_no_key(people: People, algorithm: Algorithm) -> None:
    filing, key = to(FilingState.SUBMITTED, algorithm, people), uuid4()
    before = traces()
    with pytest.raises(ActionRefused, match="already moved on"):
        sent(filing, key, people.filer)
    assert traces() == before


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Each act in a thread with a connection of its own, all let go together."""
    gate, results = threading.Barrier(len(acts)), dict[int, object]()

    def run(number: int, act: Callable[[], object]) -> None:
        gate.wait()
        try:
            results[number] = act()
        except ActionRefused as refusal:
            results[number] = refusal
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [results[number] for number in range(len(acts))]


@pytest.fixture
def committed(cloned_database: str) -> tuple[People, Algorithm]:
    """People and a disclosed algorithm that every connection sees."""
    with transaction.atomic():
        people = make_people()
        algorithm: Algorithm = AlgorithmFactory(provider=people.provider)
        DisclosureFactory(algorithm=algorithm, number=1, frozen=True)
    return people, algorithm


def test_of_two_who_decide_at_once_one_is_refused(committed: tuple[People, Algorithm]) -> None:
    people, algorithm = committed
    filing = to(FilingState.APPROVAL, algorithm, people)

    def approve() -> str:
        with walls.for_person(people.approver):
            lifecycle.perform(filing, A.APPROVE, by=people.approver, version=1)
        return "approved"

    def send_back() -> str:
        with walls.for_person(people.filer):
            lifecycle.perform(filing, A.WITHDRAW, by=people.filer)
        return "withdrawn"

    for _try in range(5):
        done = at_once(approve, send_back)
        with transaction.atomic(), wall_down():
            filing.refresh_from_db()
            moves = Event.objects.filter(filing=filing, act=Act.FILING_MOVED).count()
        # withdrawing a filing that was approved a moment before is allowed; the reverse is not
        assert (filing.state, moves) in {("withdrawn", 2), ("withdrawn", 3)}
        assert done[1] == "withdrawn"
        assert (moves == 3) == (done[0] == "approved")
        filing = to(FilingState.APPROVAL, algorithm, people)


def test_two_who_start_at_once_start_one(committed: tuple[People, Algorithm]) -> None:
    people, algorithm = committed

    def start() -> int:
        with walls.for_person(people.filer):
            return lifecycle.start(algorithm=algorithm, by=people.filer).pk

    done = at_once(*[start] * 4)
    assert len([each for each in done if isinstance(each, int)]) == 1
    assert {str(each) for each in done if not isinstance(each, int)} == {
        "A filing of this algorithm is open already. Go on with it."
    }


def test_twenty_copies_of_one_request_are_one_act(committed: tuple[People, Algorithm]) -> None:
    people, algorithm = committed
    filing, key = to(FilingState.DRAFT, algorithm, people), uuid4()
    done = at_once(*[lambda: sent(filing, key, people.filer)] * 20)
    assert set(done) == {filing.get_absolute_url()}
    with transaction.atomic(), wall_down():
        moves = Event.objects.filter(filing=filing, act=Act.FILING_MOVED)
        assert [event.payload["after"] for event in moves] == ["withdrawn"]


def test_without_a_key_the_second_copy_would_be_refused(people: People) -> None:
    """The control: it is the key that makes a repetition quiet."""
    filing = FilingFactory(algorithm=AlgorithmFactory(provider=people.provider))
    with walls.for_person(people.filer):
        lifecycle.perform(filing, A.WITHDRAW, by=people.filer)
    refused(people, filing, A.WITHDRAW, "already moved on")
