"""Signing an impact assessment."""

from django import forms
from django.utils.translation import gettext_lazy as _

from filings.forms.filing import KeyedForm


class SignForm(KeyedForm):
    """`seen` is the fingerprint of the text that was on the page."""

    seen = forms.CharField(widget=forms.HiddenInput)
    confirmed = forms.BooleanField(
        label=_("I have read it whole, wrote none of it, and sign it."),
        error_messages={"required": _("Confirm that you have read it.")},
        widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
    )
