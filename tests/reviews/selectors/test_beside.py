"""Quorum before invitations and in session, hints that never decide, and other rules replayed."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from filings.enums import Role
from filings.models import User
from reviews.enums import Interest, Outcome, RecusalGround
from reviews.models import Meeting, RulePack
from reviews.selectors import hints, quorum, replay
from reviews.services import meetings, panel
from tests.factories import MembershipFactory, wall_down
from tests.reliability.world import reset_wall
from tests.reviews import judging
from tests.reviews.judging import Bench, do


def recuse(bench: Bench, *people: User) -> None:
    for person in people:
        ground = RecusalGround.FAMILY
        do(person, panel.recuse, case=bench.case, person=person, ground=ground)


def page(user: User, path: str) -> str:
    client = Client(headers={"accept-language": "en"})
    User.objects.filter(pk=user.pk).update(language="en")
    client.force_login(user)
    reset_wall()
    return client.get(path).content.decode()


def test_who_may_be_missing_is_said_before_anybody_is_invited(bench: Bench) -> None:
    """Eight members, two of each category; five must come."""
    judging.deliberating(bench)
    with wall_down():
        found = quorum.ahead(bench.the_round)
    assert (found.holds, found.spare, found.indispensable) == (True, 3, [])
    recuse(bench, bench.members[4].person)
    with wall_down():
        found = quorum.ahead(bench.the_round)
    assert found.spare == 2
    assert [cover.seats for cover in found.indispensable] == [[bench.members[0]]]
    path = reverse("reviews:act", args=["round", bench.the_round.pk, "call_meeting"])
    said = page(bench.chair, path)
    assert "2 may be missing before the number fails." in said
    assert f"Without {bench.members[0].person} nobody stands for AI technology." in said


def test_in_session_the_page_says_what_a_quorum_still_needs(bench: Bench) -> None:
    judging.deliberating(bench)
    meeting = judging.meeting(bench, present=4)
    with wall_down():
        found = quorum.live(meeting)
    assert (found.holds, found.missing, found.uncovered) == (False, 1, [])
    case = bench.the_case.get_absolute_url()
    assert "1 more are needed." in page(bench.chair, case)
    do(bench.chair, meetings.attend, meeting=meeting, seat=bench.members[4])
    with wall_down():
        assert quorum.live(meeting).holds


def test_the_applicants_people_are_not_counted(bench: Bench) -> None:
    judging.submitted(bench)
    with wall_down():
        version = bench.the_round.submission.disclosure
        seat = judging.make_seat(bench.committee, 7, person=version.frozen_by)
        assert seat not in quorum.able(bench.the_case)
        assert len(quorum.able(bench.the_case)) == 8


def test_when_nobody_may_act_the_applicants_legal_is_offered_another_committee(
    bench: Bench,
) -> None:
    judging.accepted(bench)
    recuse(bench, bench.chair, bench.members[1].person)
    legal, case = bench.people["legal"], bench.the_case.get_absolute_url()
    entrust = reverse("reviews:act", args=["round", bench.the_round.pk, "entrust"])
    said = page(legal, case)
    assert "Nobody may go on with this case" in said
    assert f'class="btn btn-primary" href="{entrust}"' in said
    assert "nobody can preside" in said
    assert "Nobody may go on" not in page(bench.filer, case)


def test_too_many_recusals_are_an_alarm_although_the_chair_is_free(bench: Bench) -> None:
    judging.accepted(bench)
    assert "Nobody may go on" not in page(bench.people["legal"], bench.the_case.get_absolute_url())
    recuse(bench, *(seat.person for seat in bench.members[4:]))
    said = page(bench.people["legal"], bench.the_case.get_absolute_url())
    assert "reaches no quorum" in said


def test_one_sitting_takes_several_cases_each_with_its_own_quorum(bench: Bench) -> None:
    judging.deliberating(bench)
    second = judging.make_bench(provider=bench.provider, people=bench.people)
    second.committee, second.members = bench.committee, bench.members
    second.secretary = bench.secretary
    judging.deliberating(second)
    gone = bench.members[5].person
    do(gone, panel.recuse, case=second.case, person=gone, ground=RecusalGround.FAMILY)
    secretary = bench.secretary.person
    client = Client(headers={"accept-language": "en"})
    User.objects.filter(pk=secretary.pk).update(language="en")
    client.force_login(secretary)
    reset_wall()
    path = reverse("reviews:sittings", args=[bench.committee.pk])
    shown = client.get(path)
    said = shown.content.decode()
    assert "a quorum is possible, 3 people may be missing" in said
    assert "a quorum is possible, 2 people may be missing" in said
    reset_wall()
    facts = {
        "key": shown.context["form"]["key"].value(),
        "rounds": [bench.the_round.pk, second.the_round.pk],
        "starts_at": "2026-12-01T10:00",
        "place": "三号会议室",
    }
    assert client.post(path, facts).status_code == 302
    with wall_down():
        held = Meeting.objects.order_by("pk")
        assert [meeting.round_id for meeting in held] == [bench.the_round.pk, second.the_round.pk]
    reset_wall()
    assert "三号会议室" in client.get(path).content.decode()
    told = page(gone, path)
    assert bench.the_case.number in told
    assert second.the_case.number not in told


def test_hints_come_from_facts_and_never_decide(bench: Bench) -> None:
    judging.submitted(bench)
    member, other = bench.members[4].person, bench.members[5].person
    with wall_down():
        MembershipFactory(user=member, provider=bench.provider, role=Role.AUDITOR)
    with judging.as_judge(bench.chair):
        found = hints.of_seats(bench.the_case, judging.fresh(bench.chair))
    assert [(hint.person, hint.sentence.split(":")[0]) for hint in found] == [
        (member, "acts for the applicant")
    ]
    do(other, panel.declare, case=bench.case, level=Interest.NONE)
    assert "acts for the applicant" in page(
        member, reverse("reviews:act", args=["case", bench.the_case.pk, "declare"])
    )
    do(member, panel.declare, case=bench.case, level=Interest.NONE)


def test_what_another_case_holds_is_no_hint_for_whoever_is_recused_there(bench: Bench) -> None:
    judging.submitted(bench)
    member = bench.members[4].person
    declared = {"level": Interest.DECLARED, "words": "CANARY 曾共事"}
    do(member, panel.declare, case=bench.case, **declared)
    recuse(bench, bench.members[1].person)
    first = bench.the_case
    second = judging.make_bench(provider=bench.provider, people=bench.people)
    second.committee, second.members = bench.committee, bench.members
    second.secretary = bench.secretary
    judging.submitted(second)

    def told(user: User) -> list[str]:
        with judging.as_judge(user):
            return [h.sentence for h in hints.of_seats(second.the_case, judging.fresh(user))]

    assert any("CANARY" in sentence for sentence in told(bench.chair))
    assert not any("CANARY" in sentence for sentence in told(bench.members[1].person))
    assert first.pk != second.the_case.pk


@pytest.mark.parametrize(
    ("changed", "what"),
    [
        ({}, []),
        ({"pass_num": 99, "pass_den": 100}, ["Vote"]),
        ({"min_present": 9}, ["Vote"]),
        ({"decision_days": 30}, []),
    ],
)
def test_a_replay_names_what_other_rules_would_have_decided(
    bench: Bench, changed: dict[str, Any], what: list[str]
) -> None:
    judging.deliberating(bench)
    judging.vote(bench, Outcome.APPROVE, against=2)
    judging.staged(bench)
    judging.released(bench)
    with judging.as_judge(bench.chair):
        rules = replay.rules_of(RulePack.objects.latest("from_on"), **changed)
        shown = replay.replay(bench.committee, judging.fresh(bench.chair), rules)
    assert [str(each.what) for each in shown.differences] == what
    assert shown.looked_at == 2


def test_whoever_is_recused_replays_nothing_of_the_case(bench: Bench) -> None:
    judging.released(bench)
    recuse(bench, bench.members[1].person)
    path = reverse("reviews:replay", args=[bench.committee.pk])
    assert "2 votes, replies and decisions" in page(bench.chair, path)
    assert "0 votes, replies and decisions" in page(bench.members[1].person, path)
    assert "counted again" not in page(bench.members[4].person, path)
