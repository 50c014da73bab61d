from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from filings import lawbook, regulations, walls
from filings.enums import JobKind
from filings.models import HolidaySchedule, Job, LegalParameter, RuleSetAdoption, User
from filings.services import determining
from filings.templatetags import law
from tests.factories import AlgorithmFactory, DisclosureFactory
from tests.filings.services.test_determining import FEED
from tests.people import People


def signed_in(user: User) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    return client


@pytest.mark.parametrize("page", ["law", "parameters", "rule_sets", "calendar", "deadlines"])
def test_everybody_reads_the_law(people: People, page: str) -> None:
    assert signed_in(people.auditor).get(reverse(f"filings:{page}")).status_code == 200


def test_every_instrument_and_clause_has_a_page(people: People) -> None:
    client = signed_in(people.auditor)
    book = lawbook.law()
    addresses = [reverse("filings:instrument", args=[code]) for code in book.instruments]
    addresses += [reverse("filings:clause", args=[ref]) for ref in book.clauses]
    assert {client.get(address).status_code for address in addresses} == {200}


def test_what_the_law_does_not_hold_is_not_found(people: People) -> None:
    client = signed_in(people.auditor)
    assert client.get("/law/nothing/").status_code == 404
    assert client.get("/law/clauses/order9-999/").status_code == 404
    assert client.get("/deadlines/2026-13/").status_code == 404
    assert client.post("/law/rules/1999-01-01/compare/").status_code == 404


def test_an_unverified_clause_says_so(people: People) -> None:
    unsure = next(c for c in lawbook.law().clauses.values() if not c.certainty.verified)
    page = signed_in(people.auditor).get(reverse("filings:clause", args=[unsure.ref]))
    assert b"not confirmed" in page.content or b"one weak source only" in page.content


def test_the_duties_of_an_algorithm_can_be_read_aloud(people: People) -> None:
    algorithm = AlgorithmFactory(provider=people.provider)
    disclosure = DisclosureFactory(
        algorithm=algorithm, answers=FEED, frozen=True, started_by=people.filer
    )
    client = signed_in(people.filer)
    address = reverse("filings:duties", args=[algorithm.pk])
    assert b"No duties are determined yet" in client.get(address).content
    answer = client.post(reverse("filings:determine", args=[algorithm.pk]))
    assert (answer.status_code, answer["location"]) == (302, address)
    page = client.get(address).content.decode()
    rule = lawbook.law().rule_sets[-1].rules[0]
    assert rule.title.en in page
    assert "Order 9, Art. 24(1)" in page
    assert "working day" in page
    with walls.for_person(people.filer):
        assert disclosure.algorithm.determinations.filter(current=True).exists()


def test_duties_of_another_provider_are_not_found(people: People) -> None:
    algorithm = AlgorithmFactory(provider=people.provider)
    client = signed_in(people.stranger)
    assert client.get(reverse("filings:duties", args=[algorithm.pk])).status_code == 404
    assert client.post(reverse("filings:determine", args=[algorithm.pk])).status_code == 404


def test_the_duties_page_costs_a_bounded_number_of_queries(
    people: People, django_assert_max_num_queries
) -> None:
    algorithm = AlgorithmFactory(provider=people.provider)
    disclosure = DisclosureFactory(
        algorithm=algorithm, answers=FEED, frozen=True, started_by=people.filer
    )
    with walls.for_person(people.filer):
        determining.determine(disclosure=disclosure, by=people.filer)
    client = signed_in(people.filer)
    with django_assert_max_num_queries(26):
        client.get(reverse("filings:duties", args=[algorithm.pk]))


