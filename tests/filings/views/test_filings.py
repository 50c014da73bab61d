"""The pages of filings, each as one story."""

from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from filings.enums import AlgorithmType, FilingState
from filings.models import Algorithm, Disclosure, Event, Filing
from tests.factories import (
    AlgorithmFactory,
    DeadlineFactory,
    DeterminationFactory,
    DisclosureFactory,
    FilingFactory,
    wall_down,
)
from tests.filings import files
from tests.filings.services.test_lifecycle import GOOD, fitting
from tests.people import People


@pytest.fixture
def algorithm(people: People) -> Algorithm:
    made: Algorithm = AlgorithmFactory(provider=people.provider, name_zh="星澜商城推荐算法")
    version = DisclosureFactory(algorithm=made, number=1, frozen=True)
    DeterminationFactory(disclosure=version)
    return made


def text(response: Any) -> str:
    return str(response.content.decode())


def act(client: Client, filing: Filing, action: str, **typed: Any) -> Any:
    page = reverse("filings:filing_action", args=[filing.pk, action])
    return client.post(page, {"key": str(uuid4()), **typed})


def test_a_filing_is_taken_to_its_number_on_its_pages(
    client: Client, people: People, algorithm: Algorithm
) -> None:
    client.force_login(people.filer)
    tab = reverse("filings:filings_of", args=[algorithm.pk])
    key = client.get(tab).context["form"]["key"].value()
    start = reverse("filings:filing_start", args=[algorithm.pk])
    answers = [client.post(start, {"key": str(key)}) for _click in range(2)]
    with wall_down():
        filing = Filing.objects.get()
    assert {answer.headers["Location"] for answer in answers} == {filing.get_absolute_url()}
    assert "Send to approval" in text(client.get(filing.get_absolute_url()))
    assert act(client, filing, "send_to_approval").status_code == 302

    client.force_login(people.approver)
    page = client.get(reverse("filings:filing_action", args=[filing.pk, "approve"]))
    assert "the whole of version 1 is new" in text(page)
    assert act(client, filing, "approve", version=1).status_code == 302

    client.force_login(people.filer)
    today = timezone.localdate().isoformat()
    assert act(client, filing, "record_submission", submitted_on=today).status_code == 302
    assert "With the authority since" in text(client.get(filing.get_absolute_url()))
    assert act(client, filing, "record_number", number=GOOD, filed_on=today).status_code == 302
    shown = text(client.get(filing.get_absolute_url()))
    assert GOOD in shown
    assert GOOD in text(client.get(reverse("filings:algorithm", args=[algorithm.pk])))
    assert GOOD in text(client.get(reverse("filings:filings")))


def test_a_refused_act_keeps_what_was_typed_and_asks_for_one_tick(
    client: Client, people: People, algorithm: Algorithm
) -> None:
    filing = FilingFactory(algorithm=algorithm, state=FilingState.READY)
    client.force_login(people.filer)
    today = timezone.localdate().isoformat()
    assert act(client, filing, "record_submission", submitted_on=today).status_code == 302
    wrong_type = fitting("网信算备310101234567803240010号")
    answer = act(client, filing, "record_number", number=wrong_type, filed_on=today)
    assert answer.status_code == 409
    assert f'value="{wrong_type}"' in text(answer)
    assert str(AlgorithmType.RANKING_SELECTION.label) in text(answer)
    assert 'name="confirmed"' in text(answer)
    answer = act(client, filing, "record_number", number="12", filed_on=today)
    assert (answer.status_code, 'name="confirmed"' in text(answer)) == (409, False)
    typed = {"number": wrong_type, "filed_on": today, "confirmed": "on"}
    assert act(client, filing, "record_number", **typed).status_code == 302


