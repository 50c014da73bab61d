"""Ordering a paper."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from filings.documents import PAPERS
from filings.forms.filing import KeyedForm
from filings.models import Disclosure


class PaperForm(KeyedForm):
    paper = forms.ChoiceField(label=_("Paper"), choices=[(kind, kind.label) for kind in PAPERS])
    version = forms.TypedChoiceField(label=_("Version of the facts"), coerce=int)

    def __init__(self, *args: Any, versions: list[Disclosure], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version"].widget.attrs["class"] = "form-select"
        numbered = [(v.number, _("Version %(number)s") % {"number": v.number}) for v in versions]
        self.fields["version"].choices = numbered  # type: ignore[attr-defined]
