"""What the history of an algorithm calls the steps of its review, which another app judges.

The record may not ask that app; `tests/consistency` holds that both say the same.
"""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

STEPS: Mapping[str, Promise] = {
    "accept": _("Accept"),
    "appeal": _("Appeal against the decision"),
    "approved": _("Approved"),
    "approved_conditionally": _("Approved with conditions"),
    "ask_supplement": _("Ask for missing material"),
    "begin_follow_up": _("Begin the follow-up review"),
    "cancel_follow_up": _("No longer due"),
    "case_not_accepted": _("Application not accepted"),
    "close_case": _("Report the end of the activity"),
    "complete_follow_up": _("Completed by decision"),
    "compose": _("Begin to compose the expert group"),
    "conditions_met": _("All conditions met"),
    "continued": _("Continues"),
    "entrust": _("Entrust another committee"),
    "extend": _("Extend the term"),
    "hand_in": _("Hand in the evidence"),
    "lifted": _("Suspension lifted"),
    "make_correction": _("Make the correction"),
    "not_approved": _("Not approved"),
    "out_of_turn": _("Bring the follow-up forward"),
    "propose": _("Put suspension, lifting or termination to the vote"),
    "propose_exemption": _("Propose an exemption from the second review"),
    "refuse_intake": _("Refuse acceptance"),
    "registered": _("Activity registered"),
    "release": _("Release the decision"),
    "report_change": _("Report a change"),
    "report_follow_up": _("Hand in the report"),
    "request_experts": _("Apply for the expert second review"),
    "resubmit": _("Submit the revised version"),
    "send_back_evidence": _("Send the evidence back"),
    "sign_exemption": _("Sign the exemption"),
    "submit_case": _("Submit the application"),
    "supplement": _("Hand in the missing material"),
    "suspend": _("Suspend at once"),
    "suspended_by_decision": _("Suspended by decision"),
    "suspension_confirmed": _("Suspension confirmed"),
    "terminated": _("Terminated"),
    "to_revise": _("Sent back for revision"),
    "verify": _("Verify"),
    "waive": _("Waive the condition"),
    "withdraw": _("Withdraw the reported change"),
    "withdraw_case": _("Withdraw the application"),
}
"""By the code in the payload; every step that the applicant is told of."""
SAID = ("reason", "missing", "remark", "reference", "sha256")
"""What such a step says beside its name; the rest of its payload are codes and numbers."""
