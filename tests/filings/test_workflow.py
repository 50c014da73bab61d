"""The table of a filing, written out by hand: read from the code it would agree with mistakes."""

import itertools

import pytest

from filings import walls
from filings.enums import FilingAction, FilingState, Role
from filings.models import Filing, User
from filings.statemachine import ActionRefused
from filings.workflow import FILING
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
}
DIAGRAM = """\
stateDiagram-v2
    draft --> approval: send_to_approval
    approval --> ready: approve
    approval --> draft: send_back
    ready --> draft: send_back
    ready --> submitted: record_submission
    submitted --> filed: record_number
    approval --> withdrawn: withdraw
    draft --> withdrawn: withdraw
    ready --> withdrawn: withdraw"""


def filing_in(state: FilingState, people: People) -> Filing:
    algorithm = AlgorithmFactory(provider=people.provider)
    filing: Filing = FilingFactory(algorithm=algorithm, state=state)
    return filing


@pytest.mark.parametrize("state", list(FilingState))
def test_each_state_action_and_role_is_as_written(people: People, state: FilingState) -> None:
    filing = filing_in(state, people)
    found: dict[str, tuple[str, set[str]]] = {}
    for action, role in itertools.product(FilingAction, Role):
        person = people.acting_as(role)
        with walls.for_person(person):
            try:
                target = FILING.check(filing, action, person).target
            except ActionRefused:
                continue
            found.setdefault(action.value, (target.value, set()))[1].add(role.value)
    assert found == {action: to for (source, action), to in TABLE.items() if source == state.value}


def test_the_diagram_shows_every_edge_once() -> None:
    assert FILING.to_mermaid() == DIAGRAM


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
