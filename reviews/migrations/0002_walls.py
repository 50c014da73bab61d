"""The wall around every row of a case; what never changes; who may write what."""

from django.db import migrations

from filings.walls import append_only, protect, tie

PROTECTED = [
    "reviews_committeeservice",
    "reviews_case",
    "reviews_submissionversion",
    "reviews_round",
    "reviews_interestdeclaration",
    "reviews_recusal",
    "reviews_assignment",
    "reviews_opiniondraft",
    "reviews_opinion",
    "reviews_meeting",
    "reviews_attendance",
    "reviews_motion",
    "reviews_motionvoter",
    "reviews_ballot",
    "reviews_decision",
    "reviews_condition",
    "reviews_followup",
    "reviews_expertreview",
    "reviews_expertseat",
    "reviews_expertopinion",
    "reviews_accesstoken",
    "reviews_exemption",
]

TIES = [
    ("reviews_case", "algorithm_id", "filings_algorithm"),
    ("reviews_case", "approved_id", "reviews_submissionversion"),
    ("reviews_submissionversion", "case_id", "reviews_case"),
    ("reviews_submissionversion", "disclosure_id", "filings_disclosure"),
    ("reviews_round", "case_id", "reviews_case"),
    ("reviews_round", "submission_id", "reviews_submissionversion"),
    ("reviews_round", "appeal_of_id", "reviews_round"),
    ("reviews_round", "follow_up_id", "reviews_followup"),
    ("reviews_interestdeclaration", "case_id", "reviews_case"),
    ("reviews_interestdeclaration", "submission_id", "reviews_submissionversion"),
    ("reviews_recusal", "case_id", "reviews_case"),
    ("reviews_assignment", "round_id", "reviews_round"),
    ("reviews_opiniondraft", "assignment_id", "reviews_assignment"),
    ("reviews_opinion", "round_id", "reviews_round"),
    ("reviews_opinion", "assignment_id", "reviews_assignment"),
    ("reviews_opinion", "submission_id", "reviews_submissionversion"),
    ("reviews_meeting", "round_id", "reviews_round"),
    ("reviews_attendance", "meeting_id", "reviews_meeting"),
    ("reviews_motion", "round_id", "reviews_round"),
    ("reviews_motion", "meeting_id", "reviews_meeting"),
    ("reviews_motion", "submission_id", "reviews_submissionversion"),
    ("reviews_motionvoter", "motion_id", "reviews_motion"),
    ("reviews_ballot", "voter_id", "reviews_motionvoter"),
    ("reviews_decision", "round_id", "reviews_round"),
    ("reviews_decision", "motion_id", "reviews_motion"),
    ("reviews_decision", "expert_review_id", "reviews_expertreview"),
    ("reviews_decision", "exemption_id", "reviews_exemption"),
    ("reviews_decision", "letter_id", "filings_document"),
    ("reviews_decision", "superseded_by_id", "reviews_decision"),
    ("reviews_condition", "decision_id", "reviews_decision"),
    ("reviews_followup", "case_id", "reviews_case"),
    ("reviews_expertreview", "round_id", "reviews_round"),
    ("reviews_expertreview", "submission_id", "reviews_submissionversion"),
    ("reviews_expertreview", "scan_id", "filings_enclosure"),
    ("reviews_condition", "proof_id", "filings_enclosure"),
    ("reviews_expertseat", "review_id", "reviews_expertreview"),
    ("reviews_expertseat", "replaces_id", "reviews_expertseat"),
    ("reviews_expertopinion", "seat_id", "reviews_expertseat"),
    ("reviews_accesstoken", "seat_id", "reviews_expertseat"),
    ("reviews_exemption", "round_id", "reviews_round"),
    ("reviews_exemption", "submission_id", "reviews_submissionversion"),
]

APPEND_ONLY = [
    "reviews_rulepack",
    "reviews_submissionversion",
    "reviews_recusal",
    "reviews_opinion",
    "reviews_ballot",
    "reviews_expertopinion",
]


class Migration(migrations.Migration):
    dependencies = [("reviews", "0001_initial"), ("filings", "0015_review_acts")]

    operations = [
        *(protect(table) for table in PROTECTED),
        *(tie(child, column, parent) for child, column, parent in TIES),
        *(append_only(table) for table in APPEND_ONLY),
    ]
