"""The filters of the list of cases, and opening one."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from filings.forms.filing import KeyedForm
from filings.forms.inputs import long_field
from filings.forms.ledger import ANY, FilterForm
from reviews.enums import CaseState
from reviews.forms.inputs import PickOne, rows_of
from reviews.models import Committee


class CaseListForm(FilterForm):
    state = forms.ChoiceField(
        label=_("Standing"), required=False, choices=[ANY, *CaseState.choices]
    )

    def state_wanted(self) -> str:
        self.is_valid()
        return str(self.cleaned_data.get("state") or "")


class OpeningForm(KeyedForm):
    committee = PickOne(_("Committee"))
    late_reason = long_field(
        _("Why only after the start"),
        required=False,
        help_text=_("Only where the activity has started already."),
    )

    def __init__(self, *args: Any, serving: list[Committee], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Committee.objects.filter(pk__in=[committee.pk for committee in serving])
        rows_of(self, "committee").queryset = rows
        if len(serving) == 1:
            self.fields["committee"].initial = serving[0].pk
