"""Inputs that several forms share."""

from typing import Any

from django import forms


class DayInput(forms.DateInput):
    """The browser's own picker of a day. It reads ISO 8601 alone, whatever the page's language."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")
