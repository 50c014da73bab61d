"""The page of an opinion: facts beside points, kept while it is written, sealed from everybody."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from filings import contents
from filings.answers import reading
from filings.enums import Audience
from filings.models import Disclosure, User
from reviews.models import Assignment, Opinion, OpinionDraft
from reviews.points import FACTS, OPENING, POINTS, point_of
from tests.factories import DisclosureFactory, EvidenceFactory, frozen_facts, wall_down
from tests.reliability.test_review_worlds import client_of, differing
from tests.reliability.world import reset_wall
from tests.reviews import judging
from tests.reviews.judging import Bench

TYPED = {"point_fairness": "分组比较不足。", "summary": "CANARY 尚需补充。", "outcome": ""}


@pytest.fixture
def reviewing(bench: Bench) -> Assignment:
    judging.independent(bench)
    with wall_down():
        return Assignment.objects.select_related("seat__person").get(
            round=bench.the_round, seat=bench.members[2]
        )


def browser(user: User) -> Client:
    client = Client(headers={"accept-language": "en"})
    User.objects.filter(pk=user.pk).update(language="en")
    client.force_login(user)
    return client


def opinion_of(assignment: Assignment) -> str:
    return reverse("reviews:opinion", args=[assignment.pk])


def draft_of(assignment: Assignment) -> str:
    return reverse("reviews:opinion_draft", args=[assignment.pk])


def kept(assignment: Assignment) -> OpinionDraft:
    with wall_down():
        return OpinionDraft.objects.get(assignment=assignment)


def save(client: Client, assignment: Assignment, **more: Any) -> Any:
    typed = {"key": str(uuid4()), "revision": 0} | TYPED | more
    answer = client.post(draft_of(assignment), typed)
    reset_wall()
    return answer


def test_an_opinion_saves_itself_and_comes_back(bench: Bench, reviewing: Assignment) -> None:
    client = browser(reviewing.seat.person)
    page = client.get(opinion_of(reviewing)).content.decode()
    assert f'hx-post="{draft_of(reviewing)}"' in page
    by_script = client.post(
        draft_of(reviewing),
        {"key": str(uuid4()), "revision": 0} | TYPED,
        headers={"HX-Request": "true"},
    ).content.decode()
    assert 'name="revision" value="1"' in by_script
    assert "<html" not in by_script
    again = client.get(opinion_of(reviewing)).content.decode()
    assert "分组比较不足。" in again
    assert "CANARY 尚需补充。" in again


def test_without_a_script_a_button_saves_the_draft(reviewing: Assignment) -> None:
    client = browser(reviewing.seat.person)
    assert (
        f'formaction="{draft_of(reviewing)}"' in client.get(opinion_of(reviewing)).content.decode()
    )
    reset_wall()
    answer = save(client, reviewing)
    assert answer.url == opinion_of(reviewing)
    assert kept(reviewing).points["fairness"] == "分组比较不足。"


def test_an_old_window_overwrites_nothing_unseen(reviewing: Assignment) -> None:
    client = browser(reviewing.seat.person)
    save(client, reviewing)
    answer = save(client, reviewing, summary="从另一个窗口写的")
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "another window" in page
    assert "CANARY 尚需补充。" in page
    assert "从另一个窗口写的" in page
    assert kept(reviewing).summary == "CANARY 尚需补充。"
    assert save(client, reviewing, summary="两者合并", revision=1).status_code == 302
    assert kept(reviewing).summary == "两者合并"


@pytest.mark.parametrize("who", ["chair", "secretary", "other", "filer"])
def test_nobody_else_reads_or_writes_a_draft(bench: Bench, reviewing: Assignment, who: str) -> None:
    people = {
        "chair": bench.chair,
        "secretary": bench.secretary.person,
        "other": bench.members[3].person,
        "filer": bench.filer,
    }
    client = client_of(people[who])
    paths = [
        reverse("filings:desk"),
        reverse("reviews:cases"),
        bench.the_case.get_absolute_url(),
        reverse("reviews:case_papers", args=[bench.the_case.pk]),
        reverse("reviews:act", args=["assignment", reviewing.pk, "release_reviewer"]),
        reverse("filings:algorithm_history", args=[bench.algorithm.pk]),
        opinion_of(reviewing),
    ]
    write = lambda: save(browser(reviewing.seat.person), reviewing)  # noqa: E731 - the secret
    assert differing(client, paths, write) == []
    assert client.post(draft_of(reviewing), TYPED).status_code == 404


def test_what_cannot_be_submitted_stays_on_the_page(bench: Bench, reviewing: Assignment) -> None:
    client = browser(reviewing.seat.person)
    judging.opine(bench, bench.members[2])
    answer = client.post(
        opinion_of(reviewing), {"key": str(uuid4())} | TYPED | {"outcome": "approve"}
    )
    page = answer.content.decode()
    assert "CANARY 尚需补充。" in page
    assert answer.status_code == 409
    reset_wall()
    assert save(client, reviewing).status_code == 409
    with wall_down():
        assert not OpinionDraft.objects.exists()


def test_an_opinion_is_sealed_with_its_digest(reviewing: Assignment) -> None:
    client = browser(reviewing.seat.person)
    save(client, reviewing)
    client.post(
        opinion_of(reviewing),
        {"key": str(uuid4()), "revision": 1} | TYPED | {"outcome": "approve"},
    )
    with wall_down():
        sealed = Opinion.objects.get()
    assert len(sealed.sha256) == 64
    assert sealed.points["fairness"] == "分组比较不足。"


def test_whoever_has_not_declared_reads_no_facts(bench: Bench) -> None:
    judging.accepted(bench)
    member = bench.members[4].person
    client = browser(member)
    case = bench.the_case.get_absolute_url()
    assert "按相关程度从高到低排列商品。" not in client.get(case).content.decode()
    reset_wall()
    judging.declare(bench, member)
    assert "按相关程度从高到低排列商品。" in client.get(case).content.decode()


def test_a_file_opens_for_whoever_judges_and_for_nobody_else(bench: Bench) -> None:
    with transaction.atomic(), wall_down():
        draft = DisclosureFactory(algorithm=bench.algorithm, number=2)
        file = EvidenceFactory(disclosure=draft, path="notice.principle")
        frozen = frozen_facts(draft.form_version, judging.DISCLOSED, draft.started_by)
        Disclosure.objects.filter(pk=draft.pk).update(**frozen)
    judging.independent(bench)
    path = reverse("reviews:case_file", args=[bench.the_case.pk, file.pk])
    reviewer = client_of(bench.members[2].person)
    assert f'href="{path}"' in reviewer.get(bench.the_case.get_absolute_url()).content.decode()
    reset_wall()
    assert reviewer.get(path).status_code == 410, "the row alone was made, so its bytes are missed"
    reset_wall()
    assert client_of(judging.make_bench().chair).get(path).status_code == 404


def test_every_answer_stands_in_one_place_on_the_page() -> None:
    form = contents.form_on(timezone.localdate())
    sections = {section.code for section in form.sections}
    paths = {f"{s.code}.{field.code}" for s in form.sections for field in s.fields}
    named = {place for places in FACTS.values() for place in places.split()} | OPENING
    assert named - sections - paths == set()
    assert set(FACTS) == set(POINTS)
    assert {point_of(path) for path in paths} - {""} == set(POINTS)


def test_internal_answers_are_not_compared_for_others() -> None:
    form = contents.form_on(timezone.localdate())
    answers = {"assessment": {"notes": {"zh": "内部"}, "other": {"zh": "外部"}}}
    assert reading.readable(form, answers, Audience.REGULATOR) == {
        "assessment": {"other": {"zh": "外部"}}
    }


def test_the_pages_of_a_case_ask_no_more_as_it_grows(
    bench: Bench, reviewing: Assignment, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = browser(reviewing.seat.person)
    client.get(opinion_of(reviewing))
    reset_wall()
    with django_assert_max_num_queries(60):
        assert client.get(opinion_of(reviewing)).status_code == 200
    reset_wall()
    with django_assert_max_num_queries(95):
        assert client.get(bench.the_case.get_absolute_url()).status_code == 200
