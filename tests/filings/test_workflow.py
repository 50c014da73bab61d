"""The table of a filing, written out by hand: read from the code it would agree with mistakes."""

import itertools

import pytest

from filings import walls
from filings.enums import FilingAction, FilingKind, FilingState, Role
from filings.models import Filing, User
from filings.statemachine import ActionRefused, diagram
from filings.workflow import CONSEQUENCES, FILING
from tests.factories import AlgorithmFactory, FilingFactory, MembershipFactory, UserFactory
from tests.people import People

TABLE = {
    ("draft", "send_to_approval"): ("approval", {"filer"}),
    ("draft", "withdraw"): ("withdrawn", {"filer"}),
    ("approval", "approve"): ("ready", {"approver"}),
    ("approval", "send_back"): ("draft", {"filer", "approver"}),
    ("approval", "withdraw"): ("withdrawn", {"filer"}),
    ("ready", "send_back"): ("draft", {"filer", "approver"}),
    ("ready", "record_submission"): ("submitted", {"filer"}),
    ("ready", "withdraw"): ("withdrawn", {"filer"}),
    ("submitted", "record_number"): ("filed", {"filer"}),
    ("submitted", "record_return"): ("returned", {"filer"}),
    ("submitted", "record_refusal"): ("refused", {"filer"}),
    ("returned", "revise"): ("draft", {"filer"}),
    ("filed", "record_revocation"): ("revoked", {"filer"}),
    ("filed", "record_cancellation"): ("cancelled_by_authority", {"filer"}),
}
DIAGRAM = """\
stateDiagram-v2
    draft --> approval: send_to_approval
    approval --> ready: approve
    approval --> draft: send_back
    ready --> draft: send_back
    ready --> submitted: record_submission
    submitted --> filed: record_number
    submitted --> deregistered: record_deregistration
    submitted --> returned: record_return
    submitted --> refused: record_refusal
    returned --> draft: revise
    approval --> withdrawn: withdraw
    draft --> withdrawn: withdraw
    ready --> withdrawn: withdraw
    filed --> revoked: record_revocation
    filed --> cancelled_by_authority: record_cancellation
    filed --> superseded: supersede"""


ACTIONS = set(FilingAction) - {FilingAction.SUPERSEDE}
"""What a page offers; that a filing gives way is caused by another filing alone."""


def filing_in(state: FilingState, people: People) -> Filing:
    algorithm = AlgorithmFactory(provider=people.provider)
    filing: Filing = FilingFactory(algorithm=algorithm, state=state)
    return filing


@pytest.mark.parametrize("state", list(FilingState))
def test_each_state_action_and_role_is_as_written(people: People, state: FilingState) -> None:
    filing = filing_in(state, people)
    found: dict[str, tuple[str, set[str]]] = {}
    for action, role in itertools.product(ACTIONS, Role):
        person = people.acting_as(role)
        with walls.for_person(person):
            try:
                target = FILING.check(filing, action, person).target
            except ActionRefused:
                continue
            found.setdefault(action.value, (target.value, set()))[1].add(role.value)
    assert found == {action: to for (source, action), to in TABLE.items() if source == state.value}


def test_the_diagram_shows_every_edge_once() -> None:
    assert diagram(FILING, CONSEQUENCES) == DIAGRAM


def test_no_page_offers_what_another_filing_causes() -> None:
    assert set(FILING.rows) == {action.value for action in ACTIONS}
    assert set(CONSEQUENCES.rows) == {"supersede"}


def test_a_deregistration_ends_without_a_number_and_nothing_else_does(people: People) -> None:
    algorithm = AlgorithmFactory(provider=people.provider)
    for kind, offered, missing in (
        (FilingKind.DEREGISTRATION, FilingAction.RECORD_DEREGISTRATION, FilingAction.RECORD_NUMBER),
        (FilingKind.FIRST, FilingAction.RECORD_NUMBER, FilingAction.RECORD_DEREGISTRATION),
    ):
        filing = FilingFactory(
            algorithm=AlgorithmFactory(provider=algorithm.provider),
            kind=kind,
            state=FilingState.SUBMITTED,
        )
        with walls.for_person(people.filer):
            offers = {offer.action for offer in FILING.offers(filing, people.filer)}
            assert offered in offers
            assert missing not in offers
            with pytest.raises(ActionRefused, match="has no such step"):
                FILING.check(filing, missing, people.filer)


def test_somebody_of_another_provider_may_do_nothing(people: People) -> None:
    filing = filing_in(FilingState.APPROVAL, people)
    with walls.for_person(people.stranger):
        offers = FILING.offers(filing, people.stranger)
    assert {offer.action.value: offer.is_open for offer in offers} == {
        "approve": False,
        "send_back": False,
        "withdraw": False,
    }


def with_roles(people: People, *roles: Role) -> User:
    person: User = UserFactory()
    for role in roles:
        MembershipFactory(provider=people.provider, user=person, role=role)
    return person


def test_who_prepared_it_or_froze_its_facts_cannot_approve(people: People) -> None:
    both = with_roles(people, Role.FILER, Role.APPROVER)
    algorithm = AlgorithmFactory(provider=people.provider)
    prepared = FilingFactory(algorithm=algorithm, state=FilingState.APPROVAL, prepared_by=both)
    other = filing_in(FilingState.APPROVAL, people)
    with walls.for_person(both):
        other.disclosure.frozen_by = both
        for filing in (prepared, other):
            with pytest.raises(ActionRefused, match="Another approver must decide"):
                FILING.check(filing, FilingAction.APPROVE, both)
        third = filing_in(FilingState.APPROVAL, people)
        assert FILING.check(third, FilingAction.APPROVE, both).target == FilingState.READY


def test_who_approved_it_cannot_submit_it(people: People) -> None:
    both = with_roles(people, Role.FILER, Role.APPROVER)
    algorithm = AlgorithmFactory(provider=people.provider)
    filing = FilingFactory(algorithm=algorithm, state=FilingState.READY, approved_by=both)
    with walls.for_person(both), pytest.raises(ActionRefused, match="Another filer must submit"):
        FILING.check(filing, FilingAction.RECORD_SUBMISSION, both)
