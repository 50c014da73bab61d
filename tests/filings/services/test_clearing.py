"""Settling an ethics review: what is recorded, what is refused, and the gate it opens."""

import datetime as dt
import io
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from pytest_django import Settings

from filings import ethics, walls
from filings.enums import (
    Act,
    ClearanceKind,
    EthicsStep,
    FilingAction,
    FilingKind,
    FilingState,
    Role,
    Settles,
)
from filings.models import Clearance, Disclosure, Enclosure, Event, Filing, User
from filings.services import clearing, enclosures, lifecycle
from filings.statemachine import ActionRefused
from tests.factories import (
    AlgorithmFactory,
    ClearanceFactory,
    DeterminationFactory,
    DisclosureFactory,
    FilingFactory,
    wall_down,
)
from tests.filings import files
from tests.people import People


@pytest.fixture(autouse=True)
def stored(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def version(people: People) -> Disclosure:
    """Frozen, with a review that is due and a second one that may be exempt."""
    algorithm = AlgorithmFactory(provider=people.provider)
    made: Disclosure = DisclosureFactory(algorithm=algorithm, number=1, frozen=True)
    DeterminationFactory(
        disclosure=made, ethics_review="applies", expert_review_l2="exemption_possible"
    )
    return made


def decision(**facts: Any) -> clearing.Decision:
    given: dict[str, Any] = {
        "settles": Settles.REVIEW,
        "decided_on": timezone.localdate(),
        "body": "集团科技伦理委员会",
        "reference": "伦审-1",
    }
    return clearing.Decision(**given | facts)


def record(
    version: Disclosure,
    by: User,
    scan: bytes | None = None,
    name: str = "决定.pdf",
    **facts: Any,
) -> Clearance:
    with walls.for_person(by):
        return clearing.record_outside(
            disclosure=version,
            decision=decision(**facts),
            scan=io.BytesIO(files.pdf() if scan is None else scan),
            name=name,
            by=by,
        )


def exempt(version: Disclosure, by: User, step: EthicsStep, reason: str = "已受监管") -> Clearance:
    with walls.for_person(by):
        return clearing.record_exemption(disclosure=version, step=step, reason=reason, by=by)


def traces() -> list[int]:
    with wall_down():
        return [model.objects.count() for model in (Clearance, Enclosure, Event)]


def submit(version: Disclosure, people: People, **facts: Any) -> Filing:
    filing = FilingFactory(
        algorithm=version.algorithm, disclosure=version, state=FilingState.READY, **facts
    )
    with walls.for_person(people.filer):
        return lifecycle.perform(
            filing,
            FilingAction.RECORD_SUBMISSION,
            by=people.filer,
            submitted_on=timezone.localdate(),
        )


# -- the gate -------------------------------------------------------------------------------------
def test_nothing_is_submitted_before_both_steps_are_settled(
    people: People, version: Disclosure
) -> None:
    for sentence, settle in (
        ("The ethics review of version 1", lambda: record(version, people.filer)),
        (
            "The expert second review of version 1",
            lambda: exempt(version, people.legal, EthicsStep.SECOND_REVIEW),
        ),
    ):
        with pytest.raises(ActionRefused, match=sentence), transaction.atomic():
            submit(version, people)
        settle()
    assert submit(version, people).state == FilingState.SUBMITTED


def test_a_decision_on_another_version_settles_nothing(people: People, version: Disclosure) -> None:
    newer = DisclosureFactory(algorithm=version.algorithm, number=2, frozen=True)
    DeterminationFactory(disclosure=newer, ethics_review="applies")
    record(version, people.filer, settles=Settles.BOTH)
    with wall_down():
        assert ethics.unsettled(version) is None
        assert "The ethics review of version 2 is not settled" in str(ethics.unsettled(newer))


@pytest.mark.parametrize(
    ("verdict", "sentence"),
    [("undetermined", "is open. Answer the questions"), ("does_not_apply", None)],
)
def test_what_nobody_knows_is_not_settled_either(
    people: People, verdict: str, sentence: str | None
) -> None:
    version = DisclosureFactory(algorithm__provider=people.provider, frozen=True)
    with wall_down():
        assert "is not determined" in str(ethics.unsettled(version))
    DeterminationFactory(disclosure=version, ethics_review=verdict)
    with wall_down():
        found = ethics.unsettled(version)
    assert (found is None) if sentence is None else (sentence in str(found))


def test_the_end_of_a_service_waits_for_no_review(people: People, version: Disclosure) -> None:
    filing = submit(version, people, kind=FilingKind.DEREGISTRATION)
    assert filing.state == FilingState.SUBMITTED


def test_the_database_keeps_the_gate_whatever_code_runs(version: Disclosure) -> None:
    filing = FilingFactory(algorithm=version.algorithm, disclosure=version, state=FilingState.READY)
    row = Filing.objects.filter(pk=filing.pk)
    with (
        pytest.raises(IntegrityError, match="review of this version is not settled"),
        transaction.atomic(),
        wall_down(),
    ):
        row.update(state=FilingState.SUBMITTED)
    ClearanceFactory(disclosure=version, settles=Settles.BOTH)
    with wall_down():
        assert row.update(state=FilingState.SUBMITTED) == 1


# -- a decision from outside ----------------------------------------------------------------------
def test_a_decision_from_outside_is_kept_with_its_scan(people: People, version: Disclosure) -> None:
    made = record(version, people.filer, reason=" 每半年报告一次 ")
    with wall_down():
        assert (made.kind, made.settles, made.reason) == (
            ClearanceKind.OUTSIDE_DECISION,
            Settles.REVIEW,
            "每半年报告一次",
        )
        assert made.scan is not None
        with enclosures.read(made.scan) as kept:
            assert kept.read() == files.pdf()
        event = Event.objects.get(act=Act.CLEARANCE_RECORDED)
        assert (event.actor, event.payload["sha256"]) == (people.filer, made.scan.sha256)


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"decided_on": timezone.localdate() + dt.timedelta(days=1)}, "lies in the future"),
        ({"body": "  "}, "Name the body"),
        ({"reference": ""}, "Name the body"),
        ({"scan": b""}, "empty"),
        ({"scan": files.office(), "name": "决定.docx"}, "A scan is a PDF, PNG or JPEG"),
        ({"scan": files.picture("PNG")}, "right ending"),
    ],
)
def test_a_wrong_decision_leaves_no_trace(
    people: People, version: Disclosure, facts: dict[str, Any], sentence: str
) -> None:
    before = traces()
    with pytest.raises(ActionRefused, match=sentence):
        record(version, people.filer, **facts)
    assert traces() == before


