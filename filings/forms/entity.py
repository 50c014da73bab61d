"""Recording the provider's own filing."""

from typing import Any, cast

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from filings import regulations
from filings.forms.filing import KeyedForm
from filings.forms.inputs import TEXT, day_field, long_field, scan_field
from filings.services.outside import Letter


class EntitySubmissionForm(KeyedForm):
    asks_confirmation = False
    submitted_on = day_field(_("Submitted on"), initial=timezone.localdate)
    receipt = forms.CharField(
        label=_("Receipt"),
        required=False,
        max_length=100,
        help_text=_("The number that the filing system shows after submission, if any."),
        widget=forms.TextInput(TEXT),
    )
    account = forms.CharField(
        label=_("Account used"),
        required=False,
        max_length=100,
        help_text=_("With which account of the filing system it was submitted."),
        widget=forms.TextInput(TEXT),
    )
    confirmed = forms.BooleanField(
        label=_("I have checked this; record it all the same."),
        required=False,
        widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
    )


class EntityFiledForm(KeyedForm):
    answered_on = day_field(_("Filed on"), help_text=_("The day that the notice names."))


class EntityReturnForm(KeyedForm):
    answered_on = day_field(_("Returned on"))
    reasons = forms.MultipleChoiceField(
        label=_("Reasons for the return"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one reason for the return from the list.")},
    )
    remark = long_field(_("What the authority wrote"), required=False)
    letter = scan_field(_("Letter or notice of the authority"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = regulations.load().return_reasons
        reasons = cast(forms.MultipleChoiceField, self.fields["reasons"])
        reasons.choices = [(code, str(reason.label)) for code, reason in known.items()]

    def facts(self) -> dict[str, Any]:
        file = self.cleaned_data["letter"]
        return super().facts() | {"letter": Letter(file, file.name)}
