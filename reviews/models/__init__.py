from reviews.models.committee import Committee, CommitteeService, RulePack, Seat
from reviews.models.correction import Correction
from reviews.models.expert import AccessToken, Exemption, ExpertOpinion, ExpertReview, ExpertSeat
from reviews.models.follow_up import Condition, FollowUp
from reviews.models.meeting import Attendance, Ballot, Decision, Meeting, Motion, MotionVoter
from reviews.models.opinion import Assignment, Opinion, OpinionDraft
from reviews.models.paper import Paper
from reviews.models.registration import HandInReminder, Registration
from reviews.models.review import Case, InterestDeclaration, Recusal, Round, SubmissionVersion

__all__ = [
    "AccessToken",
    "Assignment",
    "Attendance",
    "Ballot",
    "Case",
    "Committee",
    "CommitteeService",
    "Condition",
    "Correction",
    "Decision",
    "Exemption",
    "ExpertOpinion",
    "ExpertReview",
    "ExpertSeat",
    "FollowUp",
    "HandInReminder",
    "InterestDeclaration",
    "Meeting",
    "Motion",
    "MotionVoter",
    "Opinion",
    "OpinionDraft",
    "Paper",
    "Recusal",
    "Registration",
    "Round",
    "RulePack",
    "Seat",
    "SubmissionVersion",
]