def test_only_a_filer_or_legal_records_a_decision(people: People, version: Disclosure) -> None:
    before = traces()
    for role in set(Role) - {Role.FILER, Role.LEGAL}:
        with pytest.raises(ActionRefused, match="Only a filer or legal"):
            record(version, people.acting_as(role))
    assert traces() == before


def test_a_draft_is_not_judged(people: People) -> None:
    draft = DisclosureFactory(algorithm__provider=people.provider)
    with pytest.raises(ActionRefused, match="Freeze this one first"):
        record(draft, people.filer)


# -- an exemption ---------------------------------------------------------------------------------
def test_legal_alone_signs_an_exemption(people: People, version: Disclosure) -> None:
    before = traces()
    for role in set(Role) - {Role.LEGAL}:
        with pytest.raises(ActionRefused, match="Only legal"):
            exempt(version, people.acting_as(role), EthicsStep.SECOND_REVIEW)
    assert traces() == before
    made = exempt(version, people.legal, EthicsStep.SECOND_REVIEW)
    assert (made.kind, made.signed_by) == (ClearanceKind.EXEMPTION, people.legal)
    with pytest.raises(ActionRefused, match="settled already"):
        exempt(version, people.legal, EthicsStep.SECOND_REVIEW)


def test_a_review_that_is_due_cannot_be_waived(people: People, version: Disclosure) -> None:
    before = traces()
    for step, reason, sentence in (
        (EthicsStep.REVIEW, "已受监管", "do not allow an exemption"),
        (EthicsStep.SECOND_REVIEW, "  ", "Give the reasons"),
    ):
        with pytest.raises(ActionRefused, match=sentence):
            exempt(version, people.legal, step, reason)
    assert traces() == before


