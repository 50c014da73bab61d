"""Recording how an ethics review was settled, and taking that back."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from filings.enums import EthicsStep, Settles
from filings.forms.filing import KeyedForm
from filings.forms.inputs import TEXT, day_field, long_field, scan_field


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
        widget=forms.TextInput(TEXT),
    )
    reference = forms.CharField(
        label=_("Reference of the decision"), max_length=100, widget=forms.TextInput(TEXT)
    )
    decided_on = day_field(_("Decided on"))
    reason = long_field(_("Conditions or remarks"), rows=3, required=False)
    scan = scan_field(_("Scan of the decision"))


class ExemptionForm(KeyedForm):
    step = forms.ChoiceField(label=_("Exempt from"), widget=forms.Select({"class": "form-select"}))
    reason = long_field(
        _("Reasons for the exemption"),
        rows=5,
        help_text=_("Name the supervision that applies and how its ethics requirements are met."),
    )
    signed = forms.BooleanField(
        label=_("I sign this as legal; it stays in the history under my name."),
        widget=forms.CheckboxInput({"class": "form-check-input"}),
    )

    def __init__(self, *args: Any, steps: list[EthicsStep], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["step"].choices = [(s.value, s.label) for s in steps]  # type: ignore[attr-defined]


class ClearanceWithdrawalForm(KeyedForm):
    reason = long_field(_("Why it no longer holds"))
