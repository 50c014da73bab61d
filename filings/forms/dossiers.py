"""What a dossier is for, who gets it, what is in it."""

from datetime import date
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from filings.documents.beside import SIDE_BY_SIDE
from filings.documents.dossier import PROFILES
from filings.enums import DossierChapter, DossierProfile
from filings.forms.filing import KeyedForm
from filings.forms.inputs import TEXT, day_field
from filings.forms.ledger import ListForm
from filings.models import Algorithm, Provider


class AnyDossierForm(KeyedForm):
    """`profiles` are those that the person may export, `kinds` what the dossier may hold."""

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
        choices=[
            ("zh-Hans", _("Chinese")),
            ("en", _("English")),
            (SIDE_BY_SIDE, _("Chinese and English side by side")),
        ],
        widget=forms.Select({"class": "form-select"}),
    )
    chapters = forms.MultipleChoiceField(
        label=_("Chapters"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("What the chosen reader may not have is left out whatever is ticked here."),
    )
    watermark = forms.BooleanField(
        label=_("Watermark with the recipient's name and the date on every page"),
        required=False,
        help_text=_(
            "For experts and outsiders: a copy that turns up elsewhere tells whose it was. "
            "Original files inside it stay as they are."
        ),
    )

    def __init__(
        self,
        *args: Any,
        profiles: list[DossierProfile],
        kinds: list[tuple[str, Any]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["profile"].choices = [  # type: ignore[attr-defined]
            (each.value, each.label) for each in profiles
        ]
        self.fields["chapters"].choices = kinds  # type: ignore[attr-defined]

    def order(self) -> dict[str, Any]:
        """What was ordered, in plain values."""
        names = ("purpose", "recipient", "language", "chapters", "watermark")
        return {name: self.cleaned_data[name] for name in names}


def past(day: date | None) -> date | None:
    """Refuses a day that is still to come."""
    if day and day > timezone.localdate():
        raise forms.ValidationError(_("This day is still to come. Choose one up to today."))
    return day


class DayForm(forms.Form):
    """A day in the past."""

    on = day_field(_("Day"), help_text=_("Its end counts."))

    def clean_on(self) -> date | None:
        return past(self.cleaned_data["on"])


class DossierForm(AnyDossierForm):
    """Of an algorithm."""

    on = day_field(
        _("As it stood on"),
        required=False,
        help_text=_("A past day, for the record at its end. Empty: as it stands now."),
    )

    def clean_on(self) -> date | None:
        return past(self.cleaned_data["on"])

    def order(self) -> dict[str, Any]:
        day = self.cleaned_data["on"]
        return super().order() | {"on": day.isoformat() if day else ""}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, kinds=DossierChapter.choices, **kwargs)

    def clean(self) -> dict[str, Any]:
        facts: dict[str, Any] = super().clean() or {}
        if "profile" in facts and "chapters" in facts:
            allowed = {each.value for each in PROFILES[DossierProfile(facts["profile"])].chapters}
            facts["chapters"] = [each for each in facts["chapters"] if each in allowed]
            if not facts["chapters"]:
                self.add_error("chapters", _("The chosen reader may have none of these chapters."))
        return facts


class ChoiceForm(ListForm):
    """The ledger's filters, and of which provider the algorithms are."""

    provider = forms.TypedChoiceField(
        label=_("Provider"), required=False, coerce=int, empty_value=None
    )
    field_order = ("provider", "q", "type", "status", "role", "owner")

    def __init__(self, *args: Any, providers: list[Provider], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["sort"]
        self.fields["provider"].choices = [(p.pk, str(p)) for p in providers]  # type: ignore[attr-defined]
        self.only = providers[0].pk if providers else 0

    def provider_id(self) -> int:
        """The chosen one; the first where none was chosen."""
        self.is_valid()
        return int(self.cleaned_data.get("provider") or self.only)


class BulkDossierForm(AnyDossierForm):
    """Of many algorithms of one provider, each with every chapter that the profile holds."""

    algorithms = forms.TypedMultipleChoiceField(
        label=_("Algorithms"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one algorithm.")},
    )
    on = day_field(
        _("As it stood on"),
        required=False,
        help_text=_("A past day, for the record at its end. Empty: as it stands now."),
    )
    field_order = ("key", "algorithms")

    def __init__(self, *args: Any, algorithms: list[Algorithm], **kwargs: Any) -> None:
        super().__init__(*args, kinds=[], **kwargs)
        del self.fields["chapters"]
        self.fields["algorithms"].choices = [  # type: ignore[attr-defined]
            (each.pk, f"{each.reference} · {each.name_zh}") for each in algorithms
        ]

    def clean_on(self) -> date | None:
        return past(self.cleaned_data["on"])

    def order(self) -> dict[str, Any]:
        day, names = self.cleaned_data["on"], ("purpose", "recipient", "language", "watermark")
        return {name: self.cleaned_data[name] for name in names} | {
            "on": day.isoformat() if day else ""
        }


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
