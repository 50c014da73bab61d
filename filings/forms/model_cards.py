"""Handing in a model's own file, and accepting what it proposes field by field."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from filings.forms.inputs import TEXT
from filings.model_cards import Proposal
from filings.regulations import Field


class CardForm(forms.Form):
    file = forms.FileField(
        label=_("Model file"),
        help_text=_("README.md of a Hugging Face model, MLmodel or a registry's JSON of MLflow."),
    )


class AcceptForm(forms.Form):
    """Each proposal with a tick and its words to correct; `row` is the model they are for."""

    def __init__(
        self,
        *args: Any,
        proposals: Sequence[Proposal],
        fields: Mapping[str, Field],
        rows: Mapping[str, str],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.asked = fields
        chosen = [("", _("a new model")), *rows.items()]
        self.fields["row"] = forms.ChoiceField(
            label=_("For"), choices=chosen, required=False,
            widget=forms.Select({"class": "form-select"}),
        )  # fmt: skip
        given = {each.code: each for each in proposals}
        for code, field in fields.items():
            proposal = given.get(code)
            self.fields[f"take_{code}"] = forms.BooleanField(
                label=str(field.label), required=False, initial=False,
                help_text=proposal.source if proposal else "",
                widget=forms.CheckboxInput({"class": "form-check-input"}),
            )  # fmt: skip
            self.fields[f"value_{code}"] = forms.CharField(
                label=str(field.label), required=False, max_length=6000,
                initial=proposal.value if proposal else "",
                widget=forms.Textarea({**TEXT, "rows": 3}),
            )  # fmt: skip

    def accepted(self) -> dict[str, str]:
        return {
            code: self.cleaned_data[f"value_{code}"].strip()
            for code in self.asked
            if self.cleaned_data.get(f"take_{code}") and self.cleaned_data[f"value_{code}"].strip()
        }

    @property
    def pairs(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """The tick and the words of each field for which there are any."""
        found = [(self[f"take_{code}"], self[f"value_{code}"]) for code in self.asked]
        return [(take, words) for take, words in found if words.value()]
