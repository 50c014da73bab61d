"""Dossiers of a case: ordered, watched while they are made, stopped, given out."""

from http import HTTPStatus

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from filings import walls
from filings.enums import DocumentKind, DossierProfile, JobKind
from filings.forms.dossiers import AnyDossierForm
from filings.models import Job
from filings.statemachine import ActionRefused
from filings.views.attempts import attempt_once, status_of
from filings.views.downloads import issued
from filings.views.frame import Request
from reviews.enums import CaseChapter, CaseState
from reviews.models import Case, Paper
from reviews.permissions import may_export
from reviews.selectors import cases
from reviews.selectors import dossiers as selectors
from reviews.services import dossiers as services
from reviews.views.cases import visible_case


@require_http_methods(["GET", "HEAD", "POST"])
def dossiers_of(request: Request, pk: int) -> HttpResponse:
    """The whole page, or for the script that asks again while one is made, its list."""
    case = visible_case(request, pk)
    allowed = may_export.allows(request.user, case)
    form = AnyDossierForm(
        request.POST or None,
        profiles=list(DossierProfile) if allowed else [],
        kinds=CaseChapter.choices,
        initial={
            "profile": DossierProfile.AUTHORITY.value,
            "chapters": CaseChapter.values,
            "language": "en" if request.user.language == "en" else "zh-Hans",
        },
    )
    if request.method == "POST":
        if not allowed:
            form.errors.clear()
            form.add_error(None, str(may_export.otherwise))
        elif form.is_valid() and (done := _asked(request, case, form)):
            return redirect(done)
    part = request.headers.get("HX-Request") == "true"
    context = {
        "case": case,
        "colour": cases.COLOURS.get(CaseState(case.state), "waiting"),
        "form": form,
        "refusal": None if allowed else may_export.otherwise,
        "dossiers": selectors.dossiers(case, request.user),
    }
    template = "reviews/_dossiers_made.html" if part else "reviews/case_dossiers.html"
    return render(request, template, context, status=status_of(form))


def _asked(request: Request, case: Case, form: AnyDossierForm) -> str | None:
    order, profile = form.order(), DossierProfile(form.cleaned_data["profile"])

    def act() -> str:
        services.ask(
            case=case,
            profile=profile,
            by=request.user,
            address=request.build_absolute_uri(reverse("filings:verify")),
            **order,
        )
        return reverse("reviews:dossiers", args=[case.pk])

    asked = {"case_dossier": case.pk, "profile": profile.value} | order
    return attempt_once(form, provider_id=case.provider_id, by=request.user, asked=asked, act=act)


@require_POST
def dossier_stop(request: Request, pk: int) -> HttpResponse:
    walls.enter_as_judge(request.user)
    own = Job.objects.filter(kind=JobKind.REVIEW_DOSSIER, asked_by=request.user)
    job: Job = get_object_or_404(own, pk=pk)
    try:
        services.cancel(job=job, by=request.user)
    except ActionRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("The dossier is not made any further."))
    return redirect("reviews:dossiers", job.order["case"])


@require_safe
def dossier_file(request: Request, pk: int) -> HttpResponseBase:
    """The bytes as issued, to whoever made it and still may; each time is recorded."""
    walls.enter_as_judge(request.user)
    own = Paper.objects.visible_to(request.user).filter(kind=DocumentKind.REVIEW_DOSSIER)
    paper: Paper = get_object_or_404(own.select_related("document", "case__algorithm"), pk=pk)
    document, case = paper.document, paper.case
    assert case
    answer = issued(request, document)
    if request.method == "GET" and answer.status_code == HTTPStatus.OK:
        services.delivered(document, by=request.user, case=case)
    return answer
