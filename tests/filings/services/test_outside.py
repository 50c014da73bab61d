"""What the authority answers, round by round, and the three ends of what was in force."""

import datetime as dt
import io
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from pytest_django import Settings

from filings import walls
from filings.enums import (
    Act,
    AlgorithmStatus,
    Answer,
    DeadlineState,
    FilingAction,
    FilingKind,
    FilingState,
)
from filings.models import (
    Algorithm,
    AlgorithmSearch,
    Deadline,
    Enclosure,
    Event,
    Filing,
    SubmissionRound,
)
from filings.services import deadlines, enclosures, ledger, lifecycle
from filings.services.outside import Letter
from filings.statemachine import ActionRefused
from tests.factories import (
    AlgorithmFactory,
    DeterminationFactory,
    DisclosureFactory,
    EnclosureFactory,
    FilingFactory,
    wall_down,
)
from tests.filings import files
from tests.filings.services.test_lifecycle import GOOD, to
from tests.people import People

A = FilingAction


@pytest.fixture(autouse=True)
def stored(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def algorithm(people: People) -> Algorithm:
    made: Algorithm = AlgorithmFactory(provider=people.provider)
    DeterminationFactory(disclosure=DisclosureFactory(algorithm=made, number=1, frozen=True))
    return made


def today() -> dt.date:
    return timezone.localdate()


def letter(content: bytes | None = None, name: str = "通知.pdf") -> Letter:
    return Letter(io.BytesIO(files.pdf() if content is None else content), name)


def returned(**facts: Any) -> dict[str, Any]:
    given = {"answered_on": today(), "reasons": ["label", "vague"], "letter": letter()}
    return given | facts


def act(filing: Filing, action: A, people: People, **fields: Any) -> Filing:
    person = people.approver if action == A.APPROVE else people.filer
    with walls.for_person(person):
        return lifecycle.perform(filing, action, by=person, **fields)


def traces() -> list[Any]:
    with wall_down():
        return [
            *(list(model.objects.order_by("pk").values()) for model in (Filing, SubmissionRound)),
            list(Deadline.objects.order_by("pk").values()),
            list(Algorithm.objects.order_by("pk").values()),
            Enclosure.objects.count(),
            Event.objects.count(),
        ]


def refused(filing: Filing, action: A, people: People, match: str, **fields: Any) -> None:
    before = traces()
    with pytest.raises(ActionRefused, match=match):
        act(filing, action, people, **fields)
    assert traces() == before


# -- rounds ---------------------------------------------------------------------------------------
def test_a_filing_comes_back_twice_and_is_filed_in_the_third_round(
    people: People, algorithm: Algorithm
) -> None:
    filing = to(FilingState.SUBMITTED, algorithm, people)
    for number, corrected in ((2, "补充标识截图"), (3, "补充机制说明")):
        filing = act(filing, A.RECORD_RETURN, people, **returned(remark=" 请补正 "))
        assert filing.state == FilingState.RETURNED
        version = DisclosureFactory(algorithm=algorithm, number=number, frozen=True)
        DeterminationFactory(disclosure=version)
        filing = act(filing, A.REVISE, people)
        assert (filing.state, filing.approved_by) == (FilingState.DRAFT, None)
        filing = act(filing, A.SEND_TO_APPROVAL, people)
        filing = act(filing, A.APPROVE, people, version=number)
        filing = act(filing, A.RECORD_SUBMISSION, people, submitted_on=today(), corrected=corrected)
    filing = act(filing, A.RECORD_NUMBER, people, number=GOOD, filed_on=today())
    with wall_down():
        rounds = list(filing.rounds.order_by("number"))
        assert [(r.number, r.disclosure.number, r.answer, r.corrected) for r in rounds] == [
            (1, 1, Answer.RETURNED, ""),
            (2, 2, Answer.RETURNED, "补充标识截图"),
            (3, 3, Answer.ACCEPTED, "补充机制说明"),
        ]
        assert rounds[0].reasons == ["vague", "label"], "in the order of the list"
        assert (rounds[0].remark, rounds[2].letter) == ("请补正", None)
        assert rounds[0].letter is not None
        with enclosures.read(rounds[0].letter) as kept:
            assert kept.read() == files.pdf()
        met = Deadline.objects.filter(rule="alg_authority").values_list("state", flat=True)
        assert list(met) == [DeadlineState.MET] * 3


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"reasons": []}, "at least one reason"),
        ({"reasons": ["label", "unheard_of"]}, "no such reason"),
        ({"answered_on": dt.date(2020, 1, 1)}, "before the submission"),
        ({"answered_on": timezone.localdate() + dt.timedelta(days=1)}, "lies in the future"),
        ({"letter": letter(files.office(), "通知.docx")}, "A scan is a PDF, PNG or JPEG"),
        ({"letter": letter(b"")}, "empty"),
    ],
)
def test_a_wrong_return_changes_nothing(
    people: People, algorithm: Algorithm, facts: dict[str, Any], sentence: str
) -> None:
    filing = to(FilingState.SUBMITTED, algorithm, people)
    refused(filing, A.RECORD_RETURN, people, sentence, **returned(**facts))


