"""Every closed vocabulary of the judgement. Codes are English; labels are bilingual."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class CommitteeKind(TextChoices):
    OWN = "own", _("The provider's own committee")
    GROUP = "group", _("Committee of a group, serving several providers")
    CENTRE = "centre", _("Service centre that can be entrusted")
    AUTHORITY = "authority", _("Authority that organises second reviews")


OWN_COMMITTEE = (CommitteeKind.OWN, CommitteeKind.GROUP)
"""Whoever entrusts another body's committee neither registers it nor reports for it."""


class ServiceBasis(TextChoices):
    """Why a committee may judge the activities of a provider."""

    OWN = "own", _("Set up by the provider")
    GROUP = "group", _("Serves the group")
    ENTRUSTED = "entrusted", _("Entrusted in writing")


class Category(TextChoices):
    """What a member knows (2026 measures, Art. 10)."""

    AI_TECHNOLOGY = "ai_technology", _("AI technology")
    AI_APPLICATION = "ai_application", _("AI application")
    ETHICS = "ethics", _("Ethics")
    LAW = "law", pgettext_lazy("field of knowledge", "Law")


class Sex(TextChoices):
    FEMALE = "female", _("Female")
    MALE = "male", _("Male")


class SeatRole(TextChoices):
    CHAIR = "chair", _("Chair")
    VICE_CHAIR = "vice_chair", _("Vice chair")
    MEMBER = "member", _("Committee member")
    SECRETARY = "secretary", _("Secretary")
    ADVISER = "adviser", _("Adviser without a vote")


VOTING = (SeatRole.CHAIR, SeatRole.VICE_CHAIR, SeatRole.MEMBER)
PRESIDING = (SeatRole.CHAIR, SeatRole.VICE_CHAIR)


class CaseState(TextChoices):
    DRAFT = "draft", _("Application being prepared")
    UNDER_REVIEW = "under_review", _("Under review")
    RETURNED = "returned", _("To be revised and submitted again")
    CONDITIONAL = "conditional", _("Approved, conditions still open")
    IN_FORCE = "in_force", _("Approved and in force")
    SUSPENDED = "suspended", _("Suspended")
    TERMINATED = "terminated", _("Terminated")
    REFUSED = "refused", _("Not approved")
    WITHDRAWN = "withdrawn", _("Application withdrawn")
    CLOSED = "closed", _("Activity ended")


class CaseAction(TextChoices):
    SUBMIT = "submit_case", _("Submit the application")
    WITHDRAW = "withdraw_case", _("Withdraw the application")
    RESUBMIT = "resubmit", _("Submit the revised version")
    REPORT_CHANGE = "report_change", _("Report a change")
    APPEAL = "appeal", _("Appeal against the decision")
    DECLARE = "declare", _("Declare interests")
    RULE = "rule", _("Decide on a declared interest")
    RECUSE = "recuse", _("Recuse")
    SUSPEND = "suspend", _("Suspend at once")
    PROPOSE = "propose", _("Put suspension, lifting or termination to the vote")
    FOLLOW_UP = "begin_follow_up", _("Begin the follow-up review")
    OUT_OF_TURN = "out_of_turn", _("Bring the follow-up forward")
    CLOSE = "close_case", _("Report the end of the activity")
    CONDITIONS_MET = "conditions_met", _("All conditions met")
    APPROVED = "approved", _("Approved")
    APPROVED_CONDITIONALLY = "approved_conditionally", _("Approved with conditions")
    TO_REVISE = "to_revise", _("Sent back for revision")
    NOT_APPROVED = "not_approved", _("Not approved")
    NOT_ACCEPTED = "case_not_accepted", _("Application not accepted")
    SUSPENDED = "suspended_by_decision", _("Suspended by decision")
    SUSPENSION_CONFIRMED = "suspension_confirmed", _("Suspension confirmed")
    CONTINUED = "continued", _("Continues")
    LIFTED = "lifted", _("Suspension lifted")
    TERMINATED = "terminated", _("Terminated")


