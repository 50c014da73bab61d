"""When something was handed in, and under which reference."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from filings.forms.filing import KeyedForm
from filings.forms.inputs import day_field
from reviews.forms.inputs import text_field


class HandedInForm(KeyedForm):
    done_on = day_field(_("Handed in on"), initial=timezone.localdate)
    reference = text_field(
        _("Reference on the platform"),
        max_length=100,
        help_text=_("The number or receipt that the platform gave."),
    )
