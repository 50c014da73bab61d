"""One form for each act of a case and its rounds."""

from typing import Any, cast

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from filings import regulations
from filings.forms.inputs import day_field, long_field, scan_field
from filings.models import User
from reviews.enums import (
    AttendanceMode,
    Choice,
    CommitteeKind,
    Discipline,
    Interest,
    LetterPlace,
    Outcome,
    Procedure,
    RecusalGround,
    Ruling,
    SimplifiedGround,
)
from reviews.forms.inputs import (
    ActForm,
    PickOne,
    PickSome,
    choice_field,
    moment_field,
    now_typed,
    rows_of,
    text_field,
    tick_field,
)
from reviews.forms.opinions import OpinionForm, outcomes_of
from reviews.models import (
    Case,
    Committee,
    Decision,
    ExpertReview,
    InterestDeclaration,
    Meeting,
    Recusal,
    Round,
    Seat,
)
from reviews.requirements import vote_of


class Plain(ActForm):
    """An act that needs no words."""


class Reasoned(ActForm):
    reason = long_field(_("Reason"))


class Submission(ActForm):
    late_reason = long_field(
        _("Why only after the start"),
        required=False,
        help_text=_("Only where the activity has started already."),
    )


class ChangeReport(ActForm):
    reason = long_field(_("What has changed, and why"))
    incident = tick_field(
        _("It follows from an incident or complaints"),
        required=False,
        help_text=_("No answer of the disclosure tells this; it makes the change material."),
    )


class Noted(ActForm):
    note = long_field(_("What was changed"))


class Supplement(ActForm):
    note = long_field(
        _("Answer"),
        required=False,
        help_text=_("The newest frozen version is handed in; where there is none, answer here."),
    )


class Missing(ActForm):
    missing = long_field(
        _("Everything that is missing"),
        rows=6,
        help_text=_("It is asked for once, completely (2023 measures, Art. 10)."),
    )


class Declaration(ActForm):
    level = choice_field(_("Your interests in this version"), Interest.choices)
    words = long_field(_("Which interest"), rows=3, required=False)


class RulingForm(ActForm):
    declaration = PickOne(_("Declaration"), words=lambda d: f"{d.person}: {d.words[:80]}")
    ruling = choice_field(_("Decision"), Ruling.choices)

    def prepare(self, obj: Case, user: User) -> None:
        rows = InterestDeclaration.objects.filter(case=obj, level=Interest.DECLARED, ruling="")
        rows_of(self, "declaration").queryset = rows.exclude(person=user).select_related("person")


class RecusalForm(ActForm):
    person = PickOne(_("Who"))
    ground = choice_field(_("Ground"), RecusalGround.choices)
    words = long_field(_("Explanation"), rows=3, required=False)

    def prepare(self, obj: Case, user: User) -> None:
        """Whoever is conflicted themselves recuses nobody else."""
        sitting = Seat.objects.current().filter(committee=obj.committee_id)
        recused = Recusal.objects.filter(case=obj).values("person")
        free = sitting.exclude(person__in=recused).order_by().values("person")
        people = User.objects.filter(pk__in=free).order_by("name", "pk")
        if not Case.objects.judged_by(user).filter(pk=obj.pk).exists():
            people = people.filter(pk=user.pk)
        rows_of(self, "person").queryset = people
        self.fields["person"].initial = user.pk


