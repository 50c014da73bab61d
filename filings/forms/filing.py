"""Forms of a filing: one for each action, each with the key that makes a repeated click one act."""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from filings.enums import FilingAction, FilingKind, FilingState
from filings.forms.inputs import DayInput
from filings.forms.ledger import ANY, FilterForm
from filings.models import Filing

_TEXT = {"class": "form-control"}


def _day(label: Any, **options: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=DayInput(_TEXT), **options)


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


class ActionForm(KeyedForm):
    asks_confirmation = False

    def __init__(self, *args: Any, filing: Filing, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.prepare(filing)

    def prepare(self, filing: Filing) -> None:
        """Fill in what the filing knows."""


class ConfirmedForm(ActionForm):
    """`confirmed` is asked for only once there is a warning to confirm."""

    confirmed = forms.BooleanField(
        label=_("I have checked this; record it all the same."),
        required=False,
        widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
    )


class ApprovalForm(ActionForm):
    version = forms.IntegerField(widget=forms.HiddenInput)

    def prepare(self, filing: Filing) -> None:
        self.fields["version"].initial = filing.disclosure.number


class SendBackForm(ActionForm):
    reason = forms.CharField(
        label=_("What must be changed"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4, **_TEXT}),
    )


class WithdrawalForm(ActionForm):
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, **_TEXT}),
    )


class SubmissionForm(ConfirmedForm):
    submitted_on = _day(_("Submitted on"))
    receipt = forms.CharField(
        label=_("Receipt"),
        required=False,
        max_length=100,
        help_text=_("The number that the filing system shows after submission, if any."),
        widget=forms.TextInput(attrs=_TEXT),
    )
    account = forms.CharField(
        label=_("Account used"),
        required=False,
        max_length=100,
        help_text=_("With which account of the filing system it was submitted."),
        widget=forms.TextInput(attrs=_TEXT),
    )
    field_order = ("key", "submitted_on", "receipt", "account", "confirmed")

    def prepare(self, filing: Filing) -> None:
        self.fields["submitted_on"].initial = timezone.localdate()


class NumberForm(ConfirmedForm):
    number = forms.CharField(
        label=_("Filing number"),
        max_length=60,
        help_text=_("As published: 网信算备, 21 digits, 号."),
        widget=forms.TextInput(attrs=_TEXT),
    )
    filed_on = _day(_("Filed on"), help_text=_("The day on which the number was given."))
    field_order = ("key", "number", "filed_on", "confirmed")

    def prepare(self, filing: Filing) -> None:
        self.fields["filed_on"].initial = timezone.localdate()
        self.fields["number"].initial = filing.algorithm.number


FORMS: dict[FilingAction, type[ActionForm]] = {
    FilingAction.SEND_TO_APPROVAL: ActionForm,
    FilingAction.APPROVE: ApprovalForm,
    FilingAction.SEND_BACK: SendBackForm,
    FilingAction.RECORD_SUBMISSION: SubmissionForm,
    FilingAction.RECORD_NUMBER: NumberForm,
    FilingAction.WITHDRAW: WithdrawalForm,
}
