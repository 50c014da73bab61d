"""Every invariant sees the fault it is there for, and holds over whole reviews."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connections, transaction

from reviews import invariants
from reviews.enums import Outcome
from reviews.models import Decision
from reviews.services import corrections, follow_ups
from tests.factories import wall_down
from tests.reviews import judging
from tests.reviews.judging import Bench, do

UNGUARDED = (
    "case",
    "round",
    "motion",
    "motionvoter",
    "ballot",
    "decision",
    "correction",
    "condition",
    "followup",
    "opinion",
    "expertreview",
    "expertseat",
    "expertopinion",
    "submissionversion",
    "seat",
    "interestdeclaration",
    "recusal",
    "assignment",
)
"""Tables whose triggers and checks are taken away before a fault is planted."""

BREAKS = {
    "one_open_round": "UPDATE reviews_round SET state = 'submitted', case_id = "
    "(SELECT min(case_id) FROM reviews_round)",
    "votes_counted": "UPDATE reviews_motion SET yes = yes - 1, no = no + 1",
    "quorum": "DELETE FROM reviews_ballot; DELETE FROM reviews_motionvoter",
    "categories": "UPDATE reviews_motionvoter SET category = 'law'",
    "two_thirds": "UPDATE reviews_motion SET carried = NOT carried",
    "voters_sat": "UPDATE reviews_seat SET valid_until = '2020-01-01'",
    "no_conflicted_vote": "INSERT INTO reviews_recusal (provider_id, case_id, person_id, ground,"
    " words, claimed_by_id, recused_at) SELECT r.provider_id, r.case_id, s.person_id, 'other', '',"
    " s.person_id, m.closed_at - interval '1 minute' FROM reviews_motion m JOIN reviews_round r"
    " ON r.id = m.round_id JOIN reviews_motionvoter v ON v.motion_id = m.id JOIN reviews_seat s"
    " ON s.id = v.seat_id ORDER BY s.id LIMIT 1",
    "open_vote_without_recused": "UPDATE reviews_motion SET state = 'open'; "
    "INSERT INTO reviews_recusal (provider_id, case_id, person_id, ground, words, claimed_by_id)"
    " SELECT DISTINCT r.provider_id, r.case_id, s.person_id, 'other', '', s.person_id"
    " FROM reviews_round r JOIN reviews_seat s ON s.committee_id = r.committee_id",
    "one_basis": "UPDATE reviews_decision SET outcome = 'reject'",
    "listed_reviewed_twice": "UPDATE reviews_expertreview SET passed = false",
    "experts_counted": "UPDATE reviews_expertreview SET agreed = agreed - 1",
    "experts_independent": "UPDATE reviews_expertseat x SET email = u.email FROM reviews_seat s"
    " JOIN filings_user u ON u.id = s.person_id WHERE s.id = (SELECT min(s.id) FROM reviews_seat s"
    " JOIN reviews_round r ON r.committee_id = s.committee_id JOIN reviews_expertreview e"
    " ON e.round_id = r.id) AND x.id = (SELECT min(id) FROM reviews_expertseat)",
    "bodies_apart": "UPDATE reviews_expertreview e SET organiser_id = r.committee_id"
    " FROM reviews_round r WHERE r.id = e.round_id",
    "second_person": "UPDATE reviews_decision SET released_by_id = staged_by_id",
    "corrections_by_two": "UPDATE reviews_correction SET settled_by_id = proposed_by_id",
    "conditions_before_force": "UPDATE reviews_condition SET state = 'open'",
    "followed_up": "UPDATE reviews_followup SET state = 'cancelled'",
    "standing_from_decision": "UPDATE reviews_decision SET state = 'taken_back'",
    "opinions_unchanged": "UPDATE reviews_opinion SET summary = summary || '。'",
    "expert_opinions_unchanged": "UPDATE reviews_expertopinion SET agrees = NOT agrees",
    "versions_as_frozen": "UPDATE reviews_submissionversion SET sha256 = repeat('0', 64)",
    "rules_kept": "UPDATE reviews_round SET rule_pack_id = NULL",
    "terms_of_office": "UPDATE reviews_seat SET valid_until = valid_from + 3650",
    "declared_before_judging": "DELETE FROM reviews_interestdeclaration",
}


def two_reviews() -> Bench:
    """One with experts, one with a condition that was met; both in force."""
    bench = judging.make_bench()
    judging.replied(bench)
    judging.vote(bench)
    judging.released(bench)
    other = judging.released(judging.make_bench(), Outcome.APPROVE_AFTER_CHANGES)
    with wall_down():
        condition = Decision.objects.get(round=other.round).conditions.get()
    do(other.filer, follow_ups.hand_in, condition=condition, report="已完成")
    do(other.secretary.person, follow_ups.verify, condition=condition)
    correction = judging.corrected(other)
    judging.with_notice(other, correction)
    do(other.chair, corrections.make, correction=correction)
    return bench


def broken(cursor: Any, code: str) -> set[str]:
    """The invariants that a planted fault breaks; it is undone afterwards."""
    cursor.execute("BEGIN")
    for table in UNGUARDED:
        cursor.execute(f"ALTER TABLE reviews_{table} DISABLE TRIGGER USER")
        cursor.execute(
            """SELECT conname FROM pg_constraint WHERE conrelid = %s::regclass
               AND contype IN ('c', 'x') OR conrelid = %s::regclass AND conname LIKE '%%once'""",
            [f"reviews_{table}"] * 2,
        )
        for (name,) in cursor.fetchall():
            cursor.execute(f"ALTER TABLE reviews_{table} DROP CONSTRAINT {name} CASCADE")
    cursor.execute(
        "DROP INDEX reviews_round_one_open, reviews_motion_one_open, reviews_followup_one_open"
    )
    cursor.execute(BREAKS[code])
    found = set()
    for invariant in invariants.INVARIANTS:
        cursor.execute(invariant.statement)
        if cursor.fetchall():
            found.add(invariant.code)
    cursor.execute("ROLLBACK")
    return found


def test_every_invariant_sees_its_fault_and_holds_otherwise(cloned_database: str) -> None:
    with transaction.atomic():
        two_reviews()
    with transaction.atomic(), wall_down():
        assert [f.invariant.code for f in invariants.check() if not f.holds] == []
    with connections["owner"].cursor() as cursor:
        blind = [code for code in BREAKS if code not in broken(cursor, code)]
    assert blind == []
    out = StringIO()
    call_command("check_invariants", stdout=out)
    assert f"All {len(BREAKS)} hold." in out.getvalue()


def test_every_invariant_has_its_fault() -> None:
    assert BREAKS.keys() == {invariant.code for invariant in invariants.INVARIANTS}


def test_the_command_names_what_does_not_hold(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    false = invariants.Invariant("never", "Nothing holds.", "SELECT 7")
    monkeypatch.setattr(invariants, "INVARIANTS", (false,))
    out = StringIO()
    with pytest.raises(CommandError, match="1 of 1 do not hold"):
        call_command("check_invariants", stdout=out)
    assert out.getvalue() == "FAIL Nothing holds. [7]\n"
