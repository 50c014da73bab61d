"""Forms of a filing: one for each action, each with the key that makes a repeated click one act."""

from collections.abc import Iterable, Mapping
from typing import Any, cast
from uuid import uuid4

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from filings import regulations, uploads
from filings.enums import FilingAction, FilingKind, FilingState
from filings.forms.inputs import TEXT, day_field, long_field, scan_field
from filings.forms.ledger import ANY, FilterForm
from filings.models import Disclosure, Filing
from filings.models.filing import ALGORITHM_KINDS
from filings.regulations.facts import Material
from filings.services import files
from filings.services.outside import Letter


class FilingListForm(FilterForm):
    state = forms.ChoiceField(label=_("State"), required=False, choices=[ANY, *FilingState.choices])
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[ANY, *FilingKind.choices])

    def equal(self) -> dict[str, str]:
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class KeyedForm(forms.Form):
    """`key` is made when the form is shown and comes back with it, however often it is sent."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    def facts(self) -> dict[str, Any]:
        """What was typed, without the key."""
        return {name: value for name, value in self.cleaned_data.items() if name != "key"}

    def asked(self) -> dict[str, Any]:
        """The same, a file by its digest: by this two requests are told to be one."""
        return {
            name: files.digest(value) if isinstance(value, UploadedFile) else value
            for name, value in self.cleaned_data.items()
            if name != "key"
        }


class StartForm(KeyedForm):
    """`kind` is one of those that are not made in the algorithm filing system, or nothing."""

    kind = forms.ChoiceField(
        label=_("Kind"),
        required=False,
        choices=[(k.value, k.label) for k in FilingKind if k not in ALGORITHM_KINDS],
        widget=forms.Select({"class": "form-select"}),
    )


class MaterialForm(KeyedForm):
    material = forms.ChoiceField(label=_("Material"), widget=forms.Select({"class": "form-select"}))
    file = forms.FileField(label=_("File"), max_length=None, allow_empty_file=True)

    def __init__(self, *args: Any, materials: Mapping[str, Material], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].widget.attrs["accept"] = ",".join(uploads.accepted_endings())
        choices = [(code, str(made.label)) for code, made in materials.items()]
        cast(forms.ChoiceField, self.fields["material"]).choices = choices


class ActionForm(KeyedForm):
    asks_confirmation = False

    def __init__(self, *args: Any, filing: Filing, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.prepare(filing)

    def prepare(self, filing: Filing) -> None:
        """Fill in what the filing knows."""


class ConfirmedFields(KeyedForm):
    """`confirmed` is asked for only once there is a warning to confirm."""

    asks_confirmation = False
    confirmed = forms.BooleanField(
        label=_("I have checked this; record it all the same."),
        required=False,
        widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
    )


class TakeOverForm(ConfirmedFields):
    """What the authority published of a filing that it made before it was kept here."""

    field_order = ("version", "number", "filed_on")
    version = forms.TypedChoiceField(
        label=_("Version that says what was filed"),
        coerce=int,
        widget=forms.Select({"class": "form-select"}),
    )
    number = forms.CharField(label=_("Filing number"), max_length=100, widget=forms.TextInput(TEXT))
    filed_on = day_field(_("Filed on"))

    def __init__(self, *args: Any, versions: Iterable[Disclosure], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(v.number, _("Version %(number)d") % {"number": v.number}) for v in versions]
        cast(forms.ChoiceField, self.fields["version"]).choices = choices


class ToApprovalForm(ActionForm):
    """A deregistration says what is arranged; other filings need nothing but the act."""

    users_arranged = long_field(
        _("What is arranged for users"),
        help_text=_("Notice, money, open orders, another service, until when (Order 9, Art. 24)."),
    )
    data_arranged = long_field(
        _("What is arranged for data"),
        help_text=_("What is deleted or handed over and when, what the law has kept."),
    )

    def prepare(self, filing: Filing) -> None:
        for name in ("users_arranged", "data_arranged"):
            self.fields[name].initial = getattr(filing, name)
            if filing.kind != FilingKind.DEREGISTRATION:
                del self.fields[name]


class ConfirmedForm(ConfirmedFields, ActionForm):
    pass


class ApprovalForm(ActionForm):
    version = forms.IntegerField(widget=forms.HiddenInput)

    def prepare(self, filing: Filing) -> None:
        self.fields["version"].initial = filing.disclosure.number


class SendBackForm(ActionForm):
    reason = long_field(_("What must be changed"))


class WithdrawalForm(ActionForm):
    reason = long_field(_("Reason"), rows=3, required=False)


class SubmittedFields(KeyedForm):
    """What one knows once something was submitted in the authority's filing system."""

    submitted_on = day_field(_("Submitted on"), initial=timezone.localdate)
    receipt = forms.CharField(
        label=_("Receipt"),
        required=False,
        max_length=100,
        help_text=_("The number that the filing system shows after submission, if any."),
        widget=forms.TextInput(attrs=TEXT),
    )
    account = forms.CharField(
        label=_("Account used"),
        required=False,
        max_length=100,
        help_text=_("With which account of the filing system it was submitted."),
        widget=forms.TextInput(attrs=TEXT),
    )


