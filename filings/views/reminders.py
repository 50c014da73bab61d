"""The inbox of reminders, and the private calendar."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.views.decorators.http import require_POST, require_safe

from filings import walls
from filings.selectors import reminders as selectors
from filings.services import feeds
from filings.views.frame import Request, chosen_provider_ids


@require_safe
def inbox(request: Request) -> HttpResponse:
    lines = selectors.inbox(request.user, chosen_provider_ids(request), timezone.localdate())
    return render(request, "filings/inbox.html", {"lines": lines})


@require_POST
def feed_open(request: Request) -> HttpResponse:
    """The address is shown on this page and nowhere again."""
    token = feeds.open_feed(by=request.user)
    address = request.build_absolute_uri(f"/calendar/{token}.ics")
    return render(request, "account/feed.html", {"address": address})


@require_POST
def feed_close(request: Request) -> HttpResponse:
    feeds.close_feed(by=request.user)
    return redirect("filings:account")


@login_not_required
@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """What a calendar program reads, without sign-in: whoever has the address has the terms."""
    person = feeds.person_of(token)
    if person is None:
        raise Http404
    now = timezone.now()
    with walls.for_person(person), translation.override(person.language):
        site = request.build_absolute_uri("/").rstrip("/")
        text = selectors.calendar(person, timezone.localdate(now), now, site)
    response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="beian.ics"'
    response["Cache-Control"] = "private, no-store"
    return response
