"""Who may do what in which state, written out by hand: read from the code it would agree with it.

Every state of everything that moves, every act, every role.
"""

import itertools
from typing import Any

import pytest

from filings import regulations, walls
from filings.models import User
from reviews.enums import Outcome, RecusalGround, SeatRole
from reviews.models import (
    Case,
    Condition,
    Correction,
    Decision,
    ExpertReview,
    ExpertSeat,
    FollowUp,
    Meeting,
    Round,
)
from reviews.selectors.acts import CLAUSES, HOUSE
from reviews.services import meetings, panel
from reviews.workflow import STAYS, TABLES
from tests.factories import UserFactory, wall_down
from tests.reviews import judging
from tests.reviews.judging import Bench, do, make_seat

APPLICANT = "filer legal algorithm_owner"
RUNNING = "submitted supplement_asked accepted independent deliberation voted with_experts"
OPEN = f"{RUNNING} voted_final staged"
REVIEWED = "accepted independent deliberation voted with_experts voted_final staged"
PRESIDES = "chair vice"
RUNS = "chair vice secretary"
JUDGES = "chair vice member reviewer secretary adviser"
SEATED = f"{JUDGES} recused"
JUDGED = "under_review conditional in_force suspended"

TABLE: dict[str, dict[str, tuple[str, str, str]]] = {
    "case": {
        "submit_case": ("draft", "under_review", APPLICANT),
        "withdraw_case": ("draft under_review returned", "withdrawn", APPLICANT),
        "resubmit": ("returned", "under_review", APPLICANT),
        "report_change": ("in_force", "", APPLICANT),
        "appeal": ("refused", "under_review", APPLICANT),
        "declare": (JUDGED, "", JUDGES),
        "rule": (JUDGED, "", PRESIDES),
        "recuse": (
            f"{JUDGED} returned terminated refused withdrawn closed",
            "",
            SEATED,
        ),
        "suspend": ("in_force", "suspended", PRESIDES),
        "propose": ("in_force suspended", "", PRESIDES),
        "out_of_turn": ("in_force suspended", "", PRESIDES),
        "begin_follow_up": ("in_force suspended", "", "secretary"),
        "close_case": ("conditional in_force suspended", "closed", APPLICANT),
    },
    "round": {
        "ask_supplement": ("submitted", "supplement_asked", "secretary"),
        "supplement": ("supplement_asked", "submitted", APPLICANT),
        "accept": ("submitted", "accepted", "secretary"),
        "refuse_intake": ("submitted", "not_accepted", "secretary"),
        "entrust": (OPEN, "withdrawn", "legal"),
        "assign": ("accepted", "independent", RUNS),
        "assign_more": ("independent", "", RUNS),
        "convert": ("accepted independent", "", JUDGES),
        "extend": (REVIEWED.replace(" staged", ""), "", PRESIDES),
        "deliberate": ("independent", "deliberation", RUNS),
        "call_meeting": ("deliberation with_experts", "", RUNS),
        "open_vote": ("deliberation with_experts", "", PRESIDES),
        "request_experts": ("voted", "with_experts", "secretary"),
        "propose_exemption": (REVIEWED, "", APPLICANT),
        "sign_exemption": (REVIEWED, "", "legal"),
        "stage": ("voted voted_final", "staged", RUNS),
        "unstage": ("staged", "voted", RUNS),
        "unstage_final": ("staged", "voted_final", RUNS),
        "vote_again": ("voted", "deliberation", PRESIDES),
        "final_vote_again": ("voted_final", "with_experts", PRESIDES),
        "release": ("staged", "released", PRESIDES),
        "withdraw": (OPEN, "withdrawn", APPLICANT),
    },
    "assignment": {
        "submit_opinion": ("invited", "submitted", "reviewer"),
        "release_reviewer": ("invited", "released", PRESIDES),
    },
    "meeting": {
        "open_meeting": ("planned", "open", PRESIDES),
        "attend": ("open", "", RUNS),
        "leave": ("open", "", RUNS),
        "note": ("open", "", RUNS),
        "end_meeting": ("planned open", "ended", RUNS),
    },
    "motion": {
        "cast": ("open", "", "chair vice member reviewer"),
        "close_vote": ("open", "closed", PRESIDES),
        "void_vote": ("open", "void", PRESIDES),
    },
    "expertreview": {
        "compose": ("requested", "composing", "organiser"),
        "invite": ("composing", "", "organiser"),
        "record_expert": ("composing", "", "organiser"),
        "record_reply": ("reviewing", "", "organiser"),
        "start_review": ("composing", "reviewing", "organiser"),
        "recompose": ("reviewing", "composing", "organiser"),
        "close_review": ("reviewing", "closed", "organiser"),
        "void_review": ("requested composing reviewing", "void", "organiser"),
    },
    "expertseat": {"recuse_expert": ("invited accepted", "recused", "organiser")},
    "decision": {"propose_correction": ("released", "", RUNS)},
    "correction": {
        "make_correction": ("proposed", "made", PRESIDES),
        "drop_correction": ("proposed", "dropped", RUNS),
    },
    "condition": {
        "hand_in": ("open", "evidence", APPLICANT),
        "send_back_evidence": ("evidence", "open", RUNS),
        "verify": ("evidence", "verified", RUNS),
        "propose_waiver": ("open evidence", "", RUNS),
        "waive": ("open evidence", "waived", PRESIDES),
    },
    "followup": {"report_follow_up": ("scheduled", "reported", APPLICANT)},
}
MODELS: dict[str, Any] = {model.__name__.lower(): model for model in TABLES}


