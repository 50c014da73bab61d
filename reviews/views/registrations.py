"""Registrations and annual reports: by when, what the report says, and that it was handed in."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from filings import walls
from filings.documents import CHINESE
from filings.statemachine import ActionRefused
from filings.views.attempts import status_of, submitted
from filings.views.frame import Request
from reviews.documents import annual
from reviews.enums import OWN_COMMITTEE
from reviews.forms.registrations import HandedInForm
from reviews.models import Committee, CommitteeService
from reviews.permissions import HANDS_IN, REPORT_IS_KEPT, may_hand_in, may_read_report
from reviews.selectors import annual as reports
from reviews.selectors import registrations as selectors
from reviews.services import annual as press
from reviews.services import registrations as services
from reviews.views.cases import visible_case


@require_safe
def registrations(request: Request) -> HttpResponse:
    walls.enter_as_judge(request.user)
    context = {"terms": selectors.terms(request.user, timezone.localdate())}
    return render(request, "reviews/registration_list.html", context)


def activity(request: Request, pk: int) -> HttpResponse:
    case = visible_case(request, pk)
    refusal = "" if may_hand_in(request.user, case.committee_id, case.provider_id) else HANDS_IN
    form = HandedInForm(request.POST or None)

    def act(facts: dict[str, Any]) -> str:
        services.activity(case=case, by=request.user, **facts)
        return reverse("reviews:registrations")

    if done := _recorded(request, form, case.provider_id, {"registered": case.pk}, act):
        return redirect(done)
    context = {"case": case, "form": form, "refusal": refusal}
    return render(request, "reviews/registration_form.html", context, status=status_of(form))


def committee(request: Request, pk: int) -> HttpResponse:
    """Its own registration, once; an administrator corrects it among its facts."""
    walls.enter_as_judge(request.user)
    found = get_object_or_404(Committee.objects.visible_to(request.user), pk=pk)
    refusal = "" if may_hand_in(request.user, found.pk) else HANDS_IN
    form = HandedInForm(request.POST or None)

    def act(facts: dict[str, Any]) -> str:
        services.committee(committee=found, by=request.user, **facts)
        return reverse("reviews:registrations")

    served = CommitteeService.objects.filter(committee=found, until=None).order_by("provider")
    provider_id = served.values_list("provider_id", flat=True).first()
    if provider_id is None:
        raise Http404
    if done := _recorded(request, form, provider_id, {"committee": found.pk}, act):
        return redirect(done)
    context = {"committee": found, "form": form, "refusal": refusal}
    return render(request, "reviews/committee_registration.html", context, status=status_of(form))


def annual_report(request: Request, pk: int, provider: int, year: int) -> HttpResponse:
    """What the facts of the year say; printed, and recorded when it was handed in."""
    service = _service(request, pk, provider, year)
    form = HandedInForm(request.POST or None)

    def act(facts: dict[str, Any]) -> str:
        services.report(
            committee=service.committee,
            provider=service.provider,
            year=year,
            by=request.user,
            **facts,
        )
        return reverse("reviews:registrations")

    asked = {"reported": year, "committee": pk}
    if done := _recorded(request, form, provider, asked, act):
        return redirect(done)
    reads = may_read_report(request.user, pk, provider)
    context = {
        "service": service,
        "year": year,
        "report": reads and annual.report(service.committee, service.provider, year, CHINESE),
        "papers": reads and reports.papers(service, year, request.user),
        "kept": "" if reads else REPORT_IS_KEPT,
        "handed_in": reports.handed_in(service, year),
        "form": form,
        "key": form["key"].value(),
    }
    return render(request, "reviews/annual_report.html", context, status=status_of(form))


@require_POST
def annual_print(request: Request, pk: int, provider: int, year: int) -> HttpResponse:
    service = _service(request, pk, provider, year)
    try:
        press.ask(serving=service, year=year, by=request.user)
        messages.success(request, _("The report is being printed; it appears here in a moment."))
    except ActionRefused as refused:
        messages.error(request, str(refused))
    return redirect("reviews:annual_report", pk, provider, year)


def _recorded(
    request: Request,
    form: HandedInForm,
    provider_id: int,
    asked: dict[str, Any],
    act: Callable[[dict[str, Any]], str],
) -> str | None:
    done = submitted(
        request, form, provider_id=provider_id, what=asked, act=lambda: act(form.facts())
    )
    if done:
        messages.success(request, _("Recorded."))
    return done


def _service(request: Request, pk: int, provider: int, year: int) -> CommitteeService:
    walls.enter_as_judge(request.user)
    get_object_or_404(Committee.objects.visible_to(request.user), pk=pk)
    found: CommitteeService = get_object_or_404(
        CommitteeService.objects.select_related("committee", "provider"),
        committee=pk,
        provider=provider,
        until=None,
        committee__kind__in=OWN_COMMITTEE,
    )
    in_time = found.since.year <= year <= timezone.localdate().year
    if not in_time or not may_hand_in(request.user, pk, provider):
        raise Http404
    return found
