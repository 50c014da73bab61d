"""What users see of a filing: the list by product, and one look."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from filings.enums import DisplayItem
from filings.forms.display import DisplayForm
from filings.models import Product
from filings.permissions import may_disclose
from filings.selectors import display as selectors
from filings.services import display as service
from filings.views.algorithm_head import head
from filings.views.algorithms import visible
from filings.views.attempts import status_of, submitted
from filings.views.frame import Request


@require_safe
def display(request: Request, pk: int) -> HttpResponse:
    algorithm = visible(request, pk)
    refusal = None if may_disclose.allows(request.user, algorithm) else may_disclose.otherwise
    context = head(request, algorithm, "filing") | {
        "display": selectors.display(algorithm, timezone.localdate()),
        "refusal": refusal,
    }
    return render(request, "filings/display_list.html", context)


def display_check(request: Request, pk: int, item: str) -> HttpResponse:
    found: Product = get_object_or_404(
        Product.objects.visible_to(request.user).select_related(
            "algorithm__provider", "algorithm__owner"
        ),
        pk=pk,
    )
    if item not in DisplayItem.values:
        raise Http404
    chosen = DisplayItem(item)
    form = DisplayForm(request.POST or None, request.FILES or None, item=chosen)
    page = "personal" if chosen in selectors.RIGHTS else "display"
    back = reverse(f"filings:{page}", args=[found.algorithm_id])

    def act() -> str:
        service.check(product=found, item=chosen, seen=form.seen(), by=request.user)
        return back

    what = {"display": found.pk, "item": item}
    if done := submitted(request, form, provider_id=found.provider_id, what=what, act=act):
        messages.success(request, _("Recorded."))
        return redirect(done)
    refusal = None if may_disclose.allows(request.user, found) else may_disclose.otherwise
    tab = "personal" if chosen in selectors.RIGHTS else "filing"
    context = head(request, found.algorithm, tab) | {
        "form": form,
        "product": found,
        "item": chosen,
        "clause": selectors.CLAUSES[chosen],
        "back": back,
        "refusal": refusal,
    }
    return render(request, "filings/display_check.html", context, status=status_of(form))
