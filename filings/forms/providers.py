"""The facts of a provider, and the first person who will keep them."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from stdnum.cn import uscc as social_credit_code
from stdnum.exceptions import InvalidChecksum, InvalidLength, ValidationError

from filings.forms.inputs import DayInput
from filings.models import Provider
from filings.services.people import Invited
from filings.services.providers import FACTS, fingerprint


class LinesField(forms.CharField):
    """Several values, one to a line."""

    widget = forms.Textarea(attrs={"rows": 3})

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> Any:
        lines = [line.strip() for line in str(super().clean(value) or "").splitlines()]
        return [line for line in lines if line]

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(self.clean(data) != (initial or []))


class ProviderForm(forms.ModelForm[Provider]):
    uscc = forms.CharField(
        label=_("unified social credit code"),
        max_length=40,
        help_text=_("18 characters, with its check digit (GB 32100-2015)."),
    )
    website = forms.URLField(label=_("website"), required=False, assume_scheme="https")
    icp_numbers = LinesField(
        label=_("ICP numbers"),
        required=False,
        help_text=_("One to a line, as shown on the website: 沪ICP备2020012345号-1"),
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Provider
        fields = FACTS
        widgets = {"mau_on": DayInput()}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["seen"] = fingerprint(self.instance)

    def facts(self) -> dict[str, Any]:
        return {fact: self.cleaned_data[fact] for fact in FACTS if fact in self.cleaned_data}

    def clean_uscc(self) -> str:
        code = social_credit_code.compact(self.cleaned_data["uscc"])
        try:
            return str(social_credit_code.validate(code))
        except InvalidLength as error:
            sentence = gettext("The code has 18 characters; this one has %(count)d.")
            raise forms.ValidationError(sentence, params={"count": len(code)}) from error
        except InvalidChecksum as error:
            sentence = gettext(
                "The check digit does not fit the code. Compare it with the business licence."
            )
            raise forms.ValidationError(sentence) from error
        except ValidationError as error:
            sentence = gettext(
                "This is not a unified social credit code: it has digits and capital letters "
                "without I, O, S, V and Z. Compare it with the business licence."
            )
            raise forms.ValidationError(sentence) from error

    def clean_icp_numbers(self) -> list[str]:
        numbers: list[str] = self.cleaned_data["icp_numbers"]
        if any(len(number) > 60 for number in numbers):
            raise forms.ValidationError(gettext("An ICP number has at most 60 characters."))
        return numbers

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or {}
        if facts.get("mau") is not None:
            for name in ("mau_on", "mau_source"):
                if not facts.get(name) and name not in self.errors:
                    self.add_error(
                        name, _("A number of users needs the day it was counted and its source.")
                    )
        return facts


class FirstAdministratorForm(forms.Form):
    name = forms.CharField(label=_("name"), max_length=100)
    email = forms.EmailField(label=_("e-mail"))
    language = forms.ChoiceField(label=_("language"), choices=settings.LANGUAGES)

    def invited(self) -> Invited:
        return Invited(**self.cleaned_data)