class RoundKind(TextChoices):
    INITIAL = "initial", _("First review")
    CHANGE = "change", _("Review of a change")
    RESUBMISSION = "resubmission", _("Review after revision")
    APPEAL = "appeal", _("Appeal")
    FOLLOW_UP = "follow_up", _("Follow-up review")
    STANDING = "standing", _("Suspension, lifting or termination")


JUDGING = (RoundKind.INITIAL, RoundKind.CHANGE, RoundKind.RESUBMISSION, RoundKind.APPEAL)
"""Rounds that end with one of the four decisions; the others decide whether it goes on."""


class RoundState(TextChoices):
    SUBMITTED = "submitted", _("Waiting for acceptance")
    SUPPLEMENT_ASKED = "supplement_asked", _("Waiting for missing material")
    NOT_ACCEPTED = "not_accepted", _("Not accepted")
    ACCEPTED = "accepted", _("Application accepted")
    INDEPENDENT = "independent", _("Independent opinions")
    DELIBERATION = "deliberation", _("Deliberation")
    VOTED = "voted", _("Voted")
    WITH_EXPERTS = "with_experts", _("Expert second review")
    VOTED_FINAL = "voted_final", _("Final vote taken")
    STAGED = "staged", _("Decision prepared")
    RELEASED = "released", _("Decision released")
    WITHDRAWN = "withdrawn", _("Withdrawn")


OPEN_ROUND = [
    state
    for state in RoundState
    if state not in {RoundState.NOT_ACCEPTED, RoundState.RELEASED, RoundState.WITHDRAWN}
]


class RoundAction(TextChoices):
    ASK_SUPPLEMENT = "ask_supplement", _("Ask for missing material")
    SUPPLEMENT = "supplement", _("Hand in the missing material")
    ACCEPT = "accept", _("Accept")
    REFUSE_INTAKE = "refuse_intake", _("Refuse acceptance")
    ASSIGN = "assign", _("Name the reviewers")
    ASSIGN_MORE = "assign_more", _("Name another reviewer")
    CONVERT = "convert", _("Convert to the general procedure")
    EXTEND = "extend", _("Extend the term")
    DELIBERATE = "deliberate", _("Open the opinions and deliberate")
    CALL_MEETING = "call_meeting", _("Call a meeting")
    OPEN_VOTE = "open_vote", _("Open the vote")
    RECORD_VOTE = "record_vote", _("Vote carried")
    SIMPLIFIED_RESULT = "simplified_result", _("All reviewers agree")
    REQUEST_EXPERTS = "request_experts", _("Apply for the expert second review")
    PROPOSE_EXEMPTION = "propose_exemption", _("Propose an exemption from the second review")
    SIGN_EXEMPTION = "sign_exemption", _("Sign the exemption")
    RECORD_FINAL_VOTE = "record_final_vote", _("Final vote carried")
    STAGE = "stage", _("Prepare the decision")
    UNSTAGE = "unstage", _("Take the prepared decision back")
    UNSTAGE_FINAL = "unstage_final", _("Take the decision prepared on the final vote back")
    VOTE_AGAIN = "vote_again", _("Set the vote aside and vote again")
    FINAL_VOTE_AGAIN = "final_vote_again", _("Set the final vote aside and vote again")
    RELEASE = "release", _("Release the decision")
    WITHDRAW = "withdraw", _("Withdraw the reported change")
    ENTRUST = "entrust", _("Entrust another committee")
    END_WITH_CASE = "end_with_case", _("Ended with the case")


class Procedure(TextChoices):
    GENERAL = "general", _("General procedure")
    SIMPLIFIED = "simplified", _("Simplified procedure")
    EMERGENCY = "emergency", _("Emergency procedure")


class SimplifiedGround(TextChoices):
    """When the simplified procedure is allowed (2023 measures, Art. 22)."""

    MINIMAL_RISK = "minimal_risk", _("Risk not above minimal risk")
    SMALL_CHANGE = "small_change", _("Small change without effect on risk")
    UNCHANGED = "unchanged", _("Follow-up of an activity without major change")


