"""The public national lists: the entries, one entry."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from filings.enums import InstallationAct
from filings.forms.register import RegisterForm
from filings.models import PublicEntry
from filings.selectors import paging, timeline
from filings.selectors import register as selectors
from filings.services.public_import import original_purpose
from filings.views.algorithms import view_of
from filings.views.frame import Request


def register(request: Request) -> HttpResponse:
    form = RegisterForm(request.GET)
    wanted = form.wanted()
    at = paging.place(request.GET.get("at", ""))
    listing = selectors.listed(wanted, at)
    context = {
        "form": form,
        "listing": listing,
        "view": view_of(request),
        "may_import": request.user.is_operator,
        "history": timeline.of_installation(InstallationAct.REGISTER_IMPORTED),
    }
    return render(request, "filings/register_list.html", context)


def public_entry(request: Request, pk: int) -> HttpResponse:
    entry = get_object_or_404(PublicEntry, pk=pk)
    context = selectors.page(entry, request.user)
    context |= {"entry": entry, "original_purpose": original_purpose(entry)}
    return render(request, "filings/register_detail.html", context)
