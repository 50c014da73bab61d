"""What a case page offers a person to do now, and the alarm when nobody can preside."""

from filings import walls
from reviews.enums import RecusalGround
from reviews.selectors import cases
from reviews.services import panel
from tests.factories import wall_down
from tests.reviews import judging
from tests.reviews.judging import Bench, do


def offered(bench: Bench, user: object) -> set[str]:
    person = judging.fresh(user)  # type: ignore[arg-type]
    with walls.for_judge(person):
        shown = cases.shown(bench.the_case, person)
    return {act.code.rsplit("-", 1)[0] for act in shown.acts if not act.refusal}


def test_acts_beside_the_point_are_not_shown(bench: Bench) -> None:
    judging.accepted(bench)
    assert offered(bench, bench.filer) == {"withdraw_case"}
    assert offered(bench, bench.members[4].person) == {"declare", "recuse"}
    judging.declare(bench, bench.members[4].person)
    assert offered(bench, bench.members[4].person) == {"recuse"}


def test_when_nobody_can_preside_legal_is_told_and_can_entrust(bench: Bench) -> None:
    judging.accepted(bench)
    told = {}
    for gone in (bench.members[0].person, bench.members[1].person):
        do(gone, panel.recuse, case=bench.case, person=gone, ground=RecusalGround.SUPERIOR)
        for role in ("legal", "filer"):
            person = judging.fresh(bench.people[role])
            with walls.for_judge(person):
                told[gone.pk, role] = bool(cases.shown(bench.the_case, person).limbo)
    assert list(told.values()) == [False, False, True, False]
    assert "entrust" in offered(bench, bench.people["legal"])


def test_cases_of_one_committee_have_numbers_of_their_own(bench: Bench) -> None:
    judging.submitted(bench)
    other = judging.make_bench()
    judging.submitted(other)
    with wall_down():
        assert bench.the_case.number != other.the_case.number
        assert bench.the_case.number.endswith(f"-{bench.provider.pk:02}001")
