"""The record of one algorithm as it stood on a past day."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from filings.forms.dossiers import DayForm
from filings.selectors import then as selectors
from filings.views.algorithm_head import head
from filings.views.algorithms import visible
from filings.views.frame import Request


@require_safe
def algorithm_then(request: Request, pk: int) -> HttpResponse:
    """Asks for a day, and with a good one shows the record as it stood at its end."""
    algorithm = visible(request, pk)
    form = DayForm(request.GET if "on" in request.GET else None)
    shown = None
    if form.is_valid():
        day = form.cleaned_data["on"]
        shown = selectors.state(algorithm, selectors.Then(day), request.user)
    context = head(request, algorithm, "history") | {"form": form, "shown": shown}
    status = 422 if form.errors else 200
    return render(request, "filings/algorithm_then.html", context, status=status)
