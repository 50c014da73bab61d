"""The desk: what of the reviews waits for whom."""

from django.test import Client

from filings.models import User
from reviews.enums import RecusalGround
from reviews.models import Seat
from reviews.services import panel
from tests.factories import UserFactory
from tests.reviews import judging
from tests.reviews.judging import Bench, do


def desk(user: User) -> list[tuple[str, bool]]:
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    answer = client.get("/")
    assert answer.status_code == 200
    return [(item.what, item.is_mine) for item in answer.context["reviews"]]


def test_a_submitted_case_waits_for_the_secretary_and_shows_to_the_applicant(bench: Bench) -> None:
    judging.submitted(bench)
    ((what, mine),) = desk(bench.secretary.person)
    assert mine
    assert what
    ((_what, waits_for_applicant),) = desk(bench.filer)
    assert not waits_for_applicant


def test_a_reviewer_finds_the_opinion_to_write(bench: Bench) -> None:
    judging.independent(bench)
    reviewers = Seat.objects.filter(assignments__round=bench.round)
    assert all(desk(seat.person)[0][1] for seat in reviewers)


def test_a_recused_member_finds_nothing_of_the_case(bench: Bench) -> None:
    judging.accepted(bench)
    member = bench.members[3].person
    assert len(desk(member)) == 1
    do(
        member,
        panel.recuse,
        case=bench.the_case,
        person=member,
        ground=RecusalGround.FAMILY,
        words="亲属",
    )
    assert desk(member) == []


def test_a_stranger_finds_no_reviews(bench: Bench) -> None:
    judging.submitted(bench)
    assert desk(UserFactory()) == []
