"""Correcting the day from which a term runs; letting it stand still and go on."""

from django.utils.translation import gettext_lazy as _

from filings.forms.filing import KeyedForm
from filings.forms.inputs import day_field, long_field


class CorrectionForm(KeyedForm):
    starts_on = day_field(_("The event was on"))
    reason = long_field(_("From where you know it"), rows=3)


class PauseForm(KeyedForm):
    on = day_field(_("It stopped on"))
    reason = long_field(_("On what this rests: letter, date, number"), rows=3)


class ResumeForm(KeyedForm):
    on = day_field(_("It goes on after"))
    reason = long_field(_("On what this rests: letter, date, number"), rows=3)
