"""Recording what users see on a product."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from filings.enums import DisplayItem
from filings.forms.filing import KeyedForm
from filings.forms.inputs import TEXT, day_field, long_field, scan_field
from filings.services.display import Seen

AGAIN = timedelta(days=180)
"""No rule says how often to look again; half a year is a start."""


class DisplayForm(KeyedForm):
    is_met = forms.TypedChoiceField(
        label=_("What users see"),
        choices=[("yes", _("It is shown as required")), ("no", _("It is missing or wrong"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    text = long_field(_("Wording as users see it"), rows=3, required=False)
    link = forms.URLField(
        label=_("Address where users find it"),
        required=False,
        max_length=500,
        assume_scheme="https",
        widget=forms.URLInput(TEXT),
    )
    screenshot = scan_field(_("Screenshot"), required=False)
    days = forms.IntegerField(
        label=_("Days until the complaint was answered"),
        required=False,
        min_value=0,
        max_value=999,
        widget=forms.NumberInput({**TEXT, "inputmode": "numeric"}),
    )
    checked_on = day_field(_("Checked on"), initial=timezone.localdate)
    again_on = day_field(
        _("Check again on"),
        initial=lambda: timezone.localdate() + AGAIN,
        help_text=_("No rule sets a rhythm; look again with every release that moves it."),
    )
    note = long_field(_("Remark"), rows=2, required=False)

    def __init__(self, *args: Any, item: DisplayItem, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if item != DisplayItem.COMPLAINTS:
            del self.fields["days"]

    def seen(self) -> Seen:
        facts: dict[str, Any] = self.facts()
        file = facts.pop("screenshot")
        return Seen(**facts, screenshot=file, name=file.name if file else "")
