"""Which service an act of the table is, and what of the form it takes."""

from collections.abc import Callable
from typing import Any

from filings.enums import EnclosureKind
from filings.models import Enclosure, User
from filings.services import enclosures
from reviews.enums import (
    AttendanceMode,
    Choice,
    Discipline,
    Interest,
    LetterPlace,
    Outcome,
    Procedure,
    RecusalGround,
    Ruling,
)
from reviews.forms.acts import ReplyForm
from reviews.forms.inputs import ActForm
from reviews.forms.opinions import OpinionForm
from reviews.models import ExpertReview
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
from reviews.services.expert_review import Person, Said

Call = Callable[[Any, User, Any], Any]
"""(object, person, form) -> done, or ActionRefused."""


def _takes(service: Callable[..., Any], name: str, *given: str) -> Call:
    """A service whose arguments are called as the form's fields are."""

    def call(obj: Any, user: User, form: ActForm) -> Any:
        facts = {field: form.cleaned_data[field] for field in given}
        return service(**{name: obj}, by=user, **facts)

    return call


def _accept(obj: Any, user: User, form: ActForm) -> None:
    facts = form.facts()
    intake.accept(
        round_=obj,
        by=user,
        facts=intake.Acceptance(
            procedure=Procedure(facts.pop("procedure")), listed=bool(facts["list_items"]), **facts
        ),
    )


def _stage(obj: Any, user: User, form: ActForm) -> None:
    facts = form.cleaned_data
    lines = [line.strip() for line in facts.get("conditions", "").splitlines()]
    decisions.stage(
        round_=obj,
        by=user,
        reasons=facts["reasons"],
        advice=facts["advice"],
        conditions=[decisions.Wanted(text=t, due_on=facts["due_on"]) for t in lines if t],
    )


def _opinion(obj: Any, user: User, form: OpinionForm) -> None:
    opinions.submit(
        assignment=obj,
        by=user,
        outcome=Outcome(form.cleaned_data["outcome"]),
        summary=form.cleaned_data["summary"],
        points=form.points(),
    )


def _person(form: ActForm) -> Person:
    facts = form.facts()
    return Person(discipline=Discipline(facts.pop("discipline")), **facts)


def _reply(obj: ExpertReview, user: User, form: ReplyForm) -> None:
    facts = form.cleaned_data
    said = {
        seat: Said(facts[f"agrees_{seat.pk}"], facts["compliance"], facts["reasonableness"])
        for seat in form.seats
    }
    expert_review.record_reply(
        review=obj,
        by=user,
        reference=facts["reference"],
        replied_on=facts["replied_on"],
        scan=_kept(obj, user, facts["scan"], EnclosureKind.EXPERT_REPLY),
        replies=list(said.items()),
    )


def _kept(obj: Any, user: User, file: Any, kind: EnclosureKind) -> Enclosure:
    return enclosures.keep(
        provider_id=obj.provider_id,
        algorithm=obj.case.algorithm,
        kind=kind,
        file=file,
        name=file.name,
        by=user,
    )


def _hand_in(obj: Any, user: User, form: ActForm) -> None:
    file = form.cleaned_data["proof"]
    follow_ups.hand_in(
        condition=obj,
        by=user,
        report=form.cleaned_data["report"],
        proof=_kept(obj, user, file, EnclosureKind.CONDITION_PROOF) if file else None,
    )


def _request(obj: Any, user: User, form: ActForm) -> None:
    expert_review.request(round_=obj, by=user, **form.facts())