class SubmissionForm(SubmittedFields, ConfirmedForm):
    corrected = long_field(
        _("What was corrected"),
        rows=3,
        required=False,
        help_text=_("Reason by reason, as the authority will compare it."),
    )
    field_order = ("key", "submitted_on", "receipt", "account", "corrected", "confirmed")

    def prepare(self, filing: Filing) -> None:
        if not filing.rounds.exists():
            del self.fields["corrected"]


_HELP = {
    FilingKind.GENAI_FILING: _("As published, e.g. Shanghai-TongYiWanXiang-202410090024."),
    FilingKind.GENAI_REGISTRATION: _("As published, e.g. Guangdong-Dr.GDCDC-20260706S0054."),
    FilingKind.SECURITY_ASSESSMENT: _("The reference that the authority or its platform shows."),
}


class NumberForm(ConfirmedForm):
    number = forms.CharField(
        label=_("Filing number"),
        max_length=60,
        help_text=_("As published: 网信算备, 21 digits, 号."),
        widget=forms.TextInput(attrs=TEXT),
    )
    filed_on = day_field(_("Filed on"), help_text=_("The day on which the number was given."))
    field_order = ("key", "number", "filed_on", "confirmed")

    def prepare(self, filing: Filing) -> None:
        self.fields["filed_on"].initial = timezone.localdate()
        if filing.is_of_algorithm:
            self.fields["number"].initial = filing.algorithm.number
        else:
            self.fields["number"].help_text = _HELP[FilingKind(filing.kind)]


class DeregistrationForm(ActionForm):
    ended_on = day_field(_("Deregistered on"), help_text=_("The day that the notice names."))


class LetterFields(KeyedForm):
    """An answer that comes with a paper: the letter, the mail or a screenshot of the system."""

    letter = scan_field(_("Letter or notice of the authority"))

    def facts(self) -> dict[str, Any]:
        file = self.cleaned_data["letter"]
        return super().facts() | {"letter": Letter(file, file.name)}


class ReturnFields(LetterFields):
    answered_on = day_field(_("Returned on"))
    reasons = forms.MultipleChoiceField(
        label=_("Reasons for the return"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one reason for the return from the list.")},
    )
    remark = long_field(_("What the authority wrote"), required=False)
    field_order = ("key", "answered_on", "reasons", "remark", "letter")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = regulations.load().return_reasons
        reasons = cast(forms.MultipleChoiceField, self.fields["reasons"])
        reasons.choices = [(code, str(reason.label)) for code, reason in known.items()]


class LetterForm(LetterFields, ActionForm):
    pass


class ReturnForm(ReturnFields, ActionForm):
    pass


class RefusalForm(LetterForm):
    answered_on = day_field(_("Refused on"))
    remark = long_field(_("Reasons that the authority gave"))
    field_order = ("key", "answered_on", "remark", "letter")


class EndForm(LetterForm):
    ended_on = day_field(_("In effect from"))
    reason = long_field(_("Reasons that the authority gave"))
    field_order = ("key", "ended_on", "reason", "letter")


FORMS: dict[FilingAction, type[ActionForm]] = {
    FilingAction.SEND_TO_APPROVAL: ToApprovalForm,
    FilingAction.APPROVE: ApprovalForm,
    FilingAction.SEND_BACK: SendBackForm,
    FilingAction.RECORD_SUBMISSION: SubmissionForm,
    FilingAction.RECORD_NUMBER: NumberForm,
    FilingAction.RECORD_DEREGISTRATION: DeregistrationForm,
    FilingAction.RECORD_RETURN: ReturnForm,
    FilingAction.RECORD_REFUSAL: RefusalForm,
    FilingAction.REVISE: ActionForm,
    FilingAction.WITHDRAW: WithdrawalForm,
    FilingAction.RECORD_REVOCATION: EndForm,
    FilingAction.RECORD_CANCELLATION: EndForm,
}
