from filings import walls
from filings.enums import FilingState, Role
from filings.models import Filing, Membership
from tests.factories import (
    DisclosureSectionFactory,
    EvidenceFactory,
    FilingFactory,
    FunctionFactory,
    uscc,
)
from tests.people import People


def test_every_role_has_a_person_who_acts_for_the_provider_alone(people: People) -> None:
    for role in Role:
        person = people.acting_as(role)
        with walls.for_person(person):
            assert person.provider_ids == [people.provider.pk]
            assert [m.role for m in person.acting] == [role]


def test_a_filing_can_be_made_in_every_state(people: People) -> None:
    made = {
        state: FilingFactory(algorithm__provider=people.provider, state=state).pk
        for state in FilingState
    }
    with walls.for_person(people.filer):
        assert {f.state: f.pk for f in Filing.objects.visible_to(people.filer)} == made


def test_a_factory_leaves_the_wall_as_it_was(people: People) -> None:
    with walls.for_person(people.filer):
        FilingFactory(algorithm__provider=people.elsewhere)
        FunctionFactory(path__product__algorithm__provider=people.elsewhere)
        DisclosureSectionFactory(disclosure__algorithm__provider=people.elsewhere)
        EvidenceFactory(disclosure__algorithm__provider=people.elsewhere)
        assert set(Membership.objects.values_list("provider", flat=True)) == {people.provider.pk}


def test_the_check_digit_is_that_of_the_standard() -> None:
    assert uscc("91110000600037341") == "91110000600037341L"
