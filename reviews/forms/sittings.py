"""One sitting of a committee for several cases."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from filings.forms.filing import KeyedForm
from reviews.forms.inputs import PickSome, moment_field, now_typed, rows_of, text_field
from reviews.models import Round


class SittingForm(KeyedForm):
    rounds = PickSome(_("Agenda"), words=lambda r: f"{r.case.number} · {r.case.algorithm}")
    starts_at = moment_field(_("Begins"), initial=now_typed)
    place = text_field(_("Place"), required=False)

    def __init__(self, *args: Any, ready: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Round.objects.filter(pk__in=ready).select_related("case__algorithm")
        rows = rows.order_by("case_id")
        rows_of(self, "rounds").queryset = rows

    def asked(self) -> dict[str, Any]:
        rounds = [row.pk for row in self.cleaned_data["rounds"]]
        return {
            "rounds": sorted(rounds),
            "starts_at": self.cleaned_data["starts_at"].isoformat(),
            "place": self.cleaned_data["place"],
        }
