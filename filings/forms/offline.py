"""Handing in a disclosure that was filled in elsewhere."""

from django import forms
from django.utils.translation import gettext_lazy as _

from filings.services.answering import LARGEST_TEXT
from filings.workbooks.reading import LIMIT


class OfflineForm(forms.Form):
    file = forms.FileField(
        label=_("Filled file"),
        max_length=120,
        help_text=_("The workbook from this page, or JSON as its schema describes it."),
        widget=forms.FileInput({"accept": ".xlsx,.json"}),
    )

    def clean_file(self) -> object:
        file = self.cleaned_data["file"]
        if (file.size or 0) > max(LIMIT, LARGEST_TEXT):
            raise forms.ValidationError(_("The file is too large."))
        return file
