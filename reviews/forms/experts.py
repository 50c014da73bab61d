"""What an expert types on their one page, step by step."""

from django import forms
from django.utils.translation import gettext_lazy as _

from filings.forms.inputs import long_field
from reviews.forms.inputs import text_field, tick_field


class CodeForm(forms.Form):
    code = text_field(_("Code from the mail"), max_length=12)


class DeclarationForm(forms.Form):
    relations = long_field(
        _("Your relations to the applicant, the activity and the committee"),
        rows=3,
        help_text=_("Write that there are none where there are none."),
    )
    confidential = tick_field(
        _("I keep what I read here confidential and use it for this review alone.")
    )


class DeclineForm(forms.Form):
    reason = long_field(_("Why you cannot take part"), rows=2)


class OpinionForm(forms.Form):
    agrees = forms.ChoiceField(
        label=_("Your reply"),
        choices=[("yes", _("I agree with the first opinion")), ("no", _("I do not agree"))],
        widget=forms.RadioSelect,
    )
    compliance = long_field(
        _("On compliance"), help_text=_("Whether the first review followed the rules.")
    )
    reasonableness = long_field(
        _("On reasonableness"), help_text=_("Whether its conclusion follows from the facts.")
    )
    signed = tick_field(_("I sign this with my name; it cannot be changed afterwards."))