def test_one_round_is_submitted_once_and_answered_once(
    people: People, algorithm: Algorithm
) -> None:
    filing = to(FilingState.SUBMITTED, algorithm, people)
    refused(filing, A.RECORD_SUBMISSION, people, "already moved on", submitted_on=today())
    act(filing, A.RECORD_RETURN, people, **returned())
    refused(filing, A.RECORD_RETURN, people, "already moved on", **returned())
    refused(filing, A.RECORD_NUMBER, people, "already moved on", number=GOOD, filed_on=today())


def test_the_next_round_is_not_older_than_the_return(people: People, algorithm: Algorithm) -> None:
    version = algorithm.disclosures.get
    with wall_down():
        frozen = version()
    filing = FilingFactory(algorithm=algorithm, disclosure=frozen, state=FilingState.READY)
    with wall_down():
        SubmissionRound.objects.create(
            provider=people.provider,
            filing=filing,
            disclosure=frozen,
            number=1,
            submitted_on=today() - dt.timedelta(days=9),
            submitted_by=people.filer,
            answered_on=today() + dt.timedelta(days=1),
            answer=Answer.ACCEPTED,
        )
    refused(filing, A.RECORD_SUBMISSION, people, "cannot be older", submitted_on=today())


def test_a_refusal_keeps_the_reasons_and_lets_a_new_filing_begin(
    people: People, algorithm: Algorithm
) -> None:
    filing = to(FilingState.SUBMITTED, algorithm, people)
    facts = {"answered_on": today(), "letter": letter()}
    refused(filing, A.RECORD_REFUSAL, people, "Write down the reasons", remark=" ", **facts)
    filing = act(
        filing, A.RECORD_REFUSAL, people, remark="材料不齐全", answered_on=today(), letter=letter()
    )
    with walls.for_person(people.filer):
        algorithm.refresh_from_db()
        assert (filing.state, algorithm.status) == ("refused", AlgorithmStatus.DISCLOSED)
        assert filing.rounds.get().remark == "材料不齐全"
        again = lifecycle.start(algorithm=algorithm, by=people.filer)
    assert again.kind == FilingKind.FIRST


# -- in force, and ends ---------------------------------------------------------------------------
def filed(algorithm: Algorithm, people: People) -> Filing:
    filing = to(FilingState.SUBMITTED, algorithm, people)
    return act(filing, A.RECORD_NUMBER, people, number=GOOD, filed_on=today())


def test_a_change_takes_the_place_of_what_was_filed(people: People, algorithm: Algorithm) -> None:
    first = filed(algorithm, people)
    version = DisclosureFactory(algorithm=algorithm, number=2, frozen=True)
    DeterminationFactory(disclosure=version)
    with walls.for_person(people.filer):
        change = lifecycle.start(algorithm=algorithm, by=people.filer)
    change = act(change, A.SEND_TO_APPROVAL, people)
    change = act(change, A.APPROVE, people, version=2)
    change = act(change, A.RECORD_SUBMISSION, people, submitted_on=today())
    change = act(change, A.RECORD_NUMBER, people, number=GOOD, filed_on=today())
    with wall_down():
        first.refresh_from_db()
        assert (first.state, change.state) == (FilingState.SUPERSEDED, FilingState.FILED)
        moved = Event.objects.get(filing=first, payload__action="supersede")
        assert moved.actor == people.filer


@pytest.mark.parametrize(
    ("action", "status"),
    [
        (A.RECORD_REVOCATION, AlgorithmStatus.REVOKED),
        (A.RECORD_CANCELLATION, AlgorithmStatus.CANCELLED_BY_AUTHORITY),
    ],
)
def test_the_authority_ends_a_filing_in_two_ways(
    people: People, algorithm: Algorithm, action: A, status: AlgorithmStatus
) -> None:
    filing = filed(algorithm, people)
    with walls.for_person(people.filer):
        deadlines.start(algorithm=algorithm, rule="alg_change", starts_on=today(), by=people.filer)
    facts = {"reason": "提供虚假材料", "letter": letter()}
    for wrong, sentence in (
        ({"reason": ""}, "Write down the reasons"),
        ({"ended_on": dt.date(2020, 1, 1)}, "before it was filed"),
        ({"ended_on": today() + dt.timedelta(days=1)}, "lies in the future"),
    ):
        refused(filing, action, people, sentence, **{"ended_on": today()} | facts | wrong)
    filing = act(filing, action, people, ended_on=today(), reason="提供虚假材料", letter=letter())
    with walls.for_person(people.filer):
        algorithm.refresh_from_db()
        assert (filing.state, algorithm.status, algorithm.number) == (status, status, "")
        assert (filing.number, filing.ended_on) == (GOOD, today())
        assert Deadline.objects.get(rule="alg_change").state == DeadlineState.VOID
        again = lifecycle.start(algorithm=algorithm, by=people.filer)
        assert again.kind == FilingKind.FIRST
        algorithm.refresh_from_db()
    assert algorithm.status == AlgorithmStatus.FILING


