"""Inviting people and giving them roles."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from filings.enums import Role
from filings.services.people import Invited


class InviteForm(forms.Form):
    name = forms.CharField(
        label=_("name"),
        max_length=100,
        help_text=_("Used when the person is new here; otherwise they keep their own."),
    )
    email = forms.EmailField(label=_("e-mail"))
    language = forms.ChoiceField(label=_("language"), choices=settings.LANGUAGES)
    roles = forms.MultipleChoiceField(
        label=_("roles"), choices=Role.choices, widget=forms.CheckboxSelectMultiple
    )

    def invited(self) -> Invited:
        return Invited(**{k: self.cleaned_data[k] for k in ("email", "name", "language")})

    def roles_given(self) -> list[Role]:
        return [Role(role) for role in self.cleaned_data["roles"]]


class RoleForm(forms.Form):
    role = forms.ChoiceField(label=_("role"), choices=Role.choices)
