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

SEAT = (
    "(SELECT max(s.id) FROM reviews_seat s JOIN reviews_round r ON r.committee_id ="
    " s.committee_id WHERE s.role = 'member')"
)
ELSEWHERE = "(SELECT min(id) FROM reviews_seat WHERE role = 'chair')"
OPINION = (
    "INSERT INTO reviews_opinion (provider_id, round_id, assignment_id, submission_id, outcome,"
    " points, summary, sha256) SELECT a.provider_id, a.round_id, a.id, r.submission_id,"
    " {outcome}, '{{}}', 'x', '' FROM reviews_assignment a JOIN reviews_round r ON r.id ="
    " a.round_id LIMIT 1"
)
ATTENDS = (
    "INSERT INTO reviews_attendance (provider_id, meeting_id, seat_id, mode, arrived_at,"
    " recorded_by_id) SELECT provider_id, max(id), {seat}, {mode}, now() + interval '1 h',"
    " min(called_by_id) FROM reviews_meeting GROUP BY provider_id"
)
NAMES = (
    "INSERT INTO reviews_assignment (provider_id, round_id, seat_id, state, named_by_id, named_at,"
    " release_reason, state_since) SELECT r.provider_id, r.id, {seat}, 'invited', {by}, now(), '',"
    " now() FROM reviews_round r ORDER BY r.id DESC LIMIT 1"
)
MOVES = (
    "INSERT INTO reviews_motion (provider_id, round_id, meeting_id, submission_id, final, outcome,"
    " wording, state, opened_by_id, void_reason, state_since) SELECT r.provider_id, r.id, m.id,"
    " r.submission_id, false, '{outcome}', 'x', 'open', m.called_by_id, '', now()"
    " FROM reviews_round r JOIN reviews_meeting m ON m.round_id = r.id ORDER BY m.id DESC LIMIT 1"
)
CORRECTS = (
    "INSERT INTO reviews_correction (provider_id, decision_id, place, passage, reading, reason,"
    " state, proposed_by_id, proposed_at, state_since) SELECT provider_id, id, 'reasons',"
    " {passage}, 'x', 'x', 'proposed', staged_by_id, now(), now() FROM reviews_decision"
    " ORDER BY id DESC LIMIT 1"
)
SETTLES = "UPDATE reviews_correction SET state = '{state}', settled_by_id = {by}"
CHAIR = (
    "(SELECT s.person_id FROM reviews_seat s JOIN reviews_case c ON c.committee_id ="
    " s.committee_id WHERE s.role = 'chair' ORDER BY c.id DESC LIMIT 1)"
)
PROBES = {
    "correct the whole reasons": CORRECTS.format(passage="reasons"),
    "correct what was never said": CORRECTS.format(passage="'never said'"),
    "make a correction": SETTLES.format(state="made", by=CHAIR),
    "make a correction as nobody": SETTLES.format(state="made", by=NOBODY),
    "drop a correction": SETTLES.format(state="dropped", by=CHAIR),
    "take the letter for its notice": "UPDATE reviews_correction SET letter_id ="
    " (SELECT max(letter_id) FROM reviews_decision)",
    "close it": STATEMENTS["close a vote early"],
    "pass it": STATEMENTS["pass the second review"],
    "skip it to voted": STATEMENTS["skip to voted"],
    "make a voter the owner and close": "UPDATE filings_algorithm SET owner_id = (SELECT"
    " min(s.person_id) FROM reviews_motionvoter v JOIN reviews_seat s ON s.id = v.seat_id);"
    + STATEMENTS["close a vote early"],
    "name a first reviewer": NAMES.format(
        seat="(SELECT min(seat_id) FROM reviews_assignment)", by=NOBODY
    ),
    "swap it for the first version": STATEMENTS["swap the version"],
    "prepare what was voted for": f"INSERT INTO reviews_decision (provider_id, round_id,"
    f" motion_id, simplified, outcome, reasons, advice, state, staged_by_id, staged_at, sha256,"
    f" state_since) SELECT provider_id, {ROUND}, id, false, outcome, 'x', '', 'staged',"
    f" opened_by_id, now(), '', now() FROM reviews_motion ORDER BY id DESC LIMIT 1",
    "prepare and release at once": f"INSERT INTO reviews_decision (provider_id, round_id,"
    f" motion_id, simplified, outcome, reasons, advice, state, staged_by_id, staged_at, sha256,"
    f" state_since) SELECT provider_id, {ROUND}, id, false, outcome, 'x', '', 'staged',"
    f" opened_by_id, now(), '', now() FROM reviews_motion ORDER BY id DESC LIMIT 1;"
    f" UPDATE reviews_decision SET state = 'released', released_by_id = {NOBODY}",
    "sign the exemption": f"UPDATE reviews_exemption SET signed_by_id = {NOBODY}",
    "apply for a second review": f"INSERT INTO reviews_expertreview (provider_id, round_id,"
    f" submission_id, mode, organiser_name, state, package_sha256, requested_by_id, requested_at,"
    f" reference, void_reason, state_since) SELECT provider_id, id, submission_id, 'external',"
    f" 'x', 'requested', repeat('a', 64), opened_by_id, now(), '', '', now() FROM reviews_round"
    f" WHERE id = {ROUND}",
    "start the review": f"UPDATE reviews_expertreview SET state = 'reviewing' WHERE id = {REVIEW}",
    "take part as an expert": "UPDATE reviews_expertseat SET state = 'accepted', declared_at ="
    " now(), confidential_at = now() WHERE state = 'invited'",
    "accept under the new rules": f"UPDATE reviews_round SET state = 'accepted', rule_pack_id ="
    f" (SELECT max(id) FROM reviews_rulepack), procedure = 'general', procedure_reason = 'x',"
    f" listed = false WHERE id = {ROUND}",
    "submit an opinion": OPINION.format(outcome="'approve'"),
    "submit a misfit opinion": OPINION.format(outcome="'terminate'"),
    "attend as a member": ATTENDS.format(seat=SEAT, mode="'in_person'"),
    "attend by video": ATTENDS.format(seat=SEAT, mode="'video'"),
    "attend from elsewhere": ATTENDS.format(seat=ELSEWHERE, mode="'in_person'"),
    "name a reviewer": NAMES.format(seat=SEAT, by=NOBODY),
    "name a reviewer from elsewhere": NAMES.format(seat=ELSEWHERE, by=NOBODY),
    "move approval": MOVES.format(outcome="approve"),
    "move rejection": MOVES.format(outcome="reject"),
    "move termination": MOVES.format(outcome="terminate"),
    "open a round": f"INSERT INTO reviews_round (provider_id, case_id, number, kind, state,"
    f" committee_id, submission_id, procedure, procedure_reason, simplified_ground, emergency_act,"
    f" list_version, list_items, list_reason, asked_for, refusal, reason, extension_reason,"
    f" opened_by_id, opened_at, state_since) SELECT provider_id, case_id, 90, 'change',"
    f" 'submitted', committee_id, submission_id, '', '', '', '', '', '{{}}', '', '', '', '', '',"
    f" opened_by_id, now(), now() FROM reviews_round WHERE id = {ROUND}",
    "open a round elsewhere": f"INSERT INTO reviews_round (provider_id, case_id, number, kind,"
    f" state, committee_id, submission_id, procedure, procedure_reason, simplified_ground,"
    f" emergency_act, list_version, list_items, list_reason, asked_for, refusal, reason,"
    f" extension_reason, opened_by_id, opened_at, state_since) SELECT provider_id, case_id, 90,"
    f" 'change', 'submitted', (SELECT min(id) FROM reviews_committee), submission_id, '', '', '',"
    f" '', '', '{{}}', '', '', '', '', '', opened_by_id, now(), now() FROM reviews_round"
    f" WHERE id = {ROUND}",
    "open a round in its middle": f"INSERT INTO reviews_round (provider_id, case_id, number, kind,"
    f" state, committee_id, submission_id, procedure, procedure_reason, simplified_ground,"
    f" emergency_act, list_version, list_items, list_reason, asked_for, refusal, reason,"
    f" extension_reason, opened_by_id, opened_at, state_since) SELECT provider_id, case_id, 90,"
    f" 'change', 'deliberation', committee_id, submission_id, '', '', '', '', '', '{{}}', '', '',"
    f" '', '', '', opened_by_id, now(), now() FROM reviews_round WHERE id = {ROUND}",
    "accept without a procedure": f"UPDATE reviews_round SET state = 'accepted', rule_pack_id ="
    f" (SELECT max(id) FROM reviews_rulepack) WHERE id = {ROUND}",
    "accept under old rules": f"UPDATE reviews_round SET state = 'accepted', rule_pack_id ="
    f" (SELECT min(id) FROM reviews_rulepack), procedure = 'general', procedure_reason = 'x',"
    f" listed = false WHERE id = {ROUND}",
    "accept a listed one as simple": f"UPDATE reviews_round SET state = 'accepted', rule_pack_id ="
    f" (SELECT max(id) FROM reviews_rulepack), procedure = 'simplified', procedure_reason = 'x',"
    f" simplified_ground = 'minimal_risk', listed = true WHERE id = {ROUND}",
    "begin without reviewers": f"UPDATE reviews_round SET state = 'independent' WHERE id = {ROUND}",
    "deliberate at once": f"UPDATE reviews_round SET state = 'deliberation' WHERE id = {ROUND}",
    "send to the experts": f"UPDATE reviews_round SET state = 'with_experts' WHERE id = {ROUND}",
    "return the case": f"UPDATE reviews_case SET state = 'returned' WHERE id = {CASE}",
    "make it conditional": f"UPDATE reviews_case SET state = 'conditional' WHERE id = {CASE}",
    "give the case away": f"UPDATE reviews_case SET committee_id = committee_id + 1"
    f" WHERE id = {CASE}",
    "change the applicant": f"UPDATE reviews_case SET opened_by_id = {NOBODY} WHERE id = {CASE}",
    "hand in a draft": f"INSERT INTO reviews_submissionversion (provider_id, case_id, number,"
    f" disclosure_id, sha256, note, submitted_by_id, submitted_at) SELECT provider_id, id, 90,"
    f" (SELECT max(id) + 1 FROM filings_disclosure), repeat('a', 64), '', opened_by_id, now()"
    f" FROM reviews_case WHERE id = {CASE}",
    "leave and come back": "UPDATE reviews_attendance SET left_at = now() + interval '2 h';"
    " UPDATE reviews_attendance SET left_at = now() + interval '3 h'",
    "invite another expert": f"INSERT INTO reviews_expertseat (provider_id, review_id, name, email,"
    f" unit, title, discipline, state, relations, ended_reason, invited_by_id, invited_at,"
    f" state_since) SELECT provider_id, id, 'x', 'another@expert.example', 'x', '', 'law',"
    f" 'invited', '', '', requested_by_id, now(), now() FROM reviews_expertreview"
    f" WHERE id = {REVIEW}",
    "invite a member as an expert": f"INSERT INTO reviews_expertseat (provider_id, review_id, name,"
    f" email, unit, title, discipline, state, relations, ended_reason, invited_by_id, invited_at,"
    f" state_since) SELECT e.provider_id, e.id, 'x', u.email, 'x', '', 'law', 'invited', '', '',"
    f" e.requested_by_id, now(), now() FROM reviews_expertreview e JOIN reviews_round r ON r.id ="
    f" e.round_id JOIN reviews_seat s ON s.committee_id = r.committee_id JOIN filings_user u ON"
    f" u.id = s.person_id WHERE e.id = {REVIEW} LIMIT 1",
    "go back to composing": f"UPDATE reviews_expertreview SET state = 'composing'"
    f" WHERE id = {REVIEW}",
    "reply as an expert": "INSERT INTO reviews_expertopinion (provider_id, seat_id, agrees,"
    " compliance, reasonableness, points, sha256) SELECT s.provider_id, s.id, true, 'x', 'x',"
    " '{}', '' FROM reviews_expertseat s LEFT JOIN reviews_expertopinion o ON o.seat_id = s.id"
    " WHERE o.id IS NULL ORDER BY s.id LIMIT 1",
    "verify a condition": "UPDATE reviews_condition SET state = 'verified', report = 'x',"
    f" verified_by_id = {NOBODY}, verified_at = now()",
    "hand in evidence": "UPDATE reviews_condition SET state = 'evidence', report = 'x'",
    "add a condition": f"INSERT INTO reviews_condition (provider_id, decision_id, number, text,"
    f" anchor, due_on, state, report, remark, state_since) SELECT provider_id, id, 90, 'x', '',"
    f" now(), 'open', '', '', now() FROM reviews_decision WHERE round_id = {ROUND}",
    "sit for ever": f"UPDATE reviews_seat SET ended_on = NULL, valid_until = valid_from + 3000"
    f" WHERE id = {SEAT}",
    "seat for ever": f'INSERT INTO reviews_seat (committee_id, person_id, role, "order", category,'
    f" sex, is_external, unit, title, valid_from, valid_until, given_by_id, given_at) SELECT"
    f" committee_id, given_by_id, 'member', 0, 'law', 'male', false, '', '', '2026-01-01',"
    f" '2036-01-01', given_by_id, now() FROM reviews_seat WHERE id = {SEAT}",
}
"""More of the same, which reach the guards that a working application seldom meets."""
