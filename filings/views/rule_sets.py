"""Rule sets: which is adopted, what another would change, adopt it."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from filings import lawbook
from filings.enums import InstallationAct, JobKind
from filings.models import Job, Provider
from filings.selectors import rule_sets as selectors
from filings.selectors import timeline
from filings.services import determining, jobs
from filings.views.frame import Request


@require_GET
def rule_sets(request: Request) -> HttpResponse:
    book = lawbook.law()
    context = {
        "sets": list(reversed(book.rule_sets)),
        "adopted": lawbook.adopted(book),
        "history": timeline.of_installation(InstallationAct.RULE_SET_ADOPTED),
        "previews": selectors.previews(request.user),
    }
    return render(request, "filings/rule_set_list.html", context)


@require_POST
def preview(request: Request, version: str) -> HttpResponse:
    """Ask for the comparison at every provider one acts for: a job each."""
    if version not in {each.version for each in lawbook.law().rule_sets}:
        raise Http404
    for provider in Provider.objects.visible_to(request.user):
        jobs.ask(
            kind=JobKind.REDETERMINE,
            provider_id=provider.pk,
            by=request.user,
            compare_with=version,
        )
    return redirect("filings:rule_sets")


@require_GET
def difference(request: Request, pk: int) -> HttpResponse:
    job = get_object_or_404(
        Job.objects.visible_to(request.user).filter(kind=JobKind.REDETERMINE), pk=pk
    )
    context = {"job": job, "difference": selectors.difference(job, request.user)}
    return render(request, "filings/rule_set_difference.html", context)


@require_POST
def adopt(request: Request, version: str) -> HttpResponse:
    determining.adopt(version=version, by=request.user)
    return redirect("filings:rule_sets")
