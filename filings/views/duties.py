from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from filings.enums import DisclosureState
from filings.models import Algorithm, Disclosure
from filings.permissions import may_disclose
from filings.selectors import duties as selectors
from filings.services import determining
from filings.views.algorithm_head import head
from filings.views.frame import Request


@require_GET
def duties(request: Request, pk: int) -> HttpResponse:
    algorithm = get_object_or_404(
        Algorithm.objects.visible_to(request.user).select_related("provider", "owner"), pk=pk
    )
    context = {
        "list": selectors.current(algorithm),
        "may_determine": may_disclose.allows(request.user, algorithm),
        "refusal": may_disclose.otherwise,
        "latest": algorithm.disclosures.filter(state=DisclosureState.FROZEN).first(),
    }
    return render(request, "filings/duty_list.html", head(request, algorithm, "duties") | context)


@require_POST
def determine(request: Request, pk: int) -> HttpResponse:
    """Determine the last frozen version again, by the rules in force here."""
    version = get_object_or_404(
        Disclosure.objects.visible_to(request.user)
        .filter(algorithm=pk, state=DisclosureState.FROZEN)
        .order_by("-number")[:1]
    )
    determining.determine_again(disclosure=version, by=request.user)
    return redirect("filings:duties", pk)
