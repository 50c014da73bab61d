"""Opening a connection to another system."""

from django import forms
from django.utils.translation import gettext_lazy as _

from filings.enums import WebhookFormat
from filings.forms.filing import KeyedForm
from filings.forms.inputs import TEXT
from filings.services.webhooks import CHOOSABLE


class WebhookForm(KeyedForm):
    name = forms.CharField(label=_("Name"), max_length=80, widget=forms.TextInput(TEXT))
    address = forms.URLField(
        label=_("Address"),
        max_length=500,
        assume_scheme="https",
        widget=forms.URLInput(TEXT),
        help_text=_("Of a host that the operator has named. A robot's address holds its key."),
    )
    format = forms.ChoiceField(
        label=_("Format"),
        choices=WebhookFormat.choices,
        widget=forms.Select({"class": "form-select"}),
    )
    secret = forms.CharField(
        label=_("Secret"),
        max_length=200,
        required=False,
        widget=forms.PasswordInput({**TEXT, "autocomplete": "off"}),
        help_text=_("Signs each message. Signed JSON needs one of 16 characters or more."),
    )
    acts = forms.MultipleChoiceField(
        label=_("Which events"),
        choices=[(act.value, act.label) for act in CHOOSABLE],
        widget=forms.CheckboxSelectMultiple,
    )
