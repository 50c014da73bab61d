from datetime import date

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from filings import workdays
from filings.forms.deadlines import CorrectionForm
from filings.models import Deadline
from filings.permissions import is_filer
from filings.selectors import deadlines as selectors
from filings.services import deadlines as service
from filings.views.algorithm_head import head
from filings.views.attempts import attempt_once
from filings.views.frame import Request, chosen_provider_ids


@require_GET
def deadlines(request: Request, year: int | None = None, month: int | None = None) -> HttpResponse:
    """A month of the terms that end in it; the present one when none is named."""
    today = timezone.localdate()
    first = date(year or today.year, _month(month or today.month), 1)
    if first.year not in selectors.YEARS:
        raise Http404
    chosen = chosen_provider_ids(request)
    context = {
        "month": selectors.month(chosen, first, today),
        "overdue": selectors.overdue(chosen, today),
        "today": today,
    }
    return render(request, "filings/deadline_month.html", context)


def deadline_correct(request: Request, pk: int) -> HttpResponse:
    """Another day of the event; the old term stays readable."""
    found: Deadline = get_object_or_404(
        Deadline.objects.visible_to(request.user).select_related(
            "algorithm__provider", "algorithm__owner", "filing"
        ),
        pk=pk,
    )
    form = CorrectionForm(request.POST or None, initial={"starts_on": found.starts_on})
    back = found.filing.get_absolute_url() if found.filing else found.algorithm.get_absolute_url()
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            service.correct_by_hand(deadline=found, by=request.user, **form.facts())
            return back

        asked = {"correct": found.pk} | form.asked()
        if done := attempt_once(
            form, provider_id=found.provider_id, by=request.user, asked=asked, act=act
        ):
            messages.success(request, _("The term is corrected; the former one stays readable."))
            return redirect(done)
    (term,) = selectors.words([found], timezone.localdate(), workdays.calendar())
    refusal = None if is_filer.allows(request.user, found) else is_filer.otherwise
    context = {"form": form, "term": term, "back": back, "refusal": refusal}
    status = 409 if form.non_field_errors() else 422 if form.errors else 200
    frame = head(request, found.algorithm, "duties") | context
    return render(request, "filings/deadline_correct.html", frame, status=status)


def _month(number: int) -> int:
    if number not in range(1, 13):
        raise Http404
    return number