def test_an_act_whose_time_has_passed_says_so(
    client: Client, people: People, algorithm: Algorithm
) -> None:
    filing = FilingFactory(algorithm=algorithm)
    client.force_login(people.filer)
    page = client.get(reverse("filings:filing_action", args=[filing.pk, "approve"]))
    assert "already moved on" in text(page)
    assert 'type="submit" class="btn btn-primary"' not in text(page)
    answer = act(client, filing, "record_number", number=GOOD, filed_on="2026-01-01")
    assert (answer.status_code, "already moved on" in text(answer)) == (409, True)
    assert client.get(f"/filings/{filing.pk}/no-such-act/").status_code == 404


def test_a_disabled_act_stands_there_with_its_reason(
    client: Client, people: People, algorithm: Algorithm
) -> None:
    filing = FilingFactory(algorithm=algorithm, state=FilingState.APPROVAL)
    client.force_login(people.filer)
    shown = text(client.get(filing.get_absolute_url()))
    assert "Only an approver of this provider may do this" in shown
    assert f"/filings/{filing.pk}/approve/" not in shown
    assert f"/filings/{filing.pk}/send_back/" in shown


def test_what_changed_since_the_last_filing_is_read_before_approval(
    client: Client, people: People, algorithm: Algorithm
) -> None:
    answers = {"notice": {"purpose": {"zh": "按兴趣推荐商品", "en": "", "behind": None}}}
    changed = {"notice": {"purpose": {"zh": "按兴趣推荐商品和内容", "en": "", "behind": None}}}
    first = DisclosureFactory(algorithm=algorithm, number=2, frozen=True, answers=answers)
    FilingFactory(algorithm=algorithm, disclosure=first, state=FilingState.FILED)
    second = DisclosureFactory(algorithm=algorithm, number=3, frozen=True, answers=changed)
    filing = FilingFactory(algorithm=algorithm, disclosure=second, state=FilingState.APPROVAL)
    client.force_login(people.approver)
    page = text(client.get(reverse("filings:filing_action", args=[filing.pk, "approve"])))
    assert "What changed since version 2, which is filed" in page
    assert "<ins>和内容</ins>" in page


