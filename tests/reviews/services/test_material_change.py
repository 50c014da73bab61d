"""A change report says how material the change is, read from the versions, and what follows."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from filings.models import Disclosure, User
from filings.statemachine import ActionRefused
from reviews import materiality
from reviews.enums import Procedure, RoundKind, SimplifiedGround
from reviews.models import Round
from reviews.services import intake
from reviews.services.intake import Acceptance
from tests.factories import DisclosureFactory, wall_down
from tests.reliability.world import reset_wall
from tests.reviews import judging
from tests.reviews.judging import DISCLOSED, Bench, do

MINORS: dict[str, Any] = DISCLOSED | {"basics": {"minors": True, "monthly_users": 10}}
MORE_USERS: dict[str, Any] = DISCLOSED | {"basics": {"monthly_users": 10}}
SMALL = Acceptance(
    procedure=Procedure.SIMPLIFIED,
    reason="变更较小",
    listed=False,
    list_reason="不属于清单",
    simplified_ground=SimplifiedGround.SMALL_CHANGE,
)


@pytest.fixture
def approved(bench: Bench) -> Bench:
    return judging.released(bench)


def next_version(bench: Bench, answers: dict[str, Any], number: int = 2) -> Disclosure:
    return DisclosureFactory(
        algorithm=bench.algorithm,
        number=number,
        frozen=True,
        answers=answers,
        form_version="2026-07-15",
    )


def reported(bench: Bench, answers: dict[str, Any], *, incident: bool = False) -> Round:
    next_version(bench, answers)
    do(bench.filer, intake.report_change, case=bench.case, reason="新功能", incident=incident)
    return judging.now(bench).the_round


def page(user: User, *address: Any, language: str = "en") -> str:
    client = Client()
    User.objects.filter(pk=user.pk).update(language=language)
    client.force_login(user)
    reset_wall()
    return client.get(reverse("reviews:act", args=address)).content.decode()


def test_a_change_for_minors_is_material_and_a_higher_number_of_users_is_not(
    approved: Bench,
) -> None:
    with wall_down():
        before = approved.the_case.approved
        assert before
        assert materiality.between(before.disclosure, next_version(approved, MORE_USERS)) == []
        (found,) = materiality.between(before.disclosure, next_version(approved, MINORS, 3))
    assert (found.code, found.fields) == ("people", ["Serves minors"])


def test_a_material_change_cannot_take_the_simplified_procedure(approved: Bench) -> None:
    round_ = reported(approved, MINORS)
    assert (round_.kind, round_.material) == (RoundKind.CHANGE, ["people"])
    with pytest.raises(ActionRefused, match="simplified procedure is for small"):
        do(approved.secretary.person, intake.accept, round_=round_, facts=SMALL)
    simplified = {
        "procedure": "simplified",
        "procedure_reason": "小",
        "simplified_ground": "unchanged",
    }
    refused = pytest.raises(IntegrityError, match="material_not_simplified")
    with refused, transaction.atomic(), wall_down():
        Round.objects.filter(pk=round_.pk).update(**simplified)
    judging.now(approved)
    assert approved.the_round.procedure == ""


def test_a_small_change_may_take_it(approved: Bench) -> None:
    round_ = reported(approved, MORE_USERS)
    assert round_.material == []
    do(approved.secretary.person, intake.accept, round_=round_, facts=SMALL)
    assert judging.now(approved).the_round.procedure == Procedure.SIMPLIFIED


def test_an_incident_makes_any_change_material(approved: Bench) -> None:
    assert reported(approved, MORE_USERS, incident=True).material == ["incident"]


def test_a_supplement_is_weighed_again(approved: Bench) -> None:
    round_ = reported(approved, MORE_USERS, incident=True)
    do(approved.secretary.person, intake.ask_supplement, round_=round_, missing="未成年人说明")
    next_version(approved, MINORS, 3)
    do(approved.filer, intake.supplement, round_=judging.now(approved).the_round, note="已补充")
    assert judging.now(approved).the_round.material == ["people", "incident"]


def test_what_is_material_stays_once_it_is_reported(approved: Bench) -> None:
    round_ = reported(approved, MINORS)
    with pytest.raises(IntegrityError), transaction.atomic(), wall_down():
        Round.objects.filter(pk=round_.pk).update(material=[])


def test_who_reports_and_who_accepts_read_what_makes_it_material(approved: Bench) -> None:
    next_version(approved, MINORS)
    said = page(approved.filer, "case", approved.the_case.pk, "report_change")
    assert "Yes: it goes through the general procedure." in said
    assert "Serves minors" in said
    do(approved.filer, intake.report_change, case=approved.case, reason="新功能", incident=True)
    round_ = judging.now(approved).the_round
    secretary = approved.secretary.person
    said = page(secretary, "round", round_.pk, "accept", language="zh-hans")
    assert "涉及未成年人等特殊群体或者用户群体变化" in said
    assert "因安全事件或者投诉引起" in said
    reset_wall()
    client = Client()
    client.force_login(secretary)
    case = client.get(approved.the_case.get_absolute_url()).content.decode()
    assert "重大变更" in case