class Acceptance(ActForm):
    procedure = choice_field(_("Procedure"), Procedure.choices)
    reason = long_field(
        _("Reasons"), rows=3, help_text=_("By probability, degree and urgency of the risk.")
    )
    simplified_ground = choice_field(
        _("Ground for the simplified procedure"),
        [("", "—"), *SimplifiedGround.choices],
        required=False,
    )
    emergency_act = text_field(_("Act that orders the emergency response"), required=False)
    list_items = forms.MultipleChoiceField(
        label=_("Items of the list that apply"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("With any of them the expert second review is required."),
    )
    list_reason = long_field(_("Why the activity is on the list or not"), rows=3)

    def prepare(self, obj: Round, _user: User) -> None:
        items = regulations.load().review_list.items
        self.fields["list_items"].choices = [(i.code, f"{i.code} {i.title}") for i in items]  # type: ignore[attr-defined]
        self.fields["list_items"].initial = _apparent(obj)


APPARENT = {"fusion": "L1", "guidance": "L2", "autonomy": "L3"}
"""Answers of the disclosure that point to an item of the list."""


def _apparent(round_: Round) -> list[str]:
    content = round_.submission.disclosure.content or {}
    answers = content.get("answers", {}).get("ethics", {})
    return [item for field, item in APPARENT.items() if answers.get(field) is True]


class Entrusting(ActForm):
    committee = PickOne(_("Committee"))
    reason = long_field(_("Reason"))

    def prepare(self, obj: Round, _user: User) -> None:
        serving = Committee.objects.filter(
            services__provider=obj.provider_id, services__until=None
        ).exclude(pk=obj.committee_id)
        rows_of(self, "committee").queryset = serving.distinct()


def _seat(seat: Seat) -> str:
    return f"{seat.person} · {seat.get_category_display()} · {seat.get_role_display()}"


class Reviewers(ActForm):
    seats = PickSome(
        _("Reviewers"),
        words=_seat,
        help_text=_("Only members who have declared that nothing stands in their way."),
    )

    def prepare(self, obj: Round, _user: User) -> None:
        declared = InterestDeclaration.objects.filter(submission=obj.submission_id)
        free = declared.filter(level=Interest.NONE) | declared.filter(ruling=Ruling.TAKES_PART)
        named = obj.assignments.values("seat")
        rows_of(self, "seats").queryset = (
            Seat.objects.current()
            .voting()
            .filter(committee=obj.committee_id, person__in=free.values("person"))
            .exclude(pk__in=named)
            .exclude(person__in=Recusal.objects.filter(case=obj.case_id).values("person"))
            .select_related("person")
        )


class Extension(ActForm):
    until = moment_field(_("New end"))
    reason = long_field(_("Reason"), rows=3)


class MeetingCall(ActForm):
    starts_at = moment_field(_("Begins"), initial=now_typed)
    place = text_field(_("Place"), required=False)


class Attending(ActForm):
    seat = PickOne(_("Member"), words=_seat)
    mode = choice_field(_("How"), AttendanceMode.choices)

    def prepare(self, obj: Meeting, _user: User) -> None:
        here = obj.attendance.filter(left_at=None).values("seat")
        recused = Recusal.objects.filter(case=obj.round.case_id).values("person")
        seats = Seat.objects.current().filter(committee=obj.round.committee_id)
        rows_of(self, "seat").queryset = (
            seats.exclude(pk__in=here).exclude(person__in=recused).select_related("person")
        )


class Leaving(ActForm):
    seat = PickOne(
        _("Member"),
        words=_seat,
        help_text=_("Whoever leaves during a vote is recorded as abstaining."),
    )

    def prepare(self, obj: Meeting, _user: User) -> None:
        here = obj.attendance.filter(left_at=None).values("seat")
        rows_of(self, "seat").queryset = Seat.objects.filter(pk__in=here).select_related("person")


class Notes(ActForm):
    heard = long_field(_("What the applicant said"), required=False)
    remarks = long_field(_("Remarks for the minutes"), required=False)

    def prepare(self, obj: Meeting, _user: User) -> None:
        self.fields["heard"].initial, self.fields["remarks"].initial = obj.heard, obj.remarks


class VoteOpening(ActForm):
    outcome = choice_field(_("Proposed decision"), [])
    wording = long_field(_("Wording"), rows=2, required=False)

    def prepare(self, obj: Round, _user: User) -> None:
        self.fields["outcome"].choices = outcomes_of(obj)  # type: ignore[attr-defined]


class BallotForm(ActForm):
    choice = forms.ChoiceField(
        label=_("Your vote"), choices=Choice.choices, widget=forms.RadioSelect
    )
    reason = long_field(
        _("Reason"), rows=3, required=False, help_text=_("Required for a vote against.")
    )


class StagingForm(ActForm):
    reasons = long_field(_("Reasons"), rows=6)
    advice = long_field(_("Suggestions"), required=False)
    conditions = forms.CharField(
        label=_("Conditions"),
        required=False,
        max_length=8000,
        help_text=_("One on each line; only for an approval after changes."),
        widget=forms.Textarea({"rows": 5, "class": "form-control"}),
    )
    due_on = day_field(_("To be met by"), required=False)

    def prepare(self, obj: Round, _user: User) -> None:
        vote = vote_of(obj)
        if not vote or vote.outcome != Outcome.APPROVE_AFTER_CHANGES:
            del self.fields["conditions"], self.fields["due_on"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("conditions") and not cleaned.get("due_on"):
            self.add_error("due_on", _("Say by when the conditions are to be met."))
        return cleaned


class Application(ActForm):
    organiser = PickOne(
        _("Organised by"),
        required=False,
        help_text=_("Leave open when an authority outside this system organises it."),
    )
    organiser_name = text_field(_("Authority outside"), required=False)

    def prepare(self, obj: Round, _user: User) -> None:
        kinds = [CommitteeKind.CENTRE, CommitteeKind.AUTHORITY]
        rows = Committee.objects.filter(kind__in=kinds).exclude(pk=obj.committee_id)
        rows_of(self, "organiser").queryset = rows

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("organiser") and not cleaned.get("organiser_name"):
            self.add_error("organiser_name", _("Name who organises the second review."))
        return cleaned


class ExemptionForm(ActForm):
    grounds = long_field(_("Grounds"), help_text=_("Which supervision applies (2023, Art. 34)."))
    evidence = long_field(_("What proves them"))


class ExpertForm(ActForm):
    name = text_field(_("Name"), max_length=100)
    email = forms.EmailField(label=_("E-mail"), widget=forms.EmailInput({"class": "form-control"}))
    unit = text_field(_("Unit"))
    title = text_field(_("Title"), required=False, max_length=100)
    discipline = choice_field(_("Field"), Discipline.choices)


class ReplyForm(ActForm):
    """One answer for each expert whom the authority named."""

    reference = text_field(_("Reference of the reply"), max_length=100)
    replied_on = day_field(_("Dated"))
    scan = scan_field(_("Scan of the reply"))
    compliance = long_field(_("On compliance"), rows=3)
    reasonableness = long_field(_("On reasonableness"), rows=3)

    def prepare(self, obj: ExpertReview, _user: User) -> None:
        self.seats = list(obj.seats.filter(state="accepted"))
        for seat in self.seats:
            self.fields[f"agrees_{seat.pk}"] = tick_field(
                _("%(name)s agrees") % {"name": seat.name}, required=False
            )


class CorrectionForm(ActForm):
    place = choice_field(_("Part of the letter"), LetterPlace.choices)
    passage = long_field(
        _("As printed"),
        rows=2,
        help_text=_("Copy enough of the letter that it stands there once."),
    )
    reading = long_field(
        _("As it should read"),
        rows=2,
        required=False,
        help_text=_("Left empty, the passage is struck out."),
    )
    reason = long_field(_("How the slip came about"), rows=3)

    def prepare(self, obj: Decision, _user: User) -> None:
        if not obj.advice:
            only = [LetterPlace.REASONS]
            chosen = cast("forms.ChoiceField", self.fields["place"])
            chosen.choices = [each for each in LetterPlace.choices if each[0] in only]


class Evidence(ActForm):
    report = long_field(_("What was done"), rows=5)
    proof = scan_field(_("Proof"), required=False)


class Remark(ActForm):
    remark = long_field(_("What is still missing"))


class Report(ActForm):
    text = long_field(
        _("Report"),
        rows=8,
        help_text=_(
            "Execution and changes of the plan, control of risks, changes for people (Art. 19)."
        ),
    )


class FollowUpBegin(ActForm):
    simplified = tick_field(_("Simplified: no major change"), required=False)
    reason = long_field(_("Reasons"), rows=3)


class Forward(ActForm):
    due_on = day_field(_("Due"), initial=timezone.localdate)
    reason = long_field(_("What has happened"))


FORMS: dict[str, type[ActForm]] = {
    "submit_case": Submission,
    "withdraw_case": Reasoned,
    "resubmit": Noted,
    "report_change": ChangeReport,
    "appeal": Reasoned,
    "declare": Declaration,
    "rule": RulingForm,
    "recuse": RecusalForm,
    "suspend": Reasoned,
    "propose": Reasoned,
    "begin_follow_up": FollowUpBegin,
    "out_of_turn": Forward,
    "close_case": Reasoned,
    "ask_supplement": Missing,
    "supplement": Supplement,
    "accept": Acceptance,
    "refuse_intake": Reasoned,
    "entrust": Entrusting,
    "assign": Reviewers,
    "assign_more": Reviewers,
    "convert": Reasoned,
    "extend": Extension,
    "call_meeting": MeetingCall,
    "open_vote": VoteOpening,
    "request_experts": Application,
    "propose_exemption": ExemptionForm,
    "stage": StagingForm,
    "unstage": Reasoned,
    "unstage_final": Reasoned,
    "vote_again": Reasoned,
    "final_vote_again": Reasoned,
    "propose_correction": CorrectionForm,
    "drop_correction": Reasoned,
    "withdraw": Reasoned,
    "submit_opinion": OpinionForm,
    "release_reviewer": Reasoned,
    "attend": Attending,
    "leave": Leaving,
    "note": Notes,
    "cast": BallotForm,
    "void_vote": Reasoned,
    "hand_in": Evidence,
    "send_back_evidence": Remark,
    "propose_waiver": Reasoned,
    "report_follow_up": Report,
    "invite": ExpertForm,
    "record_expert": ExpertForm,
    "record_reply": ReplyForm,
    "recompose": Reasoned,
    "void_review": Reasoned,
    "recuse_expert": Reasoned,
}
"""By the code of the act; what is not named here needs no words."""


def form_of(action: str) -> type[ActForm]:
    return FORMS.get(action, Plain)
