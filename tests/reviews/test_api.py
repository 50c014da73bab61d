"""Reviews over HTTP for other systems: every act by its path, with the pages' refusals."""

from typing import Any

import pytest

from reviews.models import Case
from tests.factories import wall_down
from tests.filings.api.test_api import System
from tests.reviews import judging
from tests.reviews.judging import Bench


@pytest.fixture
def bench(db: None) -> Bench:
    return judging.make_bench()


def offers(case: dict[str, Any]) -> dict[str, str]:
    return {each["path"].strip("/").split("/")[-1]: each["refusal"] for each in case["acts"]}


def test_a_case_goes_from_its_opening_to_acceptance(bench: Bench) -> None:
    applicant, secretary = System(bench.filer), System(bench.secretary.person)
    algorithm = bench.algorithm.pk
    body = {"committee": bench.committee.pk}
    made = applicant.ask("post", f"algorithms/{algorithm}/reviews/", body)
    assert made.status_code == 201, made.content
    case = made.json()
    assert (case["state"], "submit_case" in offers(case)) == ("draft", True)
    submit = f"reviews/do/case/{case['id']}/submit_case/"
    moved = applicant.ask("post", submit, {"late_reason": "-"})
    assert moved.status_code == 200, moved.content
    assert moved.json()["state"] == "under_review"
    round_ = moved.json()["rounds"][0]["id"]
    path = f"reviews/do/round/{round_}/accept/"
    refused = applicant.ask("post", path, {})
    assert refused.status_code in {409, 422}
    seen = secretary.get(f"reviews/{case['id']}/")
    assert "accept" in offers(seen)
    assert "accept" not in offers(applicant.get(f"reviews/{case['id']}/"))
    late = applicant.ask("post", submit, {"late_reason": "-"})
    assert (late.status_code, late.json()["code"]) == (409, "refused")
    assert [row["id"] for row in secretary.get("reviews/")["results"]] == [case["id"]]
    assert secretary.get(f"reviews/{case['id']}/papers/")["results"] == []


def test_one_key_opens_one_case(bench: Bench) -> None:
    system = System(bench.filer)
    body = {"committee": bench.committee.pk}
    key = "0b4f1f52-5a3f-4c57-9a94-6a5a5d8d0c01"
    path = f"algorithms/{bench.algorithm.pk}/reviews/"
    for _again in range(2):
        assert system.ask("post", path, body, idempotency_key=key).status_code == 201
    with wall_down():
        assert Case.objects.count() == 1


def test_strangers_find_nothing(bench: Bench) -> None:
    judging.make_bench()
    other = System(judging.make_bench().filer)
    made = System(bench.filer).ask(
        "post", f"algorithms/{bench.algorithm.pk}/reviews/", {"committee": bench.committee.pk}
    )
    pk = made.json()["id"]
    for method, path in (
        ("get", f"reviews/{pk}/"),
        ("get", f"reviews/{pk}/papers/"),
        ("post", f"reviews/do/case/{pk}/submit_case/"),
        ("post", f"reviews/do/case/{pk}/nothing/"),
        ("post", "reviews/do/nothing/1/accept/"),
        ("post", f"algorithms/{bench.algorithm.pk}/reviews/"),
    ):
        answer = other.ask(method, path, {})
        assert answer.status_code == 404, path


def test_whoever_steps_back_has_stepped_back_and_reads_nothing_more(bench: Bench) -> None:
    """A recusal is never refused, also when its answer could show nothing."""
    judging.accepted(bench)
    member = bench.members[4].person
    system, case = System(member), bench.the_case.pk
    body = {"person": member.pk, "ground": "money", "words": ""}
    done = system.ask("post", f"reviews/do/case/{case}/recuse/", body)
    assert (done.status_code, done.content) == (204, b"")
    with wall_down():
        assert bench.the_case.recusals.filter(person=member).exists()
    assert system.ask("get", f"reviews/{case}/").status_code == 404


def test_who_organises_the_second_review_acts_without_seeing_the_case(bench: Bench) -> None:
    judging.voted(bench, listed=True)
    organiser, head = judging.centre()
    body = {"organiser": organiser.pk, "organiser_name": ""}
    path = f"reviews/do/round/{bench.the_round.pk}/request_experts/"
    asked = System(bench.secretary.person).ask("post", path, body)
    assert asked.status_code == 200, asked.content
    with wall_down():
        review = bench.the_round.expert_reviews.get()
    done = System(head).ask("post", f"reviews/do/expertreview/{review.pk}/compose/", {})
    assert done.status_code == 204, done.content
    with wall_down():
        review.refresh_from_db()
    assert review.state == "composing"


def test_an_act_on_what_has_changed_meanwhile_is_not_done(bench: Bench) -> None:
    judging.submitted(bench)
    system, path = System(bench.secretary.person), f"reviews/{bench.the_case.pk}/"
    read = system.client.get(f"/api/v1/{path}").headers["ETag"]
    chinese = system.client.get(f"/api/v1/{path}", headers={"accept-language": "zh-hans"})
    assert chinese.headers["ETag"] == read, "the same in every language"
    ask = f"reviews/do/round/{bench.the_round.pk}/ask_supplement/"
    assert system.ask("post", ask, {"missing": "预案"}, if_match=read).status_code == 200
    refuse = f"reviews/do/round/{bench.the_round.pk}/refuse_intake/"
    late = system.ask("post", refuse, {"reason": "不全"}, if_match=read)
    assert (late.status_code, late.json()["code"]) == (412, "stale")
    with wall_down():
        bench.the_round.refresh_from_db()
    assert bench.the_round.state == "supplement_asked"