class Outcome(TextChoices):
    APPROVE = "approve", _("Approve")
    APPROVE_AFTER_CHANGES = "approve_after_changes", _("Approve after changes")
    REVISE_AND_RESUBMIT = "revise_and_resubmit", _("Revise and submit again")
    REJECT = "reject", _("Do not approve")
    CONTINUE = "continue", _("Continue")
    SUSPEND = "suspend", _("Suspend")
    LIFT = "lift", _("Lift the suspension")
    TERMINATE = "terminate", _("Terminate")


VERDICTS = (
    Outcome.APPROVE,
    Outcome.APPROVE_AFTER_CHANGES,
    Outcome.REVISE_AND_RESUBMIT,
    Outcome.REJECT,
)
APPROVING = (Outcome.APPROVE, Outcome.APPROVE_AFTER_CHANGES)
STANDING_OUTCOMES = (Outcome.CONTINUE, Outcome.SUSPEND, Outcome.LIFT, Outcome.TERMINATE)


class Interest(TextChoices):
    NONE = "none", _("No interest to declare")
    DECLARED = "declared", _("An interest, to be decided upon")
    RECUSE = "recuse", _("I recuse myself")


class Ruling(TextChoices):
    """What whoever presides makes of a declared interest."""

    TAKES_PART = "takes_part", _("Takes part")
    RECUSED = "recused", _("Is recused")


class RecusalGround(TextChoices):
    WORKS_ON_IT = "works_on_it", _("Works on the activity")
    SUPERIOR = "superior", _("Leads or reports to its people")
    FAMILY = "family", _("Close personal relation")
    MONEY = "money", _("Financial interest")
    EARLIER = "earlier", _("Judged or advised on it before")
    OTHER = "other", _("Another reason")


class AssignmentState(TextChoices):
    INVITED = "invited", _("Opinion awaited")
    SUBMITTED = "submitted", _("Opinion submitted")
    RECUSED = "recused", _("Recused")
    RELEASED = "released", _("Released without an opinion")


class AssignmentAction(TextChoices):
    SUBMIT_OPINION = "submit_opinion", _("Submit the opinion")
    RELEASE_REVIEWER = "release_reviewer", _("Go on without this opinion")


class MeetingState(TextChoices):
    PLANNED = "planned", _("Planned")
    OPEN = "open", _("In session")
    ENDED = "ended", _("Ended")


class MeetingAction(TextChoices):
    OPEN = "open_meeting", _("Open the meeting")
    ATTEND = "attend", _("Record who is present")
    LEAVE = "leave", _("Record who has left")
    NOTE = "note", _("Note what was said")
    END = "end_meeting", _("End the meeting")


class AttendanceMode(TextChoices):
    IN_PERSON = "in_person", _("In person")
    VIDEO = "video", _("By video")


class MotionState(TextChoices):
    OPEN = "open", _("Voting")
    CLOSED = "closed", _("Closed")
    VOID = "void", _("Void")


class MotionAction(TextChoices):
    CAST = "cast", _("Vote")
    CLOSE = "close_vote", _("Close the vote")
    VOID = "void_vote", _("Declare the vote void")


class Choice(TextChoices):
    YES = "yes", _("In favour")
    NO = "no", _("Against")
    ABSTAIN = "abstain", _("Abstain")


class DecisionState(TextChoices):
    STAGED = "staged", _("Prepared")
    RELEASED = "released", _("Released")
    TAKEN_BACK = "taken_back", _("Taken back")


class DecisionAction(TextChoices):
    RELEASE = "release_decision", _("Release")
    TAKE_BACK = "take_back", _("Take back")
    PROPOSE_CORRECTION = "propose_correction", _("Propose to correct the letter")


class LetterPlace(TextChoices):
    """What somebody wrote into the letter of a decision; all else in it is counted or recorded."""

    REASONS = "reasons", _("Reasons")
    ADVICE = "advice", _("Suggestions")


class CorrectionState(TextChoices):
    PROPOSED = "proposed", _("Proposed")
    MADE = "made", _("Corrected")
    DROPPED = "dropped", _("Not corrected")


class CorrectionAction(TextChoices):
    MAKE = "make_correction", _("Make the correction")
    DROP = "drop_correction", _("Drop the correction")


