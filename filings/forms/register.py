"""Forms of the public register: its filters, and the upload of a file to import."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from filings import spreadsheets
from filings.enums import AlgorithmType, PublicList
from filings.forms.ledger import ANY, FilterForm
from filings.models import Provider
from filings.searching import LONGEST_QUERY, words
from filings.selectors.ledger import Wanted

SORTS = [
    ("announced", _("Announced last")),
    ("name", _("Name (pinyin)")),
    ("number", _("Filing number")),
]
ROLES = ["服务提供者", "服务技术支持者"]


class RegisterForm(FilterForm):
    """The filters above the public entries."""

    q = forms.CharField(label=_("Search"), required=False, max_length=LONGEST_QUERY)
    type = forms.ChoiceField(label=_("Type"), required=False, choices=[ANY, *AlgorithmType.choices])
    published_in = forms.ChoiceField(
        label=_("List"), required=False, choices=[ANY, *PublicList.choices]
    )
    role = forms.ChoiceField(
        label=_("Role"), required=False, choices=[ANY, *((role, role) for role in ROLES)]
    )
    sort = forms.ChoiceField(label=_("Sort by"), required=False, choices=SORTS)

    def wanted(self) -> Wanted:
        self.is_valid()
        facts = self.cleaned_data
        return Wanted(
            words(facts.get("q", "")),
            {name: facts[name] for name in ("type", "published_in", "role") if facts.get(name)},
            facts.get("sort") or "announced",
        )


class UploadForm(forms.Form):
    file = forms.FileField(
        label=_("CSV or XLSX file"),
        help_text=_("At most 10 MB and 20,000 rows; UTF-8 or GBK."),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if (file.size or 0) > spreadsheets.LIMIT:
            raise forms.ValidationError(_("This file is larger than 10 MB. Split it."))
        return file

    def options(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "file"}


class PublicUploadForm(UploadForm):
    """What stands for the columns that the authority's own files lack."""

    published_in = forms.ChoiceField(
        label=_("List"), required=False, choices=[("", _("As the file says")), *PublicList.choices]
    )
    announced = forms.CharField(
        label=_("Announced"), required=False, max_length=10, help_text="2026-07-17"
    )
    batch = forms.CharField(label=_("Batch"), required=False, max_length=60)
    source = forms.CharField(
        label=_("Source"),
        required=False,
        max_length=300,
        help_text=_("Where the list was published; the file's name when left empty."),
    )


class LedgerUploadForm(UploadForm):
    provider = forms.TypedChoiceField(
        label=_("Provider"),
        coerce=int,
        help_text=_("For rows that name no provider themselves."),
    )

    def __init__(self, *args: Any, providers: list[Provider], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["provider"].choices = [(p.pk, str(p)) for p in providers]  # type: ignore[attr-defined]