def test_a_deregistration_ends_the_filing_by_the_providers_own_act(
    people: People, algorithm: Algorithm
) -> None:
    first = filed(algorithm, people)
    with walls.for_person(people.filer):
        ledger.record_end_of_service(algorithm=algorithm, ended_on=today(), by=people.filer)
        algorithm.refresh_from_db()
        filing = lifecycle.start(algorithm=algorithm, by=people.filer)
    assert filing.kind == FilingKind.DEREGISTRATION
    for wrong in ({}, {"users_arranged": "已公告", "data_arranged": " "}):
        refused(filing, A.SEND_TO_APPROVAL, people, "for users and for data", **wrong)
    arranged = {"users_arranged": " 已提前公告 ", "data_arranged": "三十日内删除"}
    filing = act(filing, A.SEND_TO_APPROVAL, people, **arranged)
    assert (filing.users_arranged, filing.data_arranged) == ("已提前公告", "三十日内删除")
    filing = act(filing, A.APPROVE, people, version=1)
    filing = act(filing, A.RECORD_SUBMISSION, people, submitted_on=today())
    early = {"ended_on": today() - dt.timedelta(days=1)}
    refused(filing, A.RECORD_DEREGISTRATION, people, "before the submission", **early)
    filing = act(filing, A.RECORD_DEREGISTRATION, people, ended_on=today())
    with walls.for_person(people.filer):
        algorithm.refresh_from_db()
        first.refresh_from_db()
        assert (filing.state, first.state) == (FilingState.DEREGISTERED, FilingState.SUPERSEDED)
        assert (algorithm.status, algorithm.number) == (AlgorithmStatus.DEREGISTERED, "")
        running = Deadline.objects.filter(state=DeadlineState.OPEN)
        assert list(running) == []
        with pytest.raises(ActionRefused, match="nothing is filed any longer"):
            lifecycle.start(algorithm=algorithm, by=people.filer)


def test_a_number_that_was_given_up_is_still_found(people: People, algorithm: Algorithm) -> None:
    filing = filed(algorithm, people)
    act(filing, A.RECORD_REVOCATION, people, ended_on=today(), reason="隐瞒", letter=letter())
    with wall_down():
        assert GOOD[4:25] in AlgorithmSearch.objects.get(algorithm=algorithm).text


# -- what the database keeps ----------------------------------------------------------------------
@pytest.mark.parametrize(
    ("state", "facts", "match"),
    [
        (FilingState.FILED, {"number": GOOD}, "does not change"),
        (FilingState.FILED, {"state": FilingState.DRAFT}, "no filing moves"),
        (FilingState.FILED, {"state": FilingState.REVOKED}, "ended_has_day"),
        (FilingState.REVOKED, {"end_reason": "另"}, "does not change"),
        (FilingState.REFUSED, {"state_since": timezone.now()}, "does not change"),
        (FilingState.RETURNED, {"state": FilingState.SUBMITTED}, "no filing moves"),
    ],
)
def test_what_is_settled_stays(
    people: People, algorithm: Algorithm, state: FilingState, facts: dict[str, Any], match: str
) -> None:
    filing = FilingFactory(algorithm=algorithm, state=state)
    with pytest.raises(IntegrityError, match=match), transaction.atomic(), wall_down():
        Filing.objects.filter(pk=filing.pk).update(**facts)


def test_one_filing_of_an_algorithm_is_in_force(algorithm: Algorithm) -> None:
    FilingFactory(algorithm=algorithm, state=FilingState.FILED)
    with pytest.raises(IntegrityError, match="one_in_force"), transaction.atomic():
        FilingFactory(algorithm=algorithm, state=FilingState.FILED)


@pytest.mark.parametrize(
    ("facts", "match"),
    [
        ({"answer": Answer.RETURNED, "reasons": []}, "return_reasoned"),
        ({"answer": Answer.REFUSED, "remark": ""}, "refusal_reasoned"),
        ({"answer": Answer.RETURNED, "reasons": ["label"], "letter": None}, "letter_kept"),
        ({"answer": ""}, "answer_whole"),
        ({"answer": Answer.ACCEPTED, "receipt": "另"}, "recorded once"),
    ],
)
def test_an_answer_is_whole(
    people: People, algorithm: Algorithm, facts: dict[str, Any], match: str
) -> None:
    filing = to(FilingState.SUBMITTED, algorithm, people)
    given = {"answered_on": today(), "letter": EnclosureFactory(algorithm=algorithm)} | facts
    with pytest.raises(IntegrityError, match=match), transaction.atomic(), wall_down():
        SubmissionRound.objects.filter(filing=filing).update(**given)


def test_every_answer_stands_in_the_history(people: People, algorithm: Algorithm) -> None:
    filing = to(FilingState.SUBMITTED, algorithm, people)
    act(filing, A.RECORD_RETURN, people, **returned(remark="请补正"))
    with wall_down():
        payload = Event.objects.filter(act=Act.FILING_MOVED).latest("id").payload
    assert (payload["round"], payload["reasons"], payload["remark"]) == (
        1,
        ["vague", "label"],
        "请补正",
    )
    assert len(payload["sha256"]) == 64