class ConditionState(TextChoices):
    OPEN = "open", _("Open")
    EVIDENCE = "evidence", _("Evidence handed in")
    VERIFIED = "verified", _("Verified")
    WAIVED = "waived", _("Waived")


class ConditionAction(TextChoices):
    HAND_IN = "hand_in", _("Hand in the evidence")
    SEND_BACK = "send_back_evidence", _("Send the evidence back")
    VERIFY = "verify", _("Verify")
    PROPOSE_WAIVER = "propose_waiver", _("Propose to waive the condition")
    WAIVE = "waive", _("Waive the condition")


MET = (ConditionState.VERIFIED, ConditionState.WAIVED)
"""A condition that no longer stands in the way."""


class Handed(TextChoices):
    """What is handed in on the national platform."""

    ACTIVITY = "activity", _("Registration of the activity")
    REPORT = "report", _("Annual report")


class FollowUpState(TextChoices):
    SCHEDULED = "scheduled", _("Scheduled")
    REPORTED = "reported", _("Report handed in")
    COMPLETED = "completed", _("Completed")
    CANCELLED = "cancelled", _("No longer due")


class FollowUpAction(TextChoices):
    REPORT = "report_follow_up", _("Hand in the report")
    COMPLETE = "complete_follow_up", _("Completed by decision")
    CANCEL = "cancel_follow_up", _("No longer due")


class Discipline(TextChoices):
    TECHNOLOGY = "technology", _("Technology of the field")
    ETHICS = "ethics", _("Ethics")
    LAW = "law", pgettext_lazy("field of knowledge", "Law")


class ExpertMode(TextChoices):
    HOSTED = "hosted", _("Held here")
    EXTERNAL = "external", _("Held by the authority, recorded here")


class ExpertReviewState(TextChoices):
    REQUESTED = "requested", _("Applied for")
    COMPOSING = "composing", _("Expert group being composed")
    REVIEWING = "reviewing", _("Experts reviewing")
    CLOSED = "closed", _("Closed")
    VOID = "void", _("Void")


class ExpertReviewAction(TextChoices):
    COMPOSE = "compose", _("Begin to compose the expert group")
    INVITE = "invite", _("Invite an expert")
    RECORD_EXPERT = "record_expert", _("Record an expert and the reply")
    RECORD_REPLY = "record_reply", _("Record the authority's reply")
    START = "start_review", _("Begin the review")
    RECOMPOSE = "recompose", _("Compose the group anew")
    CLOSE = "close_review", _("Close the second review")
    VOID = "void_review", _("Declare the second review void")


class ExpertSeatState(TextChoices):
    INVITED = "invited", _("Invited")
    ACCEPTED = "accepted", _("Takes part")
    DECLINED = "declined", _("Declined")
    RECUSED = "recused", _("Recused")


class ExpertSeatAction(TextChoices):
    ACCEPT = "accept_seat", _("Declare and take part")
    OPINE = "opine", _("Submit the expert opinion")
    DECLINE = "decline_seat", _("Decline")
    RECUSE = "recuse_expert", _("Recuse")


class Purpose(TextChoices):
    """What a link lets its holder do."""

    EXPERT = "expert", _("Second review of one case")


class VoteBase(TextChoices):
    """Of whom two thirds are asked."""

    ATTENDING = "attending", _("Members attending")
    ALL_SEATS = "all_seats", _("All seats")


class PaperAudience(TextChoices):
    """Who reads an issued paper beside those who judge."""

    APPLICANT = "applicant", _("The applicant and the committee")
    COMMITTEE = "committee", _("The committee")
    REVIEWER = "reviewer", _("Whoever may read the opinion")
    ORGANISER = "organiser", _("The committee and who organises the second review")
    EXPORTER = "exporter", _("Whoever made it")


class CaseChapter(TextChoices):
    """What the dossier of a case may hold, in this order."""

    CASE = "case", _("The case and its rounds")
    VERSION = "version", _("Version submitted last")
    PAPERS = "papers", _("Papers as issued")
    VOTES = "votes", _("Votes")
    HISTORY = "history", _("History")
