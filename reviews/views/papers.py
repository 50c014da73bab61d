"""The papers of a case: ordered, read before their release, kept as files."""

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from filings import walls
from filings.enums import DocumentKind
from filings.views.attempts import attempt_once
from filings.views.downloads import issued
from filings.views.frame import Request
from reviews.forms.papers import PaperForm
from reviews.models import Case, Paper
from reviews.permissions import may_export
from reviews.selectors import papers as selectors
from reviews.services import papers


@require_safe
def case_papers(request: Request, pk: int) -> HttpResponse:
    """The whole page, or for the script that asks again while something is printed, its list."""
    found = _with_papers(request, pk)
    part = request.headers.get("HX-Request") == "true"
    template = "reviews/_papers_issued.html" if part else "reviews/case_papers.html"
    context = {
        "case": found,
        "home": selectors.home(found, request.user),
        "may_export": may_export.allows(request.user, found),
        "papers": selectors.papers(found, request.user),
        "form": PaperForm(),
    }
    return render(request, template, context)


@require_POST
def paper_print(request: Request, pk: int) -> HttpResponse:
    found = _with_papers(request, pk)
    page = reverse("reviews:case_papers", args=[pk])
    form = PaperForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose a paper on the page."))
        return redirect(page)
    kind, subject_id = form.cleaned_data["paper"], form.cleaned_data["subject"]
    subject = selectors.offered(found, request.user, kind, subject_id)
    if subject is None:
        messages.error(request, _("This paper cannot be printed now. Choose one on the page."))
        return redirect(page)

    def act() -> str:
        papers.ask(kind=DocumentKind(kind), subject=subject, by=request.user)
        return page

    asked = {"print": found.pk, "paper": kind, "subject": subject_id}
    if not attempt_once(form, provider_id=found.provider_id, by=request.user, asked=asked, act=act):
        messages.error(request, " ".join(map(str, form.non_field_errors())))
    return redirect(page)


@require_safe
def paper(request: Request, pk: int) -> HttpResponse:
    """What a paper says, from the facts that were kept with it."""
    found = _visible(request, pk)
    context = {
        "paper": found,
        "home": selectors.home(found.case, request.user) if found.case else "",
        "document": found.document,
        "facts": found.document.facts,
        "forms": selectors.siblings(found, request.user),
    }
    return render(request, "reviews/paper.html", context)


@require_safe
def paper_file(request: Request, pk: int) -> HttpResponseBase:
    """The bytes as issued."""
    document = _visible(request, pk).document
    return issued(request, document)


def _with_papers(request: Request, pk: int) -> Case:
    walls.enter_as_judge(request.user)
    rows = selectors.with_papers(request.user)
    found: Case = get_object_or_404(
        rows.select_related("algorithm", "provider", "committee"), pk=pk
    )
    return found


def _visible(request: Request, pk: int) -> Paper:
    walls.enter_as_judge(request.user)
    found: Paper = get_object_or_404(
        Paper.objects.visible_to(request.user)
        .exclude(kind=DocumentKind.REVIEW_DOSSIER)
        .select_related("case", "document__issued_by", "decision"),
        pk=pk,
    )
    return found
