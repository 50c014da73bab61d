"""Statements that somebody with the application's own rights could try against a review."""

CASE = "(SELECT max(id) FROM reviews_case)"
ROUND = "(SELECT max(id) FROM reviews_round)"
MOTION = "(SELECT max(id) FROM reviews_motion)"
REVIEW = "(SELECT max(id) FROM reviews_expertreview)"
NOBODY = "(SELECT max(person_id) FROM reviews_seat)"
PROVIDER = "(SELECT provider_id FROM reviews_case WHERE id = (SELECT max(id) FROM reviews_case))"

STATEMENTS = {
    "close a vote early": f"UPDATE reviews_motion SET state = 'closed', closed_by_id = opened_by_id"
    f" WHERE id = {MOTION}",
    "dictate a result": f"UPDATE reviews_motion SET present = 9, yes = 9, no = 0, abstain = 0,"
    f" basis = 9, carried = true WHERE id = {MOTION}",
    "close with a dictated result": f"UPDATE reviews_motion SET state = 'closed', present = 9,"
    f" yes = 9, no = 0, abstain = 0, carried = true, closed_by_id = opened_by_id"
    f" WHERE id = {MOTION}",
    "reopen a vote": f"UPDATE reviews_motion SET state = 'open', carried = NULL, present = NULL,"
    f" yes = NULL, no = NULL, abstain = NULL WHERE id = {MOTION}",
    "void a vote that is over": f"UPDATE reviews_motion SET state = 'void', void_reason = 'x',"
    f" carried = NULL, present = NULL WHERE id = {MOTION}",
    "change what was voted on": "UPDATE reviews_motion SET outcome = 'approve'",
    "call a first vote final": "UPDATE reviews_motion SET final = true",
    "add a voter": f"INSERT INTO reviews_motionvoter (provider_id, motion_id, seat_id, category)"
    f" SELECT {PROVIDER}, {MOTION}, max(id), 'law' FROM reviews_seat",
    "replace a voter": f"UPDATE reviews_motionvoter SET seat_id = {NOBODY}",
    "drop a voter": "DELETE FROM reviews_motionvoter",
    "turn ballots": "UPDATE reviews_ballot SET choice = 'yes'",
    "drop ballots": "DELETE FROM reviews_ballot",
    "vote twice": "INSERT INTO reviews_ballot (provider_id, voter_id, choice, reason, cast_by_id)"
    " SELECT provider_id, voter_id, 'yes', '', cast_by_id FROM reviews_ballot LIMIT 1",
    "vote for everybody": "INSERT INTO reviews_ballot (provider_id, voter_id, choice, reason,"
    f" cast_by_id) SELECT provider_id, id, 'yes', '', {NOBODY} FROM reviews_motionvoter",
    "skip to voted": f"UPDATE reviews_round SET state = 'voted' WHERE id = {ROUND}",
    "skip to the final vote": f"UPDATE reviews_round SET state = 'voted_final' WHERE id = {ROUND}",
    "skip to staged": f"UPDATE reviews_round SET state = 'staged' WHERE id = {ROUND}",
    "skip to released": f"UPDATE reviews_round SET state = 'released' WHERE id = {ROUND}",
    "go back to submitted": f"UPDATE reviews_round SET state = 'submitted' WHERE id = {ROUND}",
    "take another committee": "UPDATE reviews_round SET committee_id = committee_id + 1",
    "take other rules": "UPDATE reviews_round SET rule_pack_id = (SELECT min(id) FROM"
    " reviews_rulepack)",
    "take the activity off the list": "UPDATE reviews_round SET listed = false, list_items = '{}'",
    "simplify a general review": "UPDATE reviews_round SET procedure = 'simplified',"
    " simplified_ground = 'minimal_risk'",
    "swap the version": "UPDATE reviews_round SET submission_id = (SELECT min(id) FROM"
    " reviews_submissionversion)",
    "forge a digest": "UPDATE reviews_submissionversion SET sha256 = repeat('a', 64)",
    "bring it into force": f"UPDATE reviews_case SET state = 'in_force' WHERE id = {CASE}",
    "bring it into force with a version": f"UPDATE reviews_case SET state = 'in_force', approved_id"
    f" = (SELECT max(id) FROM reviews_submissionversion) WHERE id = {CASE}",
    "suspend without a reason": f"UPDATE reviews_case SET state = 'suspended' WHERE id = {CASE}",
    "terminate": f"UPDATE reviews_case SET state = 'terminated' WHERE id = {CASE}",
    "refuse": f"UPDATE reviews_case SET state = 'refused' WHERE id = {CASE}",
    "forget the follow-up": "UPDATE reviews_followup SET state = 'cancelled'",
    "schedule another follow-up": f"INSERT INTO reviews_followup (provider_id, case_id, number,"
    f" due_on, months, out_of_turn, state, report, outcome, scheduled_at, state_since)"
    f" VALUES ({PROVIDER}, {CASE}, 99, now(), 12, '', 'scheduled', '', '', now(), now())",
    "prepare a decision without a vote": f"INSERT INTO reviews_decision (provider_id, round_id,"
    f" simplified, outcome, reasons, advice, state, staged_by_id, staged_at, sha256, state_since)"
    f" VALUES ({PROVIDER}, {ROUND}, true, 'approve', 'x', '', 'staged', {NOBODY}, now(), '',"
    f" now())",
    "prepare a decision on another vote": f"INSERT INTO reviews_decision (provider_id, round_id,"
    f" motion_id, simplified, outcome, reasons, advice, state, staged_by_id, staged_at, sha256,"
    f" state_since) VALUES ({PROVIDER}, {ROUND}, {MOTION}, false, 'reject', 'x', '', 'staged',"
    f" {NOBODY}, now(), '', now())",
    "release alone": "UPDATE reviews_decision SET state = 'released',"
    " released_by_id = staged_by_id",
    "release past a recusal": "UPDATE reviews_decision SET state = 'released', released_by_id ="
    f" {NOBODY}",
    "change a released decision": "UPDATE reviews_decision SET outcome = 'approve', reasons = 'x'",
    "take a released decision back": "UPDATE reviews_decision SET state = 'taken_back'",
    "drop decisions": "DELETE FROM reviews_decision",
    "lift a recusal": "DELETE FROM reviews_recusal",
    "date a recusal back": "UPDATE reviews_recusal SET recused_at = '2020-01-01'",
    "recuse another voter": f"INSERT INTO reviews_recusal (provider_id, case_id, person_id, ground,"
    f" words, claimed_by_id) SELECT {PROVIDER}, {CASE}, s.person_id, 'other', '', s.person_id"
    f" FROM reviews_seat s WHERE s.committee_id = (SELECT committee_id FROM reviews_round WHERE"
    f" id = {ROUND}) AND s.role = 'member' ORDER BY s.id LIMIT 1",
    "change an opinion": "UPDATE reviews_opinion SET outcome = 'approve'",
    "unsend an opinion": "UPDATE reviews_assignment SET state = 'invited'",
    "mark opinions as submitted": "UPDATE reviews_assignment SET state = 'submitted'",
    "declare for others": f"INSERT INTO reviews_interestdeclaration (provider_id, case_id,"
    f" submission_id, person_id, level, words, declared_at, ruling) SELECT {PROVIDER}, {CASE},"
    f" (SELECT max(id) FROM reviews_submissionversion), person_id, 'none', '', now(),"
    f" 'takes_part' FROM reviews_seat LIMIT 1",
    "turn a declaration": "UPDATE reviews_interestdeclaration SET level = 'none'",
    "end a vote's meeting": "UPDATE reviews_meeting SET state = 'ended'",
    "preside without a seat": "UPDATE reviews_meeting SET chaired_by_id = (SELECT max(id) FROM"
    " reviews_seat), state = 'open'",
    "rewrite attendance": "UPDATE reviews_attendance SET arrived_at = arrived_at - interval '1 d'",
    "pass the second review": f"UPDATE reviews_expertreview SET state = 'closed', passed = true,"
    f" agreed = 5, seats_counted = 5, closed_by_id = requested_by_id WHERE id = {REVIEW}",
    "turn the second review": "UPDATE reviews_expertreview SET passed = NOT passed",
    "turn an expert": "UPDATE reviews_expertopinion SET agrees = true",
    "drop a dissenting expert": "UPDATE reviews_expertseat SET state = 'recused'",
    "organise it oneself": "UPDATE reviews_expertreview e SET organiser_id = r.committee_id"
    " FROM reviews_round r WHERE r.id = e.round_id",
    "sign an exemption as nobody": f"INSERT INTO reviews_exemption (provider_id, round_id,"
    f" submission_id, grounds, clauses, evidence, proposed_by_id, proposed_at, signed_by_id,"
    f" signed_at) SELECT {PROVIDER}, {ROUND}, submission_id, 'x', '{{}}', 'x', opened_by_id, now(),"
    f" {NOBODY}, now() FROM reviews_round WHERE id = {ROUND}",
    "lengthen a term": "UPDATE reviews_seat SET valid_until = valid_until + 4000",
    "move a seat": "UPDATE reviews_seat SET committee_id = committee_id + 1",
    "lower the rules": "UPDATE reviews_rulepack SET min_present = 1",
    "bring lower rules": "INSERT INTO reviews_rulepack SELECT * FROM reviews_rulepack",
    "make moves legal": "INSERT INTO review_moves VALUES ('round', 'submitted', 'released')",
    "empty the votes": "TRUNCATE reviews_ballot CASCADE",
    "switch the guards off": "ALTER TABLE reviews_motion DISABLE TRIGGER USER",
    "play the replica": "SET LOCAL session_replication_role = 'replica'",
}
