"""The companion: the official form page by page, beside which the real one is filled in."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from filings.models import Filing
from filings.selectors import companion as selectors
from filings.services import companion
from filings.statemachine import ActionRefused
from filings.views.frame import Request


@require_safe
def filing_companion(request: Request, pk: int) -> HttpResponse:
    filing = filing_at(request, pk)
    context = {
        "filing": filing,
        "shown": selectors.shown(filing, request.user),
        "printed_at": timezone.now(),
    }
    return render(request, "filings/filing_companion.html", context)


@require_POST
def companion_tick(request: Request, pk: int) -> HttpResponse:
    filing = filing_at(request, pk)
    entry = selectors.entry_at(filing, request.POST.get("place", ""))
    try:
        companion.tick(
            filing=filing,
            entry=entry,
            sha256=request.POST.get("sha256", ""),
            is_done=request.POST.get("done") == "1",
            by=request.user,
        )
    except ActionRefused as refused:
        messages.error(request, str(refused))
    page = reverse("filings:filing_companion", args=[pk])
    return redirect(f"{page}#{entry.ident}" if entry else page)


def filing_at(request: Request, pk: int) -> Filing:
    found: Filing = get_object_or_404(
        Filing.objects.visible_to(request.user).select_related(
            "algorithm__provider",
            "provider",
            "disclosure__algorithm",
            "disclosure__provider",
        ),
        pk=pk,
    )
    return found