CALLS: dict[str, Call] = {
    "submit_case": _takes(intake.submit, "case", "late_reason"),
    "withdraw_case": _takes(intake.withdraw_case, "case", "reason"),
    "resubmit": _takes(intake.resubmit, "case", "note"),
    "report_change": _takes(intake.report_change, "case", "reason", "incident"),
    "appeal": _takes(intake.appeal, "case", "reason"),
    "declare": lambda obj, user, form: panel.declare(
        case=obj,
        by=user,
        level=Interest(form.cleaned_data["level"]),
        words=form.cleaned_data["words"],
    ),
    "rule": lambda _obj, user, form: panel.rule(
        declaration=form.cleaned_data["declaration"],
        by=user,
        ruling=Ruling(form.cleaned_data["ruling"]),
    ),
    "recuse": lambda obj, user, form: panel.recuse(
        case=obj,
        by=user,
        person=form.cleaned_data["person"],
        ground=RecusalGround(form.cleaned_data["ground"]),
        words=form.cleaned_data["words"],
    ),
    "suspend": _takes(follow_ups.suspend, "case", "reason"),
    "propose": _takes(follow_ups.propose, "case", "reason"),
    "begin_follow_up": _takes(follow_ups.begin, "case", "simplified", "reason"),
    "out_of_turn": _takes(follow_ups.bring_forward, "case", "due_on", "reason"),
    "close_case": _takes(follow_ups.close_case, "case", "reason"),
    "ask_supplement": _takes(intake.ask_supplement, "round_", "missing"),
    "supplement": _takes(intake.supplement, "round_", "note"),
    "accept": _accept,
    "refuse_intake": _takes(intake.refuse, "round_", "reason"),
    "entrust": _takes(intake.entrust, "round_", "committee", "reason"),
    "assign": _takes(panel.assign, "round_", "seats"),
    "assign_more": _takes(panel.assign_more, "round_", "seats"),
    "convert": _takes(panel.convert, "round_", "reason"),
    "extend": _takes(intake.extend, "round_", "until", "reason"),
    "deliberate": _takes(opinions.deliberate, "round_"),
    "call_meeting": _takes(meetings.call, "round_", "starts_at", "place"),
    "open_vote": lambda obj, user, form: meetings.open_vote(
        round_=obj,
        by=user,
        outcome=Outcome(form.cleaned_data["outcome"]),
        wording=form.cleaned_data["wording"],
    ),
    "request_experts": _request,
    "propose_exemption": _takes(expert_review.propose_exemption, "round_", "grounds", "evidence"),
    "sign_exemption": _takes(expert_review.sign_exemption, "round_"),
    "stage": _stage,
    "unstage": _takes(decisions.unstage, "round_", "reason"),
    "unstage_final": _takes(decisions.unstage, "round_", "reason"),
    "vote_again": _takes(decisions.vote_again, "round_", "reason"),
    "final_vote_again": _takes(decisions.vote_again, "round_", "reason"),
    "release": _takes(decisions.release, "round_"),
    "propose_correction": lambda obj, user, form: corrections.propose(
        decision=obj,
        by=user,
        place=LetterPlace(form.cleaned_data["place"]),
        passage=form.cleaned_data["passage"],
        reading=form.cleaned_data["reading"],
        reason=form.cleaned_data["reason"],
    ),
    "make_correction": _takes(corrections.make, "correction"),
    "drop_correction": _takes(corrections.drop, "correction", "reason"),
    "withdraw": _takes(intake.withdraw, "round_", "reason"),
    "submit_opinion": _opinion,
    "release_reviewer": _takes(panel.release_reviewer, "assignment", "reason"),
    "open_meeting": _takes(meetings.open_meeting, "meeting"),
    "attend": lambda obj, user, form: meetings.attend(
        meeting=obj,
        by=user,
        seat=form.cleaned_data["seat"],
        mode=AttendanceMode(form.cleaned_data["mode"]),
    ),
    "leave": _takes(meetings.leave, "meeting", "seat"),
    "note": _takes(meetings.note, "meeting", "heard", "remarks"),
    "end_meeting": _takes(meetings.end, "meeting"),
    "cast": lambda obj, user, form: meetings.cast(
        motion=obj,
        by=user,
        choice=Choice(form.cleaned_data["choice"]),
        reason=form.cleaned_data["reason"],
    ),
    "close_vote": _takes(meetings.close, "motion"),
    "void_vote": _takes(meetings.void, "motion", "reason"),
    "hand_in": _hand_in,
    "send_back_evidence": _takes(follow_ups.send_back, "condition", "remark"),
    "propose_waiver": _takes(follow_ups.propose_waiver, "condition", "reason"),
    "waive": _takes(follow_ups.waive, "condition"),
    "verify": _takes(follow_ups.verify, "condition"),
    "report_follow_up": _takes(follow_ups.report, "follow_up", "text"),
    "compose": _takes(expert_review.compose, "review"),
    "invite": lambda obj, user, form: expert_review.invite(
        review=obj, by=user, person=_person(form), address=form.address
    ),
    "record_expert": lambda obj, user, form: expert_review.record_expert(
        review=obj, by=user, person=_person(form)
    ),
    "record_reply": _reply,
    "start_review": _takes(expert_review.start, "review"),
    "recompose": _takes(expert_review.recompose, "review", "reason"),
    "close_review": _takes(expert_review.close, "review"),
    "void_review": _takes(expert_review.void, "review", "reason"),
    "recuse_expert": _takes(expert_review.recuse_expert, "seat", "reason"),
}
