"""What was done to the law and the public lists is told with who, what and when."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from filings import lawbook, walls
from filings.enums import InstallationAct, PublicList
from filings.models import InstallationEvent
from filings.selectors import timeline
from filings.services import determining, importing, statutes
from filings.services.public_import import PublicLists
from filings.services.statutes import YearSchedule
from filings.spreadsheets import Line, Sheet
from filings.statemachine import ActionRefused
from tests.people import People

ROW = {
    "备案编号": "网信算备110105167703302220011号",
    "算法名称": "示例算法",
    "算法类别": "排序精选类",
}


def sheet(**other: str) -> Sheet:
    row = ROW | other
    return Sheet(tuple(row), (Line(2, row),))


def import_it(people: People, **other: str) -> None:
    target = PublicLists(published_in=PublicList.ALGORITHMS, source="https://example.org/list")
    with walls.for_person(people.operator):
        importing.carry_out(importing.plan(sheet(**other), target), target, by=people.operator)


def told(act: InstallationAct) -> list[tuple[str, str, dict[str, str]]]:
    return [(e.act, e.actor, dict(e.details)) for e in timeline.of_installation(act)]


def test_an_import_tells_its_counts_once_and_a_repetition_nothing(people: People) -> None:
    import_it(people)
    import_it(people)
    facts = {"new": "1", "changed": "0", "source": "https://example.org/list"}
    lists = {"lists": str(PublicList.ALGORITHMS.label)}
    assert told(InstallationAct.REGISTER_IMPORTED) == [
        ("Public list imported", "Operator", lists | facts)
    ]
    import_it(people, 主要用途="商品排序")
    newest, _first = told(InstallationAct.REGISTER_IMPORTED)
    assert newest[2]["changed"] == "1"


def test_an_adoption_tells_the_rules_before_and_the_first_one_nobody(people: People) -> None:
    determining.adopt_first()
    before = lawbook.adopted(lawbook.law())
    oldest = lawbook.law().rule_sets[0]
    determining.adopt(version=oldest.version, by=people.operator)
    assert told(InstallationAct.RULE_SET_ADOPTED) == [
        (
            "Rule set adopted",
            "Operator",
            {"rules": str(oldest.title), "rules before": str(before.title)},
        ),
        ("Rule set adopted", "a command on the server", {"rules": str(before.title)}),
    ]


def test_a_year_and_a_number_tell_what_was_entered_and_from_where(people: People) -> None:
    number = next(p for p in lawbook.law().parameters.values() if p.editable)
    with walls.for_person(people.operator):
        statutes.enter_schedule(
            YearSchedule(
                year=2027,
                notice_title="示例通知",
                notice_url="https://example.org/2027",
                published_on=date(2026, 11, 20),
                days_off=(date(2027, 1, 1),),
                workdays=(date(2027, 1, 9),),
            ),
            by=people.operator,
        )
        statutes.set_parameter(code=number.code, value="12", source="Notice", by=people.operator)
    ((_act, _actor, year),) = told(InstallationAct.SCHEDULE_ENTERED)
    assert year == {
        "year": "2027",
        "days off": "2027-01-01",
        "make-up working days": "2027-01-09",
        "notice": "示例通知",
        "source": "https://example.org/2027",
    }
    ((_act, _actor, set_here),) = told(InstallationAct.NUMBER_SET)
    assert set_here == {"number of law": str(number.title), "value": "12", "source": "Notice"}


def test_a_refusal_leaves_no_trace(people: People) -> None:
    number = next(p for p in lawbook.law().parameters.values() if p.editable)
    with walls.for_person(people.administrator):
        with pytest.raises(ActionRefused):
            statutes.set_parameter(code=number.code, value="1", source="x", by=people.administrator)
        with pytest.raises(ActionRefused):
            determining.adopt(version=lawbook.law().rule_sets[0].version, by=people.administrator)
    assert not InstallationEvent.objects.exists()


@pytest.mark.parametrize("page", ["register", "rule_sets", "calendar", "parameters"])
def test_each_page_shows_its_own_history(client: Client, people: People, page: str) -> None:
    import_it(people)
    determining.adopt_first()
    number = next(p for p in lawbook.law().parameters.values() if p.editable)
    with walls.for_person(people.operator):
        statutes.set_parameter(code=number.code, value="12", source="Notice", by=people.operator)
        statutes.enter_schedule(
            YearSchedule(
                2027, "示例", "https://example.org", date(2026, 11, 20), (date(2027, 1, 1),), ()
            ),
            by=people.operator,
        )
    client.force_login(people.auditor)
    text = client.get(reverse(f"filings:{page}")).content.decode()
    labels = {
        "register": InstallationAct.REGISTER_IMPORTED,
        "rule_sets": InstallationAct.RULE_SET_ADOPTED,
        "calendar": InstallationAct.SCHEDULE_ENTERED,
        "parameters": InstallationAct.NUMBER_SET,
    }
    shown = [act for act in InstallationAct if f"<strong>{act.label}</strong>" in text]
    assert shown == [labels[page]]
