"""Every act of a review as a random program calls it, and what must hold whatever it has done."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from fractions import Fraction
from typing import Any

from django.db import connection
from django.utils import timezone

from reviews import invariants
from reviews.enums import Choice, Interest, LetterPlace, Outcome, Procedure, RecusalGround
from reviews.services import (
    corrections,
    decisions,
    expert_review,
    follow_ups,
    intake,
    meetings,
    opinions,
    panel,
)
from reviews.services.intake import Acceptance
from tests.factories import DisclosureFactory, wall_down
from tests.reliability.test_review_hostile import over
from tests.reviews.judging import CONDITIONS, Bench, expert

Call = tuple[Callable[..., Any], dict[str, Any]]
"""A service and what it is given beside who does it."""
WHY = {"reason": "有理由"}
PROCEDURES = (Procedure.GENERAL, Procedure.GENERAL, Procedure.SIMPLIFIED, Procedure.EMERGENCY)
VERDICTS = (
    Outcome.APPROVE,
    Outcome.APPROVE_AFTER_CHANGES,
    Outcome.REVISE_AND_RESUBMIT,
    Outcome.REJECT,
)
STANDING = (Outcome.CONTINUE, Outcome.SUSPEND, Outcome.LIFT, Outcome.TERMINATE)


def outcome(round_: Any, n: int) -> Outcome:
    standing = round_.kind in {"follow_up", "standing"}
    return (STANDING if standing else VERDICTS)[n % 4]


def round_of(assignment: Any) -> Any:
    with wall_down():
        return assignment.round


def facts(n: int) -> Acceptance:
    procedure = PROCEDURES[n % 4]
    return Acceptance(
        procedure=procedure,
        reason="按风险程度选择",
        listed=n % 3 == 0,
        list_reason="对照清单",
        list_items=["L2"] if n % 3 == 0 else [],
        simplified_ground="minimal_risk" if procedure == Procedure.SIMPLIFIED else "",
        emergency_act="国发〔2026〕1号" if procedure == Procedure.EMERGENCY else "",
    )


def resubmission(case: Any, bench: Bench, n: int) -> Call:
    """Every other time with a version that is new."""
    if n % 2:
        with wall_down():
            number = bench.algorithm.disclosures.count() + 1
        DisclosureFactory(
            algorithm=bench.algorithm, number=number, frozen=True, answers={"a": {"b": str(number)}}
        )
    return intake.resubmit, {"case": case, "note": "已修改"}


def recusal(case: Any, bench: Bench, n: int) -> Call:
    person = bench.members[n % len(bench.members)].person
    return panel.recuse, {"case": case, "person": person, "ground": RecusalGround.MONEY}


def two(bench: Bench, n: int) -> list[Any]:
    return [bench.members[n % len(bench.members)], bench.members[(n + 1) % len(bench.members)]]


def one(bench: Bench, n: int) -> Any:
    return bench.members[n % len(bench.members)]


ACTS: Mapping[str, Callable[[Any, Bench, int], Call]] = {
    "submit_case": lambda o, _b, _n: (intake.submit, {"case": o}),
    "withdraw_case": lambda o, _b, _n: (intake.withdraw_case, {"case": o} | WHY),
    "resubmit": resubmission,
    "appeal": lambda o, _b, _n: (intake.appeal, {"case": o} | WHY),
    "declare": lambda o, _b, _n: (panel.declare, {"case": o, "level": Interest.NONE}),
    "recuse": recusal,
    "suspend": lambda o, _b, _n: (follow_ups.suspend, {"case": o} | WHY),
    "propose": lambda o, _b, _n: (follow_ups.propose, {"case": o} | WHY),
    "begin_follow_up": lambda o, _b, n: (
        follow_ups.begin,
        {"case": o, "simplified": bool(n % 2)} | WHY,
    ),
    "out_of_turn": lambda o, _b, _n: (
        follow_ups.bring_forward,
        {"case": o, "due_on": timezone.localdate()} | WHY,
    ),
    "close_case": lambda o, _b, _n: (follow_ups.close_case, {"case": o} | WHY),
    "ask_supplement": lambda o, _b, _n: (
        intake.ask_supplement,
        {"round_": o, "missing": "测试报告"},
    ),
    "supplement": lambda o, _b, _n: (intake.supplement, {"round_": o, "note": "见附件"}),
    "accept": lambda o, _b, n: (intake.accept, {"round_": o, "facts": facts(n)}),
    "refuse_intake": lambda o, _b, _n: (intake.refuse, {"round_": o} | WHY),
    "assign": lambda o, b, n: (panel.assign, {"round_": o, "seats": two(b, n)}),
    "assign_more": lambda o, b, n: (panel.assign_more, {"round_": o, "seats": [one(b, n)]}),
    "convert": lambda o, _b, _n: (panel.convert, {"round_": o} | WHY),
    "extend": lambda o, _b, n: (
        intake.extend,
        {"round_": o, "until": timezone.now() + timedelta(days=n)} | WHY,
    ),
    "deliberate": lambda o, _b, _n: (opinions.deliberate, {"round_": o}),
    "call_meeting": lambda o, _b, _n: (
        meetings.call,
        {"round_": o, "starts_at": timezone.now()},
    ),
    "open_vote": lambda o, _b, n: (meetings.open_vote, {"round_": o, "outcome": outcome(o, n)}),
    "propose_exemption": lambda o, _b, _n: (
        expert_review.propose_exemption,
        {"round_": o, "grounds": "已备案", "evidence": "备案编号"},
    ),
    "sign_exemption": lambda o, _b, _n: (expert_review.sign_exemption, {"round_": o}),
    "stage": lambda o, _b, n: (
        decisions.stage,
        {"round_": o, "reasons": "符合要求", "conditions": CONDITIONS if n % 2 else ()},
    ),
    "unstage": lambda o, _b, _n: (decisions.unstage, {"round_": o} | WHY),
    "vote_again": lambda o, _b, _n: (decisions.vote_again, {"round_": o} | WHY),
    "final_vote_again": lambda o, _b, _n: (decisions.vote_again, {"round_": o} | WHY),
    "release": lambda o, _b, _n: (decisions.release, {"round_": o}),
    "submit_opinion": lambda o, _b, n: (
        opinions.submit,
        {"assignment": o, "outcome": outcome(round_of(o), n), "summary": "可行"},
    ),
    "release_reviewer": lambda o, _b, _n: (panel.release_reviewer, {"assignment": o} | WHY),
    "open_meeting": lambda o, _b, _n: (meetings.open_meeting, {"meeting": o}),
    "attend": lambda o, b, n: (meetings.attend, {"meeting": o, "seat": one(b, n)}),
    "leave": lambda o, b, n: (meetings.leave, {"meeting": o, "seat": one(b, n)}),
    "end_meeting": lambda o, _b, _n: (meetings.end, {"meeting": o}),
    "cast": lambda o, _b, n: (
        meetings.cast,
        {"motion": o, "choice": list(Choice)[n % 3], "reason": "理由"},
    ),
    "close_vote": lambda o, _b, _n: (meetings.close, {"motion": o}),
    "void_vote": lambda o, _b, _n: (meetings.void, {"motion": o} | WHY),
    "compose": lambda o, _b, _n: (expert_review.compose, {"review": o}),
    "invite": lambda o, _b, n: (expert_review.invite, {"review": o, "person": expert(n)}),
    "start_review": lambda o, _b, _n: (expert_review.start, {"review": o}),
    "recompose": lambda o, _b, _n: (expert_review.recompose, {"review": o} | WHY),
    "close_review": lambda o, _b, _n: (expert_review.close, {"review": o}),
    "void_review": lambda o, _b, _n: (expert_review.void, {"review": o} | WHY),
    "recuse_expert": lambda o, _b, _n: (expert_review.recuse_expert, {"seat": o} | WHY),
    "propose_correction": lambda o, _b, _n: (
        corrections.propose,
        {"decision": o, "place": LetterPlace.REASONS, "passage": "符合", "reading": "合于"} | WHY,
    ),
    "make_correction": lambda o, _b, _n: (corrections.make, {"correction": o}),
    "drop_correction": lambda o, _b, _n: (corrections.drop, {"correction": o} | WHY),
    "hand_in": lambda o, _b, _n: (follow_ups.hand_in, {"condition": o, "report": "已完成"}),
    "send_back_evidence": lambda o, _b, _n: (
        follow_ups.send_back,
        {"condition": o, "remark": "不全"},
    ),
    "verify": lambda o, _b, _n: (follow_ups.verify, {"condition": o}),
    "report_follow_up": lambda o, _b, _n: (
        follow_ups.report,
        {"follow_up": o, "text": "无变化"},
    ),
}

THINGS = ("case", "round", "assignment", "meeting", "motion", "decision", "correction",
          "expertreview", "expertseat", "condition", "followup")  # fmt: skip
PICTURE = " || '/' || ".join(
    [
        *(f"coalesce((SELECT string_agg(state, ',' ORDER BY id) FROM reviews_{t}), '')"
          for t in THINGS),
        *(f"(SELECT count(*) FROM {t})"
          for t in ("reviews_ballot", "reviews_recusal", "reviews_attendance", "filings_event",
                    "reviews_interestdeclaration", "filings_clearance")),
    ]
)  # fmt: skip


def picture() -> str:
    """Every state and how many rows there are: what a refusal may not change."""
    with wall_down(), connection.cursor() as cursor:
        cursor.execute(f"SELECT {PICTURE}")
        return str((cursor.fetchone() or ("",))[0])


VOTES = """
SELECT m.present, m.yes, m.no, m.abstain, m.basis, m.carried, p.min_present, p.pass_num, p.pass_den,
  p.categories, array_agg(coalesce(b.choice, '-')), array_agg(v.category),
  bool_or(x.recused_at < m.closed_at)
