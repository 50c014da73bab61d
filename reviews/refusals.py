"""What the database's refusals mean, in the reader's language."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from filings.statemachine import ActionRefused, Sentence

MOVED_ON = _("This has moved on meanwhile. Reload the page to see where it stands.")

SENTENCES: dict[str, Sentence] = {
    "over": MOVED_ON,
    "reviews_registration_year_once": _("This year's report has been recorded already."),
    "no_such_move": MOVED_ON,
    "fixed": _("What was recorded first stays as it is. Record what is new beside it."),
    "written_once": _("This was recorded already and stays as it is."),
    "not_frozen": _("A review rests on a frozen disclosure of this algorithm. Freeze one first."),
    "committee_fixed": _("The committee cannot change while a round is open. End the round first."),
    "committee_not_entrusted": _(
        "This committee neither belongs to the provider nor was entrusted by it. "
        "Have the provider's administrator entrust it first."
    ),
    "standing_without_decision": _("The standing follows from a released decision only."),
    "procedure_one_way": _("A procedure once chosen changes from simplified to general only."),
    "rules_not_in_force": _("Newer rules have come into force. Reload the page and accept again."),
    "procedure_missing": _("Name the procedure and say whether the activity is on the list."),
    "not_simplified": _(
        "The simplified procedure is closed to listed activities and needs the committee's own "
        "rules for it. Choose the general procedure."
    ),
    "reviews_round_material_not_simplified": _(
        "A material change goes through the general procedure. Choose it."
    ),
    "committee_incomplete": _(
        "The committee is not composed as the law asks. Complete it, or entrust another one."
    ),
    "too_few_reviewers": _("Too few reviewers are named. Name another one."),
    "opinions_missing": _("Opinions are missing. Wait for them, or give the reason for each."),
    "no_vote_carried": _("No vote on this version has carried."),
    "no_decision": _("No decision has been prepared."),
    "no_member": _("Only a voting member whose term runs today can take part."),
    "recused": _("This person is recused from the case."),
    "applicant": _("This person works for the application and cannot judge it."),
    "undeclared": _("Somebody has not declared their interests in this version. Ask for it first."),
    "named_by_chair": _("In the simplified procedure the chair names the reviewers."),
    "heard_before": _("An appeal is heard by others than those who wrote the first opinions."),
    "no_meeting": _("The meeting is not in session. Open it first."),
    "no_video": _("The committee has no rules for meetings by video. Attend in person."),
    "nobody_presides": _(
        "A chair or vice chair who is not recused must preside. If nobody can, entrust another "
        "committee."
    ),
    "vote_runs": _("A vote is still open. Close it or declare it void first."),
    "no_reply": _("The experts have not replied yet. Close the second review first."),
    "experts_disagree": _(
        "The experts do not agree. The committee cannot approve; it may send the plan back or "
        "reject it."
    ),
    "no_quorum": _("Too few members are present. Wait for more, or call another meeting."),
    "category_missing": _("Not every category of members is present. Wait for the missing one."),
    "list_frozen": _("The list of voters was frozen when the vote was opened."),
    "vote_closed": _("The vote is closed."),
    "ballot_missing": _("Not everybody on the list has voted. Wait, or record who has left."),
    "ineligible_voter": _(
        "Somebody on the list may not vote. Declare the vote void and repeat it."
    ),
    "no_basis": _(
        "The decision does not rest on the vote that stands. If somebody was recused after the "
        "vote, take the decision back and vote again."
    ),
    "second_review_missing": _(
        "The activity is on the list: it is approved only after the experts agreed on this very "
        "version, or with an exemption that legal has signed."
    ),
    "letter_missing": _(
        "The letter has not been printed yet. Wait a moment; if it failed, print it again."
    ),
    "not_while_suspended": _("What is suspended or terminated is not approved anew."),
    "not_in_the_letter": _(
        "This passage does not stand in that part of the letter. Copy it from there. "
        "Outcome, votes and conditions are not corrected; they change by another vote."
    ),
    "notice_missing": _(
        "The notice has not been printed yet. Wait a moment; if it failed, print it again."
    ),
    "conditions_missing": _("An approval after changes names at least one condition."),
    "follow_up_missing": _("What is in force has exactly one follow-up to come."),
    "expert_of_committee": _(
        "This expert sits on the committee that gave the first opinion. Invite somebody else."
    ),
    "expert_of_unit": _("This expert belongs to the unit that applies. Invite somebody else."),
    "not_composing": _("The expert group is not being composed now."),
    "same_body": _("Whoever reviews an activity does not organise its second review."),
    "too_few_experts": _("Too few experts take part. Invite more."),
    "discipline_missing": _("Technology, ethics and law must all be covered. Invite more experts."),
    "legal_signs": _("Legal of the provider signs an exemption."),
    "term_too_long": _("A term is at most five years. End it earlier, and renew it then."),
    # constraints, by name
    "reviews_case_one_live": _("This algorithm has a review case already. Go on with it."),
    "reviews_round_one_open": _("A round of this case is open already. Go on with it."),
    "reviews_motion_one_open": _("A vote is open already. Close it first."),
    "reviews_ballot_voter_id_key": _("You have voted already. A vote stays as it was given."),
    "reviews_opinion_assignment_id_key": _("The opinion was submitted already and stays."),
    "reviews_expertopinion_seat_id_key": _("The opinion was submitted already and stays."),
    "reviews_recusal_once": _("This person is recused from the case already."),
    "reviews_interestdeclaration_once": _("You have declared your interests in this version."),
    "reviews_decision_second_person": _(
        "You prepared this decision. A second person must release it."
    ),
    "reviews_correction_second_person": _(
        "You proposed this correction. Somebody else who presides must make it."
    ),
    "reviews_correction_one_waiting": _(
        "A correction waits to be made or dropped. Settle that one first."
    ),
    "reviews_exemption_second_person": _(
        "You proposed this exemption. Somebody else of legal must sign it."
    ),
    "reviews_condition_verified_by_another": _(
        "You handed in the evidence. Somebody else must verify it."
    ),
    "reviews_ballot_no_with_reason": _("Give the reason for a vote against."),
    "reviews_seat_person_once": _("This person has a seat on the committee in that time already."),
    "reviews_seat_one_chair": _("The committee has a chair in that time already."),
    "reviews_attendance_no_overlap": _("This member is recorded as present already."),
    "reviews_meeting_one_unended": _("A meeting on this case is planned already. Use it."),
    "reviews_assignment_once": _("This member is a reviewer of this round already."),
    "reviews_expertseat_once": _("This expert has been invited already."),
    "reviews_expertreview_one_live": _("A second review of this round was applied for already."),
    "reviews_expertreview_counted": _(
        "Record the day of the reply and attach its scan before closing."
    ),
    "reviews_exemption_once": _("An exemption of this version has been proposed already."),
    "reviews_committeeservice_one_running": _("This committee serves the provider already."),
}
OTHERWISE = _("The rules of review do not allow this step. Reload the page and check the case.")


def key_of(error: IntegrityError) -> str:
    cause = getattr(error, "__cause__", None)
    diagnosis = getattr(cause, "diag", None)
    message = getattr(diagnosis, "message_primary", None) or str(error)
    if message.startswith("review: "):
        return str(message.removeprefix("review: ").strip())
    return str(getattr(diagnosis, "constraint_name", None) or "")


def sentence(key: str) -> Sentence:
    return SENTENCES.get(key, OTHERWISE)


@contextmanager
def spoken() -> Iterator[None]:
    """What the database refuses inside is a refusal in words, and leaves no trace."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        raise ActionRefused(sentence(key_of(error))) from error
