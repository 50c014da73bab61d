"""The first page after sign-in: the record's desk, with what waits in the reviews."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from filings import walls
from filings.selectors import desk as record
from filings.views.frame import Request, chosen_provider_ids
from reviews.selectors import committees, registrations
from reviews.selectors import desk as judgement


@require_GET
def desk(request: Request) -> HttpResponse:
    """The record is read first: its lists show one's own providers, not those one judges."""
    today = timezone.localdate()
    found = record.desk(request.user, chosen_provider_ids(request), today)
    walls.enter_as_judge(request.user)
    context = {
        "desk": found,
        "today": today,
        "reviews": judgement.items(request.user),
        "handing_in": registrations.waiting(request.user, today, record.HORIZON),
        "alarms": committees.alarms(request.user, today),
    }
    return render(request, "reviews/desk.html", context)