def test_what_is_not_needed_needs_no_exemption(people: People) -> None:
    version = DisclosureFactory(algorithm__provider=people.provider, frozen=True)
    DeterminationFactory(disclosure=version, ethics_review="undetermined")
    with pytest.raises(ActionRefused, match="nothing to exempt"):
        exempt(version, people.legal, EthicsStep.SECOND_REVIEW)
    exempt(version, people.legal, EthicsStep.REVIEW, "不属于科技活动")
    with wall_down():
        assert ethics.unsettled(version) is None


# -- a review inside the product ------------------------------------------------------------------
def test_a_review_grants_and_ends_its_own_clearance(people: People, version: Disclosure) -> None:
    with walls.for_person(people.legal):
        made = clearing.grant(
            disclosure=version,
            kind=ClearanceKind.EXPERT_SECOND_REVIEW_PASSED,
            decision=decision(settles=Settles.BOTH),
            by=None,
        )
        assert ethics.unsettled(version) is None
        with pytest.raises(ActionRefused, match="Only the review can take it back"):
            clearing.withdraw(clearance=made, reason="情况有变", by=people.legal)
        clearing.end(clearance=made, reason="跟踪审查终止", by=None)
        assert ethics.unsettled(version) is not None
        with pytest.raises(ValueError, match="no outcome of a review"):
            clearing.grant(
                disclosure=version, kind=ClearanceKind.EXEMPTION, decision=decision(), by=None
            )


# -- taking it back -------------------------------------------------------------------------------
def test_legal_takes_a_decision_back_once(people: People, version: Disclosure) -> None:
    made = record(version, people.filer, settles=Settles.BOTH)
    for person, reason, sentence in (
        (people.filer, "情况有变", "Only legal"),
        (people.legal, " ", "Say why"),
    ):
        before = traces()
        with pytest.raises(ActionRefused, match=sentence), walls.for_person(person):
            clearing.withdraw(clearance=made, reason=reason, by=person)
        assert traces() == before
    with walls.for_person(people.legal):
        made = clearing.withdraw(clearance=made, reason="情况有变", by=people.legal)
        assert (made.holds, made.withdrawal_reason) == (False, "情况有变")
        assert ethics.unsettled(version) is not None
        with pytest.raises(ActionRefused, match="withdrawn already"):
            clearing.withdraw(clearance=made, reason="再次", by=people.legal)


@pytest.mark.parametrize("facts", [{"reference": "伦审-2"}, {"withdrawn_at": None, "body": "他"}])
def test_the_database_lets_nothing_but_a_withdrawal_change_it(
    version: Disclosure, facts: dict[str, Any]
) -> None:
    made = ClearanceFactory(disclosure=version)
    with (
        pytest.raises(IntegrityError, match="only withdrawn, and once"),
        transaction.atomic(),
        wall_down(),
    ):
        Clearance.objects.filter(pk=made.pk).update(**facts)


def test_the_database_wants_a_scan_a_signature_and_a_frozen_version(version: Disclosure) -> None:
    for facts in (
        {"scan": None},
        {"kind": ClearanceKind.EXEMPTION, "reason": "已受监管"},
        {"body": ""},
        {"disclosure": DisclosureFactory(algorithm=version.algorithm, number=2)},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            ClearanceFactory(**{"disclosure": version} | facts)
