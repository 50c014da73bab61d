"""A file and what is known of it."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from filings import uploads
from filings.enums import Restriction
from filings.forms.inputs import DayInput


class EvidenceForm(forms.Form):
    file = forms.FileField(label=_("File"), max_length=None, allow_empty_file=True)
    path = forms.ChoiceField(label=_("Proves"))
    kind = forms.ChoiceField(label=_("Kind"))
    owner = forms.ChoiceField(label=_("Owner"), required=False)
    dated_on = forms.DateField(
        label=_("Dated"),
        required=False,
        help_text=_("The day printed on the document or on which the picture was taken."),
        widget=DayInput(),
    )
    expires_on = forms.DateField(
        label=_("Expires"),
        required=False,
        widget=DayInput(),
    )
    marks = forms.MultipleChoiceField(
        label=_("Restrictions"),
        required=False,
        choices=Restriction.choices,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(
        self,
        *args: Any,
        paths: Mapping[str, str],
        kinds: Mapping[str, str],
        people: Mapping[int, str],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].widget.attrs["accept"] = ",".join(uploads.accepted_endings())
        self._offer("path", {"": "—", **paths})
        self._offer("kind", {"": "—", **kinds})
        self._offer("owner", {"": "—", **{str(pk): name for pk, name in people.items()}})

    def _offer(self, name: str, choices: Mapping[str, str]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(choices.items())
