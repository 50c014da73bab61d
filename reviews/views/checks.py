"""Whether every review still is what the law asks: for the installation administrator."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from filings.views.frame import Request
from reviews.services import checking


@require_http_methods(["GET", "HEAD", "POST"])
def checks(request: Request) -> HttpResponse:
    """The last result, sentence by sentence; a POST counts everything anew."""
    if not request.user.is_operator:
        raise Http404
    if request.method == "POST":
        checking.check(by=request.user)
        return redirect("reviews:checks")
    return render(request, "reviews/checks.html", {"checked": checking.latest()})
