"""The ledger: the list, one algorithm, its history."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from filings.enums import Role
from filings.forms.ledger import ListForm
from filings.models import Algorithm
from filings.selectors import ledger as selectors
from filings.selectors import paging
from filings.selectors.bulk_dossiers import providers
from filings.selectors.siblings import overview
from filings.selectors.timeline import timeline
from filings.views.algorithm_head import head
from filings.views.frame import Request, chosen_provider_ids


def algorithm_list(request: Request) -> HttpResponse:
    form = ListForm(request.GET, owners=selectors.owners(request.user))
    wanted = form.wanted()
    at = paging.place(request.GET.get("at", ""))
    listing = selectors.listed(request.user, chosen_provider_ids(request), wanted, at)
    return render(
        request,
        "filings/algorithm_list.html",
        {
            "form": form,
            "listing": listing,
            "view": view_of(request),
            "may_register": any(m.role == Role.FILER for m in request.user.acting),
            "may_export": bool(providers(request.user)),
        },
    )


def algorithm(request: Request, pk: int) -> HttpResponse:
    shown = visible(request, pk)
    context = head(request, shown, "overview") | overview(shown, request.user)
    return render(request, "filings/algorithm_detail.html", context)


def algorithm_history(request: Request, pk: int) -> HttpResponse:
    shown = visible(request, pk)
    at = paging.place(request.GET.get("at", ""))
    context = head(request, shown, "history") | {"timeline": timeline(shown, at)}
    return render(request, "filings/algorithm_history.html", context)


def visible(request: Request, pk: int) -> Algorithm:
    found: Algorithm = get_object_or_404(
        Algorithm.objects.visible_to(request.user).select_related("provider", "owner"), pk=pk
    )
    return found


def view_of(request: Request) -> str:
    """The present view as a query string, without the place in it."""
    asked: Any = request.GET.copy()
    asked.pop("at", None)
    return str(asked.urlencode())
