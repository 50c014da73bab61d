"""Publishing an algorithm, withdrawing it, checking that a site shows it."""

from typing import Any, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from filings.forms.filing import KeyedForm
from filings.forms.inputs import TEXT, long_field
from filings.models import Disclosure

LARGEST_PAGE = 5 * 2**20


class PublishForm(KeyedForm):
    """`versions` are the frozen ones, with a word for the one that is filed."""

    version = forms.ChoiceField(label=_("Version"), widget=forms.Select({"class": "form-select"}))
    link = forms.URLField(
        label=_("Address of the authority's list"),
        max_length=500,
        assume_scheme="https",
        widget=forms.URLInput(TEXT),
        help_text=_("Where the public finds this number with the authority."),
    )
    reason = long_field(
        _("Reason of the correction"),
        rows=2,
        required=False,
        help_text=_("Stays inside the house."),
    )

    def __init__(self, *args: Any, versions: list[Disclosure], filed: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [
            (
                str(each.number),
                _("Version %(number)d, filed") % {"number": each.number}
                if each.pk == filed
                else _("Version %(number)d") % {"number": each.number},
            )
            for each in versions
        ]
        cast(forms.ChoiceField, self.fields["version"]).choices = choices


class WithdrawForm(KeyedForm):
    reason = long_field(_("Reason"), rows=3, help_text=_("Stays inside the house."))


class SnippetForm(forms.Form):
    page = forms.FileField(
        label=_("Saved page"),
        help_text=_("HTML as your browser saves it, at most 5 MB. Nothing of it is kept."),
        widget=forms.FileInput({"accept": ".html,.htm"}),
    )

    def clean_page(self) -> bytes:
        file: UploadedFile[bytes] = self.cleaned_data["page"]
        if (file.size or 0) > LARGEST_PAGE:
            raise forms.ValidationError(_("The file is larger than 5 MB. Save the page alone."))
        content: bytes = file.read()
        if b"<" not in content:
            raise forms.ValidationError(_("This is no HTML. Save the page from your browser."))
        return content
