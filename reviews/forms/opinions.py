"""The form of an opinion: one field for each point, kept while it is written."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from filings.forms.inputs import long_field
from filings.models import User
from reviews.enums import JUDGING, STANDING_OUTCOMES, VERDICTS
from reviews.forms.inputs import ActForm, choice_field
from reviews.models import Round
from reviews.points import POINTS


def outcomes_of(round_: Round) -> list[tuple[str, Any]]:
    allowed = VERDICTS if round_.kind in JUDGING else STANDING_OUTCOMES
    return [(outcome.value, outcome.label) for outcome in allowed]


class OpinionForm(ActForm):
    """Each review point has its own field; the facts it judges stand beside it.

    `revision` is that of the draft which the page showed, so that an old window overwrites nothing.
    """

    outcome = choice_field(_("You propose"), [])
    summary = long_field(_("Summary"), rows=5)
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)

    def prepare(self, obj: Any, user: User) -> None:
        self.fields["outcome"].choices = [("", "—"), *outcomes_of(obj.round)]  # type: ignore[attr-defined]
        for code, label in POINTS.items():
            self.fields[f"point_{code}"] = long_field(label, rows=6, required=False)
        self.order_fields(["key", *(f"point_{code}" for code in POINTS), "outcome", "summary"])
        draft = getattr(obj, "draft", None)
        self.fields["revision"].initial = draft.revision if draft else 0
        if draft and obj.seat.person_id == user.pk:
            points = {f"point_{code}": text for code, text in draft.points.items()}
            kept = points | {"summary": draft.summary, "outcome": draft.outcome}
            self.initial = {**self.initial, **kept}

    def points(self) -> dict[str, str]:
        return {code: self.cleaned_data.get(f"point_{code}", "") for code in POINTS}

    def asked(self) -> dict[str, Any]:
        """Which draft was shown makes no other opinion of it."""
        return {name: value for name, value in super().asked().items() if name != "revision"}


class DraftForm(OpinionForm):
    """The same, of which nothing has to be filled in yet."""

    def prepare(self, obj: Any, user: User) -> None:
        super().prepare(obj, user)
        for field in self.fields.values():
            field.required = False