def test_the_list_filters_and_costs_the_same_however_long_it_is(
    client: Client,
    people: People,
    algorithm: Algorithm,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    FilingFactory(algorithm=algorithm, state=FilingState.SUBMITTED)
    for _more in range(30):
        FilingFactory(algorithm=AlgorithmFactory(provider=people.provider))
    client.force_login(people.auditor)
    client.get(reverse("filings:filings"))
    with django_assert_max_num_queries(13):
        page = client.get(reverse("filings:filings"))
    assert page.context["listing"].total == 31
    assert len(page.context["listing"].rows) == 25
    page = client.get(reverse("filings:filings"), {"state": "submitted"})
    assert [row.filing.algorithm for row in page.context["listing"].rows] == [algorithm]
    assert page.context["listing"].rows[0].with_authority


def test_a_filing_of_another_provider_is_not_found(
    client: Client, people: People, algorithm: Algorithm
) -> None:
    filing = FilingFactory(algorithm=algorithm)
    client.force_login(people.stranger)
    with wall_down():
        before = Event.objects.count()
    for address in (
        filing.get_absolute_url(),
        reverse("filings:filing_action", args=[filing.pk, "send_to_approval"]),
        reverse("filings:filings_of", args=[algorithm.pk]),
    ):
        assert client.get(address).status_code == 404
    assert act(client, filing, "send_to_approval").status_code == 404
    with wall_down():
        assert Event.objects.count() == before


def test_the_page_of_a_filing_costs_few_queries(
    client: Client,
    people: People,
    algorithm: Algorithm,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    filing = FilingFactory(algorithm=algorithm, state=FilingState.APPROVAL)
    client.force_login(people.approver)
    client.get(filing.get_absolute_url())
    with django_assert_max_num_queries(15):
        client.get(filing.get_absolute_url())


def test_a_return_is_recorded_once_and_counted(
    client: Client,
    people: People,
    algorithm: Algorithm,
    settings: Settings,
    tmp_path: Path,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    settings.MEDIA_ROOT = tmp_path
    filing = FilingFactory(algorithm=algorithm, state=FilingState.READY)
    client.force_login(people.filer)
    today, key = timezone.localdate().isoformat(), str(uuid4())
    act(client, filing, "record_submission", submitted_on=today)
    assert act(client, filing, "record_return", answered_on=today).status_code == 422
    for _click in range(2):
        letter = SimpleUploadedFile("通知.pdf", files.pdf())
        facts = {"answered_on": today, "reasons": ["label", "users"], "letter": letter}
        answer = act(client, filing, "record_return", key=key, remark="请补正", **facts)
        assert answer.headers["Location"] == filing.get_absolute_url()
    shown = text(client.get(filing.get_absolute_url()))
    assert "No explicit label or no screenshot of it" in shown
    assert "Take up what was returned" in shown
    assert shown.count("通知.pdf") == 1
    other = SimpleUploadedFile("通知.pdf", files.picture("PNG"))
    answer = act(client, filing, "record_return", key=key, **facts | {"letter": other})
    assert answer.status_code == 409
    with django_assert_max_num_queries(10):
        figures = client.get(reverse("filings:filing_figures")).context["figures"]
    assert figures.returns == 1
    assert [(r.reason.code, r.count, r.share) for r in figures.reasons] == [
        ("users", 1, 100),
        ("label", 1, 100),
    ]
    assert [(line.filings, line.rounds, line.in_one_round) for line in figures.lines] == [(1, 1, 1)]


def test_the_ends_stand_on_the_filing_with_their_reasons(
    client: Client, people: People, algorithm: Algorithm, settings: Settings, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    filing = FilingFactory(algorithm=algorithm, state=FilingState.FILED)
    client.force_login(people.filer)
    typed = {
        "ended_on": timezone.localdate().isoformat(),
        "reason": "提供虚假材料",
        "letter": SimpleUploadedFile("决定.png", files.picture("PNG")),
    }
    assert act(client, filing, "record_revocation", **typed).status_code == 302
    shown = text(client.get(filing.get_absolute_url()))
    assert "提供虚假材料" in shown
    assert "决定.png" in shown
    assert "Revoked" in text(client.get(reverse("filings:algorithm", args=[algorithm.pk])))
    assert act(client, filing, "supersede").status_code == 404


def test_the_tab_offers_a_start_only_where_one_is_possible(
    client: Client, people: People, algorithm: Algorithm
) -> None:
    client.force_login(people.filer)
    tab = reverse("filings:filings_of", args=[algorithm.pk])
    assert "Start a filing" in text(client.get(tab))
    with wall_down():
        FilingFactory(algorithm=algorithm, disclosure=Disclosure.objects.get())
    assert "Start a filing" not in text(client.get(tab))
    nothing_frozen = AlgorithmFactory(provider=people.provider)
    page = text(client.get(reverse("filings:filings_of", args=[nothing_frozen.pk])))
    assert "Freeze a version first." in page


def test_open_filings_stand_by_state_and_next_date(
    client: Client, people: People, algorithm: Algorithm
) -> None:
    today = timezone.localdate()
    for days, state in (
        (-1, FilingState.DRAFT),
        (7, FilingState.DRAFT),
        (30, FilingState.SUBMITTED),
        (31, FilingState.SUBMITTED),
        (None, FilingState.RETURNED),
        (3, FilingState.FILED),
    ):
        concerned = AlgorithmFactory(provider=people.provider)
        FilingFactory(algorithm=concerned, state=state)
        if days is not None:
            DeadlineFactory(algorithm=concerned, due_on=today + timedelta(days=days))
    client.force_login(people.auditor)
    page = client.get(reverse("filings:filings"))
    assert [(row.state, row.counts) for row in page.context["portfolio"]] == [
        ("draft", [1, 1, 0, 0, 0]),
        ("submitted", [0, 0, 1, 1, 0]),
        ("returned", [0, 0, 0, 0, 1]),
    ]
    assert "?state=returned" in text(page)
