"""A filing from before the algorithm was kept here, as the authority published it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from filings.enums import DisclosureState
from filings.forms.filing import TakeOverForm
from filings.permissions import is_filer
from filings.services import lifecycle
from filings.statemachine import ConfirmationNeeded
from filings.views.algorithm_head import head
from filings.views.algorithms import visible
from filings.views.attempts import status_of, submitted
from filings.views.frame import Request


def filing_take_over(request: Request, pk: int) -> HttpResponse:
    algorithm = visible(request, pk)
    form = TakeOverForm(
        request.POST or None,
        versions=algorithm.disclosures.filter(state=DisclosureState.FROZEN).order_by("number"),
        initial={"number": algorithm.number},
    )

    def act() -> str:
        try:
            return lifecycle.take_over(
                algorithm=algorithm, by=request.user, **form.facts()
            ).get_absolute_url()
        except ConfirmationNeeded:
            form.asks_confirmation = True
            raise

    what = {"take over": algorithm.pk}
    if done := submitted(request, form, provider_id=algorithm.provider_id, what=what, act=act):
        messages.success(request, _("The earlier filing is kept here now."))
        return redirect(done)
    refusal = None if is_filer.allows(request.user, algorithm) else is_filer.otherwise
    context = head(request, algorithm, "filing") | {"form": form, "refusal": refusal}
    return render(request, "filings/filing_take_over.html", context, status=status_of(form))
