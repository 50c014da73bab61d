"""Forms of the installation administrator: a year's schedule, a number of law."""

import re
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from filings.forms.inputs import DayInput
from filings.services.statutes import YearSchedule, spread

DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")


class DaysField(forms.CharField):
    """Days, one entry a line: 2027-01-01 or 2027-02-05 to 2027-02-11."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> tuple[date, ...]:  # type: ignore[override]
        text = super().to_python(value) or ""
        return tuple(day for line in text.splitlines() if line.strip() for day in _days(line))


class ScheduleForm(forms.Form):
    year = forms.IntegerField(label=_lazy("Year"), min_value=2027, max_value=2100)
    notice_title = forms.CharField(label=_lazy("Title of the notice"), max_length=200)
    notice_url = forms.URLField(
        label=_lazy("Address of the notice"), max_length=500, assume_scheme="https"
    )
    published_on = forms.DateField(label=_lazy("Published on"), widget=DayInput())
    days_off = DaysField(
        label=_lazy("Days off"),
        help_text=_lazy("One holiday a line, first and last day: 2027-01-01 2027-01-03."),
    )
    workdays = DaysField(
        label=_lazy("Make-up working days"),
        required=False,
        help_text=_lazy("Saturdays and Sundays worked instead, one a line."),
    )

    def schedule(self) -> YearSchedule:
        return YearSchedule(**self.cleaned_data)


class ParameterForm(forms.Form):
    value = forms.RegexField(
        r"^\d{1,9}(\.\d{1,4})?$",
        label=_lazy("Value"),
        required=False,
        help_text=_lazy("Leave it empty to go back to ours."),
    )
    source = forms.CharField(
        label=_lazy("Source"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_lazy("The text, its article and date."),
    )


def _days(line: str) -> list[date]:
    try:
        found = [date(*map(int, parts)) for parts in DAY.findall(line)]
        first, last = found[0], found[-1]
    except (ValueError, IndexError) as error:
        raise forms.ValidationError(
            _("“%(line)s” is not a date. Write it as 2027-01-01.") % {"line": line.strip()[:40]}
        ) from error
    if len(found) > 2 or last < first or (last - first).days > 30:
        raise forms.ValidationError(
            _("“%(line)s” does not name a holiday: one line holds its first and last day.")
            % {"line": line.strip()[:60]}
        )
    return spread(first, last)
