from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from filings.selectors import desk as selectors
from filings.views.frame import Request, chosen_provider_ids


@require_GET
def desk(request: Request) -> HttpResponse:
    today = timezone.localdate()
    found = selectors.desk(request.user, chosen_provider_ids(request), today)
    return render(request, "filings/desk.html", {"desk": found, "today": today})
