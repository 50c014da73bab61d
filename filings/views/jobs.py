"""The page of a job: how far it is, what came of it, and its end before its time."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from filings.models import Job
from filings.selectors import bulk_dossiers, labelling
from filings.selectors import papers as selectors
from filings.services import jobs
from filings.statemachine import ActionRefused
from filings.views.frame import Request


def job(request: Request, pk: int) -> HttpResponse:
    """The whole page, or for the script that polls the part that moves."""
    found = _visible(request, pk)
    shown = selectors.watched(found, request.user)
    part = request.headers.get("HX-Request") == "true"
    template = "filings/_job_progress.html" if part else "filings/job_detail.html"
    context = {"watched": shown, "job": found, "url": found.get_absolute_url()}
    context |= {"batch": labelling.batch(found), "many": bulk_dossiers.many(found)}
    if shown.may_cancel:
        context["cancel_url"] = reverse("filings:job_cancel", args=[pk])
    return render(request, template, context)


@require_POST
def job_cancel(request: Request, pk: int) -> HttpResponse:
    found = _visible(request, pk)
    try:
        jobs.cancel(job=found, by=request.user)
    except ActionRefused as refused:
        messages.error(request, str(refused))
    return redirect(found)


def _visible(request: Request, pk: int) -> Job:
    found: Job = get_object_or_404(
        Job.objects.visible_to(request.user).select_related("algorithm", "asked_by"), pk=pk
    )
    return found
