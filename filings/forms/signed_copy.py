"""The scan that comes back signed and stamped."""

from django.utils.translation import gettext_lazy as _

from filings.forms.filing import KeyedForm
from filings.forms.inputs import scan_field


class SignedCopyForm(KeyedForm):
    scan = scan_field(_("Signed and stamped scan"))
