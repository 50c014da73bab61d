"""Making a key to the API."""

from django import forms
from django.utils.translation import gettext_lazy as _

from filings.enums import Role, TokenScope
from filings.forms.filing import KeyedForm
from filings.forms.inputs import TEXT

_DAYS = [(30, _("30 days")), (90, _("90 days")), (180, _("180 days")), (365, _("a year"))]


def _days() -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=_("Valid for"),
        choices=_DAYS,
        coerce=int,
        initial=90,
        widget=forms.Select(attrs={"class": "form-select"}),
    )


class TokenForm(forms.Form):
    name = forms.CharField(label=_("What it is for"), max_length=80, widget=forms.TextInput(TEXT))
    scope = forms.ChoiceField(
        label=_("What it may do"),
        choices=TokenScope.choices,
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    days = _days()


class SystemTokenForm(forms.Form):
    """What it may do is settled by the account."""

    name = forms.CharField(label=_("What it is for"), max_length=80, widget=forms.TextInput(TEXT))
    days = _days()


class SystemForm(KeyedForm):
    name = forms.CharField(
        label=_("Name of the system"), max_length=80, widget=forms.TextInput(TEXT)
    )
    role = forms.ChoiceField(
        label=_("What it may do"),
        choices=[
            (Role.AUDITOR.value, _("Read")),
            (Role.ALGORITHM_OWNER.value, _("Read, and write disclosures, evidence and labels")),
        ],
        help_text=_("Filing, approving, signing and publishing stay with people."),
        widget=forms.Select(attrs={"class": "form-select"}),
    )
