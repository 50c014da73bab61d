"""The search above every page."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from filings.searching import LONGEST_QUERY
from filings.selectors import search as selectors
from filings.views.frame import Request


@require_GET
def search(request: Request) -> HttpResponse:
    typed = request.GET.get("q", "").strip()[:LONGEST_QUERY]
    found = selectors.everywhere(request.user, typed)
    return render(request, "filings/search.html", {"typed": typed, "found": found})
