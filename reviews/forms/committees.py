"""Setting up a committee, giving and ending seats, entrusting."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from filings.forms.filing import KeyedForm
from filings.forms.inputs import day_field, long_field
from filings.models import Provider, User
from reviews.enums import Category, CommitteeKind, SeatRole, Sex
from reviews.forms.inputs import PickOne, choice_field, rows_of, text_field, tick_field
from reviews.models import Committee
from reviews.terms import add_months


class CommitteeForm(KeyedForm):
    kind = choice_field(_("Kind"), CommitteeKind.choices)
    provider = PickOne(
        _("Of which provider"), required=False, help_text=_("Only for a provider's own committee.")
    )
    name_zh = text_field(_("Name in Chinese"))
    name_en = text_field(_("Name in English"), required=False)
    founded_on = day_field(_("Set up on"))
    video_allowed = tick_field(_("Has rules for meetings by video"), required=False)
    simplified_allowed = tick_field(_("Has rules for the simplified procedure"), required=False)

    def __init__(
        self, *args: Any, kinds: list[CommitteeKind], providers: list[Provider], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(kind.value, kind.label) for kind in kinds]  # type: ignore[attr-defined]
        rows = Provider.objects.filter(pk__in=[provider.pk for provider in providers])
        rows_of(self, "provider").queryset = rows
        self.fields["founded_on"].initial = timezone.localdate()
        if len(providers) == 1:
            self.fields["provider"].initial = providers[0].pk

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("kind") == CommitteeKind.OWN and not cleaned.get("provider"):
            self.add_error("provider", _("Choose the provider whose committee it is."))
        return cleaned


class CommitteeFactsForm(KeyedForm):
    name_zh = text_field(_("Name in Chinese"))
    name_en = text_field(_("Name in English"), required=False)
    video_allowed = tick_field(_("Has rules for meetings by video"), required=False)
    simplified_allowed = tick_field(_("Has rules for the simplified procedure"), required=False)
    registered_on = day_field(_("Registered on"), required=False)
    registration = text_field(_("Registration number"), required=False, max_length=60)

    def __init__(self, *args: Any, committee: Committee, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if name != "key":
                field.initial = getattr(committee, name)


class SeatForm(KeyedForm):
    email = forms.EmailField(
        label=_("E-mail of the person"),
        help_text=_("Of somebody who has an account here; invite them first otherwise."),
        widget=forms.EmailInput({"class": "form-control"}),
    )
    role = choice_field(_("Role"), SeatRole.choices, initial=SeatRole.MEMBER)
    order = forms.IntegerField(
        label=_("Order among the vice chairs"),
        initial=0,
        min_value=0,
        max_value=99,
        widget=forms.NumberInput({"class": "form-control"}),
    )
    category = choice_field(_("Category"), Category.choices)
    sex = choice_field(_("Sex"), Sex.choices)
    is_external = tick_field(_("From outside the provider"), required=False)
    unit = text_field(_("Unit"), required=False)
    title = text_field(_("Title"), required=False, max_length=100)
    valid_from = day_field(_("Term from"))
    valid_until = day_field(_("Term until"), help_text=_("At most five years."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        self.fields["valid_from"].initial = today
        self.fields["valid_until"].initial = add_months(today, 36)

    def clean_email(self) -> str:
        email = str(self.cleaned_data["email"]).lower()
        person = User.objects.filter(email=email, is_active=True, is_system=False).first()
        if person is None:
            raise forms.ValidationError(_("Nobody here has this e-mail. Invite them first."))
        self.person = person
        return email

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        begins, ends = cleaned.get("valid_from"), cleaned.get("valid_until")
        if begins and ends and ends <= begins:
            self.add_error("valid_until", _("The term ends after it begins."))
        return cleaned


class SeatEndForm(KeyedForm):
    on = day_field(_("Empty from"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = timezone.localdate()


class EntrustForm(KeyedForm):
    provider = PickOne(_("Provider"))
    committee = PickOne(_("Committee"))
    reason = long_field(_("Why it is entrusted"), rows=3)

    def __init__(
        self,
        *args: Any,
        providers: list[Provider],
        committees: list[Committee],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        mine = Provider.objects.filter(pk__in=[provider.pk for provider in providers])
        rows_of(self, "provider").queryset = mine
        rows = Committee.objects.filter(pk__in=[committee.pk for committee in committees])
        rows_of(self, "committee").queryset = rows
