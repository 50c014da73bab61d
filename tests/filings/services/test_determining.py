from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from filings import lawbook, walls
from filings.enums import Act, DeadlineState, Verdict
from filings.models import Deadline, Disclosure, Duty, Event, LegalParameter, RuleSetAdoption, User
from filings.services import determining
from filings.statemachine import ActionRefused
from tests.factories import AlgorithmFactory, DisclosureFactory
from tests.people import People

LAUNCHED = timezone.localdate() - timedelta(days=3)
FEED: dict[str, Any] = {
    "basics": {
        "type": "personalised_push",
        "public": True,
        "status": "running",
        "launched_on": LAUNCHED.isoformat(),
    },
    "opinion": {"opinion_attribute": True, "mobilisation": False},
}


@pytest.fixture
def by(people: People) -> Iterator[User]:
    with walls.for_person(people.filer):
        yield people.filer


def frozen(people: People, answers: dict[str, Any], **more: Any) -> Disclosure:
    algorithm = more.pop("algorithm", None) or AlgorithmFactory(provider=people.provider)
    made: Disclosure = DisclosureFactory(
        algorithm=algorithm, answers=answers, frozen=True, started_by=people.filer, **more
    )
    return made


def verdicts(disclosure: Disclosure) -> dict[str, str]:
    current = disclosure.algorithm.determinations.get(current=True)
    return {duty.code: duty.verdict for duty in current.duties.all()}


def test_every_duty_of_the_adopted_rules_is_recorded(people: People, by: User) -> None:
    disclosure = frozen(people, FEED)
    made = determining.determine(disclosure=disclosure, by=by)
    rules = lawbook.adopted(lawbook.law())
    assert made.rule_set == rules.version
    assert [duty.code for duty in made.duties.all()] == [rule.code for rule in rules.rules]
    assert verdicts(disclosure)["order9_filing"] == Verdict.APPLIES
    assert verdicts(disclosure)["responsibility"] == Verdict.APPLIES


def test_a_duty_names_what_decided_it_and_what_could_change_it(people: People, by: User) -> None:
    disclosure = frozen(people, {"basics": {**FEED["basics"]}})
    made = determining.determine(disclosure=disclosure, by=by)
    duty = made.duties.get(code="order9_filing")
    assert duty.verdict == Verdict.UNDETERMINED
    assert "opinion.opinion_attribute" in duty.unknown


def test_the_term_of_a_duty_begins_to_run_with_the_day_that_started_it(
    people: People, by: User
) -> None:
    disclosure = frozen(people, FEED)
    made = determining.determine(disclosure=disclosure, by=by)
    deadline = Deadline.objects.get(algorithm=disclosure.algorithm, rule="alg_file")
    assert (deadline.starts_on, deadline.state) == (LAUNCHED, DeadlineState.OPEN)
    assert deadline.due_on == made.duties.get(code="order9_filing").due_on


def test_determining_twice_neither_doubles_nor_reopens_a_term(people: People, by: User) -> None:
    disclosure = frozen(people, FEED)
    determining.determine(disclosure=disclosure, by=by)
    Deadline.objects.filter(rule="alg_file").update(state=DeadlineState.MET, met_on=LAUNCHED)
    determining.determine(disclosure=disclosure, by=by)
    terms = Deadline.objects.filter(algorithm=disclosure.algorithm, rule="alg_file")
    assert [term.state for term in terms] == [DeadlineState.MET]
    assert disclosure.algorithm.determinations.filter(current=True).count() == 1
    assert disclosure.algorithm.determinations.count() == 2


def test_the_history_says_what_was_determined(people: People, by: User) -> None:
    disclosure = frozen(people, FEED)
    determining.determine(disclosure=disclosure, by=by)
    event = Event.objects.get(act=Act.DETERMINED, disclosure=disclosure)
    assert "order9_filing" in event.payload["applies"]


def test_a_draft_has_no_duties_yet(people: People, by: User) -> None:
    draft = DisclosureFactory(
        algorithm=AlgorithmFactory(provider=people.provider), started_by=people.filer
    )
    with pytest.raises(ActionRefused):
        determining.determine(disclosure=draft, by=by)
    assert not draft.algorithm.determinations.exists()


def test_an_auditor_cannot_determine_again(people: People) -> None:
    disclosure = frozen(people, FEED)
    with walls.for_person(people.auditor):
        with pytest.raises(ActionRefused):
            determining.determine_again(disclosure=disclosure, by=people.auditor)
        assert not Duty.objects.exists()


def test_a_recorded_determination_is_never_edited(people: People, by: User) -> None:
    made = determining.determine(disclosure=frozen(people, FEED), by=by)
    with pytest.raises(IntegrityError), transaction.atomic():
        type(made).objects.filter(pk=made.pk).update(rule_set="another")
    with (
        pytest.raises(Exception, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE filings_duty SET verdict = 'does_not_apply'")


def test_the_installation_administrator_adopts_a_rule_set(people: People) -> None:
    oldest = lawbook.law().rule_sets[0]
    determining.adopt(version=oldest.version, by=people.operator)
    assert lawbook.adopted(lawbook.law()) == oldest
    with pytest.raises(ActionRefused):
        determining.adopt(version=oldest.version, by=people.operator)


def test_others_do_not_adopt_and_nobody_adopts_what_is_not_there(people: People) -> None:
    with pytest.raises(ActionRefused):
        determining.adopt(version=lawbook.law().rule_sets[0].version, by=people.administrator)
    with pytest.raises(ActionRefused):
        determining.adopt(version="1999-01-01", by=people.operator)
    assert not RuleSetAdoption.objects.exists()


def test_a_number_set_here_decides_and_is_kept_with_the_determination(
    people: People, by: User
) -> None:
    number = next(p for p in lawbook.law().parameters.values() if p.editable)
    LegalParameter.objects.create(code=number.code, value="7", source="test", set_by=by)
    assert lawbook.law().parameters[number.code].value == 7
    made = determining.determine(disclosure=frozen(people, FEED), by=by)
    assert made.parameters == {number.code: "7"}


def test_a_new_installation_begins_with_the_rules_in_force_once(people: People) -> None:
    determining.adopt_first()
    determining.adopt_first()
    adoption = RuleSetAdoption.objects.get()
    assert adoption.version == lawbook.law().rule_set(timezone.localdate()).version
    assert adoption.adopted_by is None
