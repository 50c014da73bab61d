"""The status of the sealed history, for the installation administrator."""

from datetime import datetime

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from filings.selectors import seals as selectors
from filings.services import history_check
from filings.services import seals as services
from filings.views.frame import Request


@require_safe
def seals(request: Request) -> HttpResponse:
    if not request.user.is_operator:
        raise Http404
    pulse, checked = services.pulse(), history_check.latest()
    context = {
        "standing": selectors.standing(pulse.at if pulse else None, pulse.lag if pulse else 0.0),
        "pulse": pulse,
        "post": selectors.post(),
        "carried": services.carried(services.outside_file()),
        "checked": checked,
        "checked_at": datetime.fromisoformat(checked.at) if checked else None,
        "is_stale": checked is None or selectors.is_stale(checked.at),
    }
    return render(request, "filings/seals.html", context)
