from datetime import date

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from filings.selectors import deadlines as selectors
from filings.views.frame import Request, chosen_provider_ids


@require_GET
def deadlines(request: Request, year: int | None = None, month: int | None = None) -> HttpResponse:
    """A month of the terms that end in it; the present one when none is named."""
    today = timezone.localdate()
    first = date(year or today.year, _month(month or today.month), 1)
    if first.year not in selectors.YEARS:
        raise Http404
    chosen = chosen_provider_ids(request)
    context = {
        "month": selectors.month(chosen, first, today),
        "overdue": selectors.overdue(chosen, today),
        "today": today,
    }
    return render(request, "filings/deadline_month.html", context)


def _month(number: int) -> int:
    if number not in range(1, 13):
        raise Http404
    return number
