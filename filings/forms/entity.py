"""Recording the provider's own filing; its return is recorded as that of any filing."""

from django.utils.translation import gettext_lazy as _

from filings.forms.filing import ConfirmedFields, KeyedForm, SubmittedFields
from filings.forms.inputs import day_field


class EntitySubmissionForm(SubmittedFields, ConfirmedFields):
    field_order = ("key", "submitted_on", "receipt", "account", "confirmed")


class EntityFiledForm(KeyedForm):
    answered_on = day_field(_("Filed on"), help_text=_("The day that the notice names."))
