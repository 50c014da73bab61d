"""Inputs that the forms of the judgement share."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.utils import timezone

from filings.forms.filing import KeyedForm
from filings.forms.inputs import TEXT
from filings.models import User

SELECT = {"class": "form-select"}
TICK = {"class": "form-check-input"}


class MomentInput(forms.DateTimeInput):
    """The browser's own picker of a day and time."""

    input_type = "datetime-local"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%dT%H:%M")


def moment_field(label: Any, **options: Any) -> forms.DateTimeField:
    return forms.DateTimeField(
        label=label,
        widget=MomentInput(TEXT),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"],
        **options,
    )


def text_field(label: Any, **options: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=options.pop("max_length", 200),
        widget=forms.TextInput(TEXT),
        **options,
    )


def choice_field(label: Any, choices: Any, **options: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices, widget=forms.Select(SELECT), **options)


def tick_field(label: Any, **options: Any) -> forms.BooleanField:
    return forms.BooleanField(label=label, widget=forms.CheckboxInput(TICK), **options)


class PickOne(forms.ModelChoiceField):  # type: ignore[type-arg]
    """One row, by the words that `words` makes of it."""

    def __init__(self, label: Any, words: Any = str, **options: Any) -> None:
        super().__init__(queryset=None, label=label, widget=forms.Select(SELECT), **options)
        self.words = words

    def label_from_instance(self, obj: Any) -> str:
        return str(self.words(obj))


class PickSome(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    def __init__(self, label: Any, words: Any = str, **options: Any) -> None:
        super().__init__(queryset=None, label=label, widget=forms.CheckboxSelectMultiple, **options)
        self.words = words

    def label_from_instance(self, obj: Any) -> str:
        return str(self.words(obj))


class ActForm(KeyedForm):
    """The form of one act: `prepare` fills in what the object and the person decide.

    `address` makes the full address of a path, for acts that send a link.
    """

    address: Callable[[str], str] = str

    def __init__(self, *args: Any, obj: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.obj, self.user = obj, user
        self.prepare(obj, user)

    def prepare(self, obj: Any, user: User) -> None:
        """Choices and first values."""


def rows_of(form: forms.Form, name: str) -> Any:
    """A field that picks rows; its `queryset` says which."""
    return form.fields[name]


def now_typed() -> str:
    return timezone.localtime().strftime("%Y-%m-%dT%H:%M")
