"""Registering and changing providers."""

import pytest

from filings import walls
from filings.enums import Act, Role
from filings.models import Event, Membership, Provider, User
from filings.services import providers
from filings.services.people import Invited
from filings.services.providers import fingerprint
from filings.statemachine import ActionRefused
from tests.factories import uscc
from tests.people import People

FACTS = {
    "name_zh": "星澜（上海）商贸有限公司",
    "name_en": "Xinglan",
    "uscc": uscc("91310115MA1K4XY11"),
}
FIRST = Invited("first@example.com", "首位管理员", "zh-hans")


def register(by: User, **facts: object) -> Provider:
    return providers.register(facts=FACTS | facts, administrator=FIRST, by=by, address=str)


def test_the_operator_registers_a_provider_with_its_first_administrator(people: People) -> None:
    with walls.for_person(people.operator):
        provider = register(people.operator)
        (membership,) = Membership.objects.filter(provider=provider)
        assert (membership.user.email, membership.role) == (FIRST.email, Role.ADMINISTRATOR)
        acts = Event.objects.filter(provider=provider).order_by("id")
        assert [e.act for e in acts] == [Act.PROVIDER_REGISTERED, Act.MEMBER_ADDED]


def test_nobody_else_registers(people: People) -> None:
    with walls.for_person(people.administrator):
        with pytest.raises(ActionRefused, match="installation administrator"):
            register(people.administrator)
        assert Provider.objects.count() == 1


def test_a_code_is_registered_once_and_the_refusal_leaves_no_trace(people: People) -> None:
    with walls.for_person(people.operator):
        with pytest.raises(ActionRefused, match="exists already"):
            register(people.operator, uscc=people.elsewhere.uscc)
        assert not User.objects.filter(email=FIRST.email).exists()


def test_a_change_keeps_before_and_after_but_no_personal_facts(people: People) -> None:
    before = people.provider.name_en
    with walls.for_person(people.administrator):
        providers.change(
            provider=people.provider,
            facts={"name_en": "New name", "mau_source": "统计后台", "contact_phone": "13800000000"},
            seen=fingerprint(people.provider),
            by=people.administrator,
        )
        event = Event.objects.get(act=Act.PROVIDER_CHANGED)
        assert event.payload == {
            "changes": {"name_en": [before, "New name"], "mau_source": ["", "统计后台"]},
            "changed_about_people": ["contact_phone"],
        }


def test_saving_what_stands_is_no_act(people: People) -> None:
    with walls.for_person(people.administrator):
        providers.change(
            provider=people.provider,
            facts={"name_en": people.provider.name_en},
            seen=fingerprint(people.provider),
            by=people.administrator,
        )
        assert Event.objects.count() == 0


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMINISTRATOR])
def test_only_administrators_change(people: People, role: Role) -> None:
    person = people.acting_as(role)
    with walls.for_person(person):
        with pytest.raises(ActionRefused, match="Only an administrator"):
            providers.change(
                provider=people.provider,
                facts={"name_en": "X"},
                seen=fingerprint(people.provider),
                by=person,
            )
        assert Provider.objects.get().name_en == people.provider.name_en


def test_the_second_of_two_editors_is_told(people: People) -> None:
    seen = fingerprint(people.provider)

    def save(name: str) -> None:
        providers.change(
            provider=people.provider, facts={"name_en": name}, seen=seen, by=people.administrator
        )

    with walls.for_person(people.administrator):
        save("First")
        with pytest.raises(ActionRefused, match="Somebody else"):
            save("Second")
        assert Provider.objects.get().name_en == "First"


def test_an_administrator_cannot_probe_for_other_providers_by_their_code(people: People) -> None:
    with walls.for_person(people.administrator), pytest.raises(ActionRefused, match="entity"):
        providers.change(
            provider=people.provider,
            facts={"uscc": people.elsewhere.uscc},
            seen=fingerprint(people.provider),
            by=people.administrator,
        )
