"""Forms of the ledger: the filters of its lists, the facts of an algorithm."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from filings.enums import AlgorithmStatus, AlgorithmType, ProviderRole
from filings.models import User
from filings.selectors.ledger import LONGEST_QUERY, Wanted, words

ANY = ("", _("Any"))
SORTS = [
    ("changed", _("Last changed")),
    ("name", _("Name (pinyin)")),
    ("reference", _("Reference")),
    ("status", _("Status")),
]


class ListForm(forms.Form):
    """The filters above the list of algorithms. What makes no sense filters nothing."""

    q = forms.CharField(label=_("Search"), required=False, max_length=LONGEST_QUERY)
    type = forms.ChoiceField(label=_("Type"), required=False, choices=[ANY, *AlgorithmType.choices])
    status = forms.ChoiceField(
        label=_("Status"), required=False, choices=[ANY, *AlgorithmStatus.choices]
    )
    role = forms.ChoiceField(label=_("Role"), required=False, choices=[ANY, *ProviderRole.choices])
    owner = forms.TypedChoiceField(label=_("Owner"), required=False, coerce=int, empty_value=None)
    sort = forms.ChoiceField(label=_("Sort by"), required=False, choices=SORTS)

    def __init__(self, *args: Any, owners: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].choices = [ANY, *((o.pk, o.name) for o in owners)]  # type: ignore[attr-defined]

    def wanted(self) -> Wanted:
        self.is_valid()
        facts = self.cleaned_data
        columns = {"type": "type", "status": "status", "role": "role", "owner": "owner_id"}
        return Wanted(
            words(facts.get("q", "")),
            {column: facts[name] for name, column in columns.items() if facts.get(name)},
            facts.get("sort") or "changed",
        )
