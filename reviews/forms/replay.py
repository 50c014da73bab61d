"""Which numbers a replay takes."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from filings.forms.inputs import TEXT
from reviews.forms.inputs import PickOne, rows_of
from reviews.models import RulePack
from reviews.selectors.replay import NUMBERS

LABELS = {
    "min_present": _("Members present, at least"),
    "pass_num": _("Majority, numerator"),
    "pass_den": _("Majority, denominator"),
    "simplified_min": _("Reviewers of the simplified procedure"),
    "expert_min": _("Experts, at least"),
    "expert_num": _("Majority of experts, numerator"),
    "expert_den": _("Majority of experts, denominator"),
    "decision_days": _("Days to the decision"),
}


class ReplayForm(forms.Form):
    """What is left empty is as in the pack."""

    pack = PickOne(_("Rule pack"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows_of(self, "pack").queryset = RulePack.objects.all()
        for name in NUMBERS:
            self.fields[name] = forms.IntegerField(
                label=LABELS[name],
                required=False,
                min_value=1,
                max_value=400,
                widget=forms.NumberInput(TEXT),
            )

    def changed(self) -> dict[str, int | None]:
        return {name: self.cleaned_data[name] for name in NUMBERS}