FROM reviews_motion m JOIN reviews_round r ON r.id = m.round_id
JOIN reviews_rulepack p ON p.id = r.rule_pack_id JOIN reviews_motionvoter v ON v.motion_id = m.id
JOIN reviews_seat s ON s.id = v.seat_id LEFT JOIN reviews_ballot b ON b.voter_id = v.id
LEFT JOIN reviews_recusal x ON x.case_id = r.case_id AND x.person_id = s.person_id
WHERE m.state = 'closed' GROUP BY m.id, p.id
"""
GROUPS = """
SELECT e.seats_counted, e.agreed, e.passed, p.expert_min, p.expert_num, p.expert_den,
  array_agg(o.agrees)
FROM reviews_expertreview e JOIN reviews_round r ON r.id = e.round_id
JOIN reviews_rulepack p ON p.id = r.rule_pack_id
JOIN reviews_expertseat s ON s.review_id = e.id AND s.state = 'accepted'
LEFT JOIN reviews_expertopinion o ON o.seat_id = s.id
WHERE e.state = 'closed' GROUP BY e.id, p.id
"""


def judged_wrongly() -> list[str]:
    """What is over, reckoned again here in exact fractions from single ballots and opinions."""
    wrong = []
    with wall_down(), connection.cursor() as cursor:
        cursor.execute(VOTES)
        for (present, yes, no, abstain, basis, carried, least, num, den, needed, ballots, known,
             recused) in cursor.fetchall():  # fmt: skip
            told = [len(ballots), *(ballots.count(c) for c in ("yes", "no", "abstain"))]
            fair = Fraction(ballots.count("yes"), basis) >= Fraction(num, den)
            if (
                told != [present, yes, no, abstain]
                or (carried, present >= least, bool(recused)) != (fair, True, False)
                or not set(needed) <= set(known)
            ):
                wrong.append(f"vote {told} of {basis}: {carried}")
        cursor.execute(GROUPS)
        for seats, agreed, passed, least, num, den, said in cursor.fetchall():
            fair = Fraction(said.count(True), len(said)) >= Fraction(num, den)
            if (len(said), said.count(True), fair) != (seats, agreed, passed) or seats < least:
                wrong.append(f"group {said}: {passed}")
    return wrong


def broken(before: list[set[tuple[Any, ...]]]) -> list[str]:
    """Which law no longer holds; what was over before must be over still, unchanged."""
    with wall_down(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        found = [f.invariant.code for f in invariants.check() if not f.holds]
        now = over(cursor)
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    found += ["history" for then, later in zip(before, now, strict=True) if not then <= later]
    return found + judged_wrongly()


def history() -> list[set[tuple[Any, ...]]]:
    with wall_down(), connection.cursor() as cursor:
        return over(cursor)
