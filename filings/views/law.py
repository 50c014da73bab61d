"""The law we hold: instruments, clauses, numbers, working days."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from filings import lawbook
from filings.enums import InstallationAct
from filings.forms.law import ParameterForm, ScheduleForm
from filings.selectors import law as selectors
from filings.selectors import timeline
from filings.services import statutes
from filings.views.attempts import attempt
from filings.views.frame import Request


@require_GET
def law(request: HttpRequest) -> HttpResponse:
    context = {"instruments": selectors.instruments(), "book": lawbook.law()}
    return render(request, "filings/law_list.html", context)


@require_GET
def instrument(request: HttpRequest, code: str) -> HttpResponse:
    book = lawbook.law()
    if code not in book.instruments:
        raise Http404
    editions = [each for each in book.editions if each.code == code]
    context = {"instrument": book.instruments[code], "editions": editions}
    return render(request, "filings/law_detail.html", context)


@require_GET
def clause(request: HttpRequest, ref: str) -> HttpResponse:
    book = lawbook.law()
    if ref not in book.clauses:
        raise Http404
    terms, duties = selectors.resting_on(ref)
    found = book.clause(ref)
    context = {
        "clause": found,
        "instrument": book.instruments[found.instrument],
        "terms": terms,
        "duties": duties,
    }
    return render(request, "filings/law_clause.html", context)


@require_GET
def parameters(request: HttpRequest) -> HttpResponse:
    context = {
        "numbers": list(selectors.numbers()),
        "history": timeline.of_installation(InstallationAct.NUMBER_SET),
    }
    return render(request, "filings/law_numbers.html", context)


@require_http_methods(["GET", "POST"])
def parameter(request: Request, code: str) -> HttpResponse:
    number = next(selectors.numbers(code), None)
    if number is None or not number.editable or not request.user.is_operator:
        raise Http404
    form = ParameterForm(request.POST or None)
    if form.is_valid() and attempt(
        form, lambda: statutes.set_parameter(code=code, by=request.user, **form.cleaned_data)
    ):
        return redirect("filings:parameters")
    context = {"number": number, "form": form}
    return render(request, "filings/law_number.html", context, status=_status(form.is_bound))


@require_http_methods(["GET", "POST"])
def calendar(request: Request) -> HttpResponse:
    """Years with a published schedule; the administrator enters the next one."""
    form = ScheduleForm(request.POST or None) if request.user.is_operator else None
    if (
        form
        and form.is_valid()
        and attempt(form, lambda: statutes.enter_schedule(form.schedule(), by=request.user))
    ):
        return redirect("filings:calendar")
    context = {
        "schedules": selectors.schedules(),
        "form": form,
        "history": timeline.of_installation(InstallationAct.SCHEDULE_ENTERED),
    }
    return render(
        request, "filings/law_calendar.html", context, status=_status(bool(form and form.is_bound))
    )


def _status(refused: bool) -> int:
    return 409 if refused else 200
