"""Recording what happened on the way of personal information abroad."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from filings.enums import ExportStep
from filings.forms.filing import KeyedForm
from filings.forms.inputs import TEXT, day_field
from filings.services.exporting import Step


class ExportStepForm(KeyedForm):
    step = forms.ChoiceField(
        label=_("What happened"),
        choices=ExportStep.choices,
        widget=forms.Select({"class": "form-select"}),
    )
    on = day_field(_("Day"), initial=timezone.localdate)
    reference = forms.CharField(
        label=_("Reference"), required=False, max_length=100, widget=forms.TextInput(TEXT)
    )

    def made(self) -> Step:
        facts = self.cleaned_data
        return Step(ExportStep(facts["step"]), facts["on"], facts["reference"])
