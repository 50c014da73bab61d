"""The calendar of terms, and what a filer does to one."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_GET

from filings import workdays
from filings.forms.deadlines import CorrectionForm, PauseForm, ResumeForm
from filings.forms.filing import KeyedForm
from filings.models import Deadline
from filings.permissions import is_filer
from filings.selectors import deadlines as selectors
from filings.services import deadlines as service
from filings.services import pauses
from filings.views.algorithm_head import head
from filings.views.attempts import status_of, submitted
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
    found = _visible(request, pk)
    form = CorrectionForm(request.POST or None, initial={"starts_on": found.starts_on})
    return _changed(request, found, form, CORRECTING)


def deadline_pause(request: Request, pk: int) -> HttpResponse:
    """The term stands still from a day on."""
    return _changed(request, _visible(request, pk), PauseForm(request.POST or None), PAUSING)


def deadline_resume(request: Request, pk: int) -> HttpResponse:
    """The term goes on with what was left; the one that stood still stays readable."""
    return _changed(request, _visible(request, pk), ResumeForm(request.POST or None), RESUMING)


@dataclass(frozen=True)
class Change:
    """What can be done to a term: the service, its words, what is said once it is done."""

    code: str
    act: Callable[..., Deadline]
    title: Promise
    explained: Promise
    done: Promise


CORRECTING = Change(
    "correct",
    service.correct_by_hand,
    lazy("Correct the term"),
    lazy(
        "The term starts anew from the right day. The former one stays in the record with its "
        "dates and no longer runs."
    ),
    lazy("The term is corrected; the former one stays readable."),
)
PAUSING = Change(
    "pause",
    pauses.pause,
    lazy("Pause the term"),
    lazy(
        "While it stands still nobody is reminded of it. None of the rules recorded here stops "
        "this term by itself; a letter of the authority may."
    ),
    lazy("The term stands still."),
)
RESUMING = Change(
    "resume",
    pauses.resume,
    lazy("Let the term go on"),
    lazy("It goes on with the days that were left when it stopped. The day after counts first."),
    lazy("The term goes on; the former one stays readable."),
)


def _visible(request: Request, pk: int) -> Deadline:
    found: Deadline = get_object_or_404(
        Deadline.objects.visible_to(request.user).select_related(
            "algorithm__provider", "algorithm__owner", "filing"
        ),
        pk=pk,
    )
    return found


def _changed(request: Request, found: Deadline, form: KeyedForm, change: Change) -> HttpResponse:
    back = found.filing.get_absolute_url() if found.filing else found.algorithm.get_absolute_url()

    def act() -> str:
        change.act(deadline=found, by=request.user, **form.facts())
        return back

    what = {change.code: found.pk}
    if done := submitted(request, form, provider_id=found.provider_id, what=what, act=act):
        messages.success(request, str(change.done))
        return redirect(done)
    (term,) = selectors.words([found], timezone.localdate(), workdays.calendar())
    refusal = None if is_filer.allows(request.user, found) else is_filer.otherwise
    context = {"form": form, "term": term, "back": back, "refusal": refusal, "change": change}
    frame = head(request, found.algorithm, "duties") | context
    return render(request, "filings/deadline_change.html", frame, status=status_of(form))


def _month(number: int) -> int:
    if number not in range(1, 13):
        raise Http404
    return number
