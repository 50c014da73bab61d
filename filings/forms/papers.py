"""Ordering a paper."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from filings.enums import DocumentKind
from filings.forms.filing import KeyedForm
from filings.models import Disclosure


class PaperForm(KeyedForm):
    paper = forms.ChoiceField(label=_("Paper"), choices=DocumentKind.choices)
    version = forms.TypedChoiceField(label=_("Version of the facts"), coerce=int)

    def __init__(self, *args: Any, versions: list[Disclosure], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("paper", "version"):
            self.fields[name].widget.attrs["class"] = "form-select"
        numbered = [(v.number, _("Version %(number)s") % {"number": v.number}) for v in versions]
        self.fields["version"].choices = numbered  # type: ignore[attr-defined]
