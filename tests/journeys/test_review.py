"""A review over HTTP, page by page, as its people do it."""

import re
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoCaptureOnCommitCallbacks

from filings.models import User
from reviews.enums import CommitteeKind
from reviews.models import Case, ExpertReview, Round
from tests.factories import wall_down
from tests.reliability.world import reset_wall
from tests.reviews import judging
from tests.reviews.judging import Bench, make_bench

REASON = {"reason": "理由充分"}


@pytest.fixture
def bench(db: None) -> Bench:
    return make_bench()


class People:
    """Each person in a browser of their own."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench
        self.browsers: dict[int, Client] = {}

    def browser(self, user: User) -> Client:
        if user.pk not in self.browsers:
            self.browsers[user.pk] = Client()
            self.browsers[user.pk].force_login(user)
        reset_wall()
        return self.browsers[user.pk]

    def reads(self, user: User, path: str) -> str:
        response = self.browser(user).get(path)
        assert response.status_code == 200, path
        return response.content.decode()

    def does(self, user: User, obj: Any, action: str, **typed: Any) -> None:
        """Opens the act from the page that offers it, fills in the form and sends it."""
        thing = type(obj).__name__.lower()
        path = reverse("reviews:act", args=[thing, obj.pk, action])
        offering = obj.get_absolute_url() if isinstance(obj, ExpertReview) else self.case_page()
        assert path in self.reads(user, offering), f"{action} is not offered"
        assert "<form" in self.reads(user, path)
        response = self.browser(user).post(path, {"key": str(uuid4())} | typed)
        assert response.status_code == 302, re.findall(
            r'class="error[^>]*>(.*?)</', response.content.decode(), re.DOTALL
        )
        reset_wall()
        judging.now(self.bench)

    def case_page(self) -> str:
        return reverse("reviews:case", args=[self.bench.the_case.pk])

    def opens(self) -> None:
        bench = self.bench
        response = self.browser(bench.filer).post(
            reverse("reviews:case_open", args=[bench.algorithm.pk]),
            {"key": str(uuid4()), "committee": bench.committee.pk},
        )
        assert response.status_code == 302
        reset_wall()
        with wall_down():
            bench.case = Case.objects.get()
        judging.now(bench)

    def votes(self, outcome: str = "approve") -> None:
        bench, chair = self.bench, self.bench.chair
        if not judging_meeting(bench):
            self.does(chair, bench.round, "call_meeting", starts_at="2026-11-20T10:00", place="A")
            self.does(chair, judging_meeting(bench), "open_meeting")
            for seat in bench.members[1:]:
                meeting = judging_meeting(bench)
                self.does(chair, meeting, "attend", seat=seat.pk, mode="in_person")
        self.does(chair, bench.round, "open_vote", outcome=outcome, wording="")
        with wall_down():
            motion = bench.the_round.motions.latest("pk")
        for seat in bench.members:
            self.does(seat.person, motion, "cast", choice="yes", reason="")
        self.does(chair, motion, "close_vote")


def judging_meeting(bench: Bench) -> Any:
    with wall_down():
        return Round.objects.get(pk=bench.the_round.pk).meetings.exclude(state="ended").first()


def to_the_vote(people: People, **accepting: Any) -> None:
    bench, secretary = people.bench, people.bench.secretary.person
    people.opens()
    people.does(bench.filer, bench.case, "submit_case", late_reason="")
    people.does(secretary, bench.round, "ask_supplement", missing="测试报告")
    people.does(bench.filer, bench.round, "supplement", note="测试报告见附件")
    people.does(
        secretary,
        bench.round,
        "accept",
        procedure="general",
        reason="风险有限",
        list_reason="逐项对照",
        **accepting,
    )
    for seat in bench.members:
        people.does(seat.person, bench.case, "declare", level="none", words="")
    reviewers = bench.members[2:4]
    people.does(bench.chair, bench.round, "assign", seats=[seat.pk for seat in reviewers])
    for seat in reviewers:
        with wall_down():
            row = bench.the_round.assignments.get(seat=seat)
        people.does(
            seat.person,
            row,
            "submit_opinion",
            outcome="approve",
            summary="可行",
            point_privacy="有",
        )
    people.does(secretary, bench.round, "deliberate")
    people.votes()


def decided(people: People, **more: Any) -> None:
    """The decision is prepared; its letter and its release are the papers' own story."""
    people.does(
        people.bench.secretary.person, people.bench.round, "stage", reasons="符合要求", advice=""
    )