def test_the_administrator_enters_a_year_and_sees_it(people: People) -> None:
    client = signed_in(people.operator)
    given = {
        "year": "2027",
        "notice_title": "示例",
        "notice_url": "https://example.org/2027",
        "published_on": "2026-11-20",
        "days_off": "2027-01-01 2027-01-03\n2027-02-05 to 2027-02-11",
        "workdays": "2027-01-09",
    }
    assert client.post(reverse("filings:calendar"), given).status_code == 302
    row = HolidaySchedule.objects.get()
    assert len(row.days_off) == 10
    assert row.days_off[0] == date(2027, 1, 1).isoformat()
    assert b"2027" in client.get(reverse("filings:calendar")).content


@pytest.mark.parametrize("days", ["", "soon", "2027-02-30", "2027-03-01 2027-01-01"])
def test_days_that_are_none_come_back_with_a_sentence(people: People, days: str) -> None:
    given = {"year": "2027", "notice_title": "KEPT", "days_off": days}
    page = signed_in(people.operator).post(reverse("filings:calendar"), given)
    assert page.status_code == 409
    assert b"KEPT" in page.content
    assert not HolidaySchedule.objects.exists()


def test_others_are_offered_no_form_for_a_year(people: People) -> None:
    client = signed_in(people.administrator)
    assert b"<textarea" not in client.get(reverse("filings:calendar")).content
    client.post(reverse("filings:calendar"), {"year": "2027"})
    assert not HolidaySchedule.objects.exists()


def test_a_number_is_set_on_its_page(people: People) -> None:
    number = next(p for p in lawbook.law().parameters.values() if p.editable)
    address = reverse("filings:parameter", args=[number.code])
    client = signed_in(people.operator)
    assert client.get(address).status_code == 200
    assert client.post(address, {"value": "12", "source": "Notice"}).status_code == 302
    assert LegalParameter.objects.get().value == "12"
    assert client.post(address, {"value": "many", "source": "Notice"}).status_code == 409
    assert signed_in(people.administrator).get(address).status_code == 404


def test_a_comparison_is_a_job_and_its_outcome_a_page(people: People) -> None:
    version = lawbook.law().rule_sets[0].version
    client = signed_in(people.administrator)
    answer = client.post(reverse("filings:rule_set_preview", args=[version]))
    assert answer.status_code == 302
    algorithm = AlgorithmFactory(provider=people.provider)
    with walls.for_person(people.administrator):
        job = Job.objects.get(kind=JobKind.REDETERMINE)
        moves = ["order9_filing|applies|does_not_apply"]
        job.result = {"seen": 3, "differing": 1, "moves": {moves[0]: 1}}
        job.result["algorithms"] = [[algorithm.pk, moves]]
        job.save()
    page = client.get(reverse("filings:rule_set_difference", args=[job.pk])).content.decode()
    assert "1 of 3 algorithms" in page
    assert algorithm.name_en in page
    stranger = signed_in(people.stranger)
    assert stranger.get(reverse("filings:rule_set_difference", args=[job.pk])).status_code == 404


def test_adopting_is_for_the_installation_administrator(people: People) -> None:
    address = reverse("filings:rule_set_adopt", args=[lawbook.law().rule_sets[0].version])
    refused = signed_in(people.administrator).post(address)
    assert refused.status_code == 409
    assert b"installation administrator" in refused.content
    assert signed_in(people.operator).post(address).status_code == 302
    assert RuleSetAdoption.objects.count() == 1


@pytest.mark.parametrize(
    ("ref", "zh", "en"),
    [
        ("order9-24-2", "算法推荐规定第24条第2款", "Order 9, Art. 24(2)"),
        ("gb45438-E", "GB 45438-2025附录E", "GB 45438-2025, Annex E"),
        ("tc260-pg-20252a", "标识实践指南 20252A", "Label Practice Guides 20252A"),
    ],
)
def test_a_clause_is_cited_as_its_kind_of_instrument_is(ref: str, zh: str, en: str) -> None:
    clause = regulations.load().clause(ref)
    with translation.override("zh-hans"):
        assert law.cited(clause) == zh
    with translation.override("en"):
        assert law.cited(clause) == en