@pytest.fixture
def roles(bench: Bench) -> dict[str, User]:
    """One person for each role; `applicant_member` sits on the committee and opened the case."""
    judging.deliberating(bench)
    adviser = make_seat(bench.committee, 3, role=SeatRole.ADVISER).person
    gone = bench.members[7].person
    do(gone, panel.recuse, case=bench.case, person=gone, ground=RecusalGround.MONEY)
    ended = make_seat(bench.committee, 4, valid_from="2020-01-01", valid_until="2021-01-01")
    people: dict[str, User] = {
        **bench.people,
        "chair": bench.chair,
        "vice": bench.members[1].person,
        "member": bench.members[4].person,
        "reviewer": bench.members[2].person,
        "secretary": bench.secretary.person,
        "adviser": adviser,
        "recused": gone,
        "former": ended.person,
        "organiser": judging.centre()[1],
        "stranger": UserFactory(),
    }
    return people


def things(bench: Bench, roles: dict[str, User]) -> dict[str, Any]:
    """One row of each kind, as far as the predicates look at it."""
    judging.meeting(bench, present=7)
    motion = do(bench.chair, meetings.open_vote, round_=bench.round, outcome=Outcome.APPROVE)
    with wall_down():
        round_ = Round.objects.get(pk=bench.the_round.pk)
        seat = roles["organiser"].seats.get()
        review = ExpertReview(round=round_, provider=bench.provider, organiser=seat.committee)
        return {
            "case": Case.objects.get(pk=bench.the_case.pk),
            "round": round_,
            "assignment": round_.assignments.get(seat=bench.members[2]),
            "meeting": Meeting.objects.get(round=round_),
            "motion": motion,
            "expertreview": review,
            "expertseat": ExpertSeat(review=review, provider=bench.provider),
            "decision": _decision(round_),
            "correction": Correction(decision=_decision(round_), provider=bench.provider),
            "condition": Condition(decision=_decision(round_), provider=bench.provider),
            "followup": FollowUp(case=bench.case, provider=bench.provider),
        }


def _decision(round_: Round) -> Decision:
    return Decision(round=round_)


def test_every_state_act_and_role_is_as_written(bench: Bench, roles: dict[str, User]) -> None:
    rows = things(bench, roles)
    wrong, tried = [], 0
    for thing, acts in TABLE.items():
        model, obj = MODELS[thing], rows[thing]
        states = [state for state, _label in model._meta.get_field("state").choices]
        for role, person in roles.items():
            someone = judging.fresh(person)
            with walls.for_judge(someone):
                may = {
                    code: transition.who.allows(someone, obj)
                    for code, transition in TABLES[model].rows.items()
                }
            for (code, (sources, _target, who)), state in itertools.product(acts.items(), states):
                expected = state in sources.split() and role in who.split()
                transition = TABLES[model].rows[code]
                tried += 1
                if (state in transition.sources and may[code]) != expected:
                    wrong.append((thing, state, code, role))
    assert wrong == []
    assert tried > 4000


def test_every_act_leads_where_it_is_written() -> None:
    found = {
        thing: {
            code: "" if transition.target is STAYS else transition.target.value
            for code, transition in TABLES[MODELS[thing]].rows.items()
        }
        for thing in TABLE
    }
    assert found == {
        thing: {code: target for code, (_sources, target, _who) in acts.items()}
        for thing, acts in TABLE.items()
    }


def test_whoever_works_for_the_application_judges_nothing(bench: Bench) -> None:
    """A member who opened the case is in conflict without any declaration."""
    seat = make_seat(bench.committee, 2, person=bench.filer)
    judging.submitted(bench)
    for code in ("declare", "rule"):
        transition = TABLES[Case].rows[code]
        with walls.for_judge(judging.fresh(bench.filer)):
            assert not transition.who.allows(judging.fresh(seat.person), bench.the_case)
    with walls.for_judge(judging.fresh(bench.filer)):
        assert not Case.objects.judged_by(bench.filer).exists()


def test_every_act_names_its_article_or_says_that_none_asks_for_it() -> None:
    acts = {code for table in TABLES.values() for code in table.rows}
    assert CLAUSES.keys() | HOUSE == acts
    assert not CLAUSES.keys() & HOUSE
    assert set(CLAUSES.values()) <= regulations.load().clauses.keys()