def test_an_ordinary_review_from_the_algorithm_to_a_prepared_decision(bench: Bench) -> None:
    people = People(bench)
    to_the_vote(people)
    page = people.reads(bench.chair, people.case_page())
    assert "8 attending, 0 recused and not counted, 8 of 8 in favour" in page
    assert "24 ≥ 16, carried" in page
    assert "8 attending" not in people.reads(bench.filer, people.case_page())
    decided(people)
    assert bench.the_round.state == "staged"


def test_experts_come_by_link_and_code_and_sign_their_opinion(
    bench: Bench, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    people = People(bench)
    centre, head = judging.centre()
    assert centre.kind == CommitteeKind.CENTRE
    to_the_vote(people, list_items=["L2"])
    people.does(
        bench.secretary.person,
        bench.round,
        "request_experts",
        organiser=centre.pk,
        organiser_name="",
    )
    with wall_down():
        review = ExpertReview.objects.get()
    people.does(head, review, "compose")
    with django_capture_on_commit_callbacks(execute=True):
        for number in range(5):
            typed = judging.expert(number)
            people.does(
                head,
                review,
                "invite",
                name=typed.name,
                email=typed.email,
                unit=typed.unit,
                title="教授",
                discipline=typed.discipline.value,
            )
    experts = [Expert(message) for message in mail.outbox if "/" in message.body]
    assert len(experts) == 5
    for expert in experts:
        assert "8 attending" not in expert.page()
        expert.comes_in(django_capture_on_commit_callbacks)
        for words in ("8 attending", "按相关程度从高到低排列商品"):
            assert words not in expert.page(), "papers are shown before the declaration"
        expert.sends(relations="无", confidential="on")
        assert "8 attending" in expert.page()
        assert "按相关程度从高到低排列商品" in expert.page()
    people.does(head, review, "start_review")
    for place, expert in enumerate(experts):
        expert.sends(
            agrees="yes" if place else "no",
            compliance="程序合规",
            reasonableness="结论合理",
            signed="on",
        )
    people.does(head, review, "close_review")
    assert "4 / 5: 12 ≥ 10" in people.reads(head, review.get_absolute_url())
    assert Client().get(experts[0].path).status_code == 404, "the link ends with the review"
    people.votes()
    assert bench.the_round.state == "voted_final"
    decided(people)
    assert bench.the_round.state == "staged"


class Expert:
    """Somebody outside with nothing but a mail."""

    def __init__(self, message: Any) -> None:
        self.address = message.to[0]
        found = re.search(r"\S*/reviews/expert/\S+", message.body)
        assert found, message.body
        self.path = re.sub(r"^https?://[^/]+", "", found[0])
        self.client = Client()

    def page(self) -> str:
        reset_wall()
        response = self.client.get(self.path)
        assert response.status_code == 200
        return response.content.decode()

    def sends(self, **typed: Any) -> None:
        reset_wall()
        response = self.client.post(self.path, typed)
        assert response.status_code == 302, response.content.decode()[-3000:]

    def comes_in(self, capture: Callable[..., Any]) -> None:
        with capture(execute=True):
            self.sends(act="send")
        (code,) = re.findall(r"\d{6}", str(mail.outbox[-1].body))
        reset_wall()
        assert (
            self.client.post(self.path, {"code": "000000" if code != "000000" else "1"}).status_code
            == 422
        )
        self.sends(code=code)
