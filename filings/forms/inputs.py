"""Inputs that several forms share."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

TEXT = {"class": "form-control"}
SCANS = ".pdf,.png,.jpg,.jpeg"


class DayInput(forms.DateInput):
    """The browser's own picker of a day. It reads ISO 8601 alone, whatever the page's language."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


def day_field(label: Any, **options: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=DayInput(TEXT), **options)


def long_field(label: Any, *, rows: int = 4, **options: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows, **TEXT})
    return forms.CharField(label=label, max_length=4000, widget=widget, **options)


def scan_field(label: Any, **options: Any) -> forms.FileField:
    return forms.FileField(
        label=label,
        help_text=_("PDF, PNG or JPEG."),
        max_length=None,
        allow_empty_file=True,
        widget=forms.FileInput({"accept": SCANS}),
        **options,
    )
