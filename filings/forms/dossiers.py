"""What a dossier is for, who gets it, what is in it."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from filings.documents.dossier import PROFILES
from filings.enums import DossierChapter, DossierProfile
from filings.forms.filing import KeyedForm
from filings.forms.inputs import TEXT


class DossierForm(KeyedForm):
    """`profiles` are those that the person may export."""

    profile = forms.ChoiceField(label=_("For whom"), widget=forms.RadioSelect)
    recipient = forms.CharField(
        label=_("Recipient"),
        max_length=120,
        widget=forms.TextInput(TEXT),
        help_text=_("Who gets it, by name; it stands on every page."),
    )
    purpose = forms.CharField(
        label=_("Purpose of the dossier"),
        max_length=300,
        widget=forms.TextInput(TEXT),
        help_text=_("What it is for; it stands on the cover."),
    )
    language = forms.ChoiceField(
        label=_("Language"),
        choices=[("zh-Hans", _("Chinese")), ("en", _("English"))],
        widget=forms.Select({"class": "form-select"}),
    )
    chapters = forms.MultipleChoiceField(
        label=_("Chapters"),
        choices=DossierChapter.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("What the chosen reader may not have is left out whatever is ticked here."),
    )

    def __init__(self, *args: Any, profiles: list[DossierProfile], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["profile"].choices = [  # type: ignore[attr-defined]
            (each.value, each.label) for each in profiles
        ]

    def clean(self) -> dict[str, Any]:
        facts: dict[str, Any] = super().clean() or {}
        if "profile" in facts and "chapters" in facts:
            allowed = {each.value for each in PROFILES[DossierProfile(facts["profile"])].chapters}
            facts["chapters"] = [each for each in facts["chapters"] if each in allowed]
            if not facts["chapters"]:
                self.add_error("chapters", _("The chosen reader may have none of these chapters."))
        return facts


class VerifyForm(forms.Form):
    """`limit` is in bytes."""

    file = forms.FileField(
        label=_("Dossier (PDF)"),
        widget=forms.FileInput({"accept": ".pdf"}),
        help_text=_("It is read and forgotten; nothing is kept."),
    )

    def __init__(self, *args: Any, limit: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.limit = limit

    def clean_file(self) -> UploadedFile[bytes]:
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > self.limit:
            most = {"most": self.limit // 2**20}
            raise forms.ValidationError(
                _("A dossier of more than %(most)d MB is checked with the script.") % most
            )
        return file
