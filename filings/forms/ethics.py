"""Recording how an ethics review was settled, and taking that back."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from filings.enums import EthicsStep, Settles
from filings.forms.filing import KeyedForm
from filings.forms.inputs import DayInput

_TEXT = {"class": "form-control"}
SCANS = ".pdf,.png,.jpg,.jpeg"


def scan_field(label: Any, **options: Any) -> forms.FileField:
    return forms.FileField(
        label=label,
        help_text=_("PDF, PNG or JPEG."),
        max_length=None,
        allow_empty_file=True,
        widget=forms.ClearableFileInput({"accept": SCANS}),
        **options,
    )


class OutsideDecisionForm(KeyedForm):
    settles = forms.ChoiceField(
        label=_("What was decided"),
        choices=Settles.choices,
        widget=forms.Select({"class": "form-select"}),
    )
    body = forms.CharField(
        label=_("Body that decided"),
        max_length=200,
        help_text=_("The ethics committee, or the service centre that was entrusted."),
        widget=forms.TextInput(_TEXT),
    )
    reference = forms.CharField(
        label=_("Reference of the decision"), max_length=100, widget=forms.TextInput(_TEXT)
    )
    decided_on = forms.DateField(label=_("Decided on"), widget=DayInput(_TEXT))
    reason = forms.CharField(
        label=_("Conditions or remarks"),
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 3, **_TEXT}),
    )
    scan = scan_field(_("Scan of the decision"))


class ExemptionForm(KeyedForm):
    step = forms.ChoiceField(label=_("Exempt from"), widget=forms.Select({"class": "form-select"}))
    reason = forms.CharField(
        label=_("Reasons for the exemption"),
        max_length=4000,
        help_text=_("Name the supervision that applies and how its ethics requirements are met."),
        widget=forms.Textarea({"rows": 5, **_TEXT}),
    )
    signed = forms.BooleanField(
        label=_("I sign this as legal; it stays in the history under my name."),
        widget=forms.CheckboxInput({"class": "form-check-input"}),
    )

    def __init__(self, *args: Any, steps: list[EthicsStep], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["step"].choices = [(s.value, s.label) for s in steps]  # type: ignore[attr-defined]


class ClearanceWithdrawalForm(KeyedForm):
    reason = forms.CharField(
        label=_("Why it no longer holds"),
        max_length=2000,
        widget=forms.Textarea({"rows": 4, **_TEXT}),
    )
