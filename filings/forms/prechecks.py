"""The form by which legal lets a finding pass."""

from django import forms
from django.utils.translation import gettext_lazy as _


class LetPassForm(forms.Form):
    reason = forms.CharField(
        label=_("Why this finding may pass"),
        help_text=_("The reason stays in the history, with your name."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4, "class": "form-control"}),
    )
