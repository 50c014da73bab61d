"""Making a key to the API."""

from django import forms
from django.utils.translation import gettext_lazy as _

from filings.enums import TokenScope

_DAYS = [(30, _("30 days")), (90, _("90 days")), (180, _("180 days")), (365, _("a year"))]


class TokenForm(forms.Form):
    name = forms.CharField(
        label=_("What it is for"),
        max_length=80,
        widget=forms.TextInput(attrs={"class": "form-control"}),
    )
    scope = forms.ChoiceField(
        label=_("What it may do"),
        choices=TokenScope.choices,
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    days = forms.TypedChoiceField(
        label=_("Valid for"),
        choices=_DAYS,
        coerce=int,
        initial=90,
        widget=forms.Select(attrs={"class": "form-select"}),
    )
