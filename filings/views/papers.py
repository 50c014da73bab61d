"""The papers of an algorithm: what was issued, what is being printed, the files themselves."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from filings.enums import DocumentKind
from filings.forms.papers import PaperForm
from filings.models import Document
from filings.selectors import offered_papers
from filings.selectors import papers as selectors
from filings.services import issuing
from filings.services.once import once
from filings.statemachine import ActionRefused
from filings.views.algorithm_head import head
from filings.views.algorithms import visible
from filings.views.downloads import issued
from filings.views.frame import Request


def papers(request: Request, pk: int) -> HttpResponse:
    algorithm = visible(request, pk)
    shown = selectors.papers(algorithm, request.user)
    version = offered_papers.chosen(shown.versions, request.GET.get("version", ""))
    context = head(request, algorithm, "papers") | {
        "papers": shown,
        "version": version,
        "offered": offered_papers.offered(algorithm, version),
        "form": PaperForm(
            versions=shown.versions, initial={"version": version.number if version else None}
        ),
        "trouble": selectors.trouble(shown.failed) if shown.failed else "",
    }
    return render(request, "filings/papers.html", context)


@require_POST
def paper_print(request: Request, pk: int) -> HttpResponse:
    algorithm = visible(request, pk)
    shown = selectors.papers(algorithm, request.user)
    form = PaperForm(request.POST, versions=shown.versions)
    if not form.is_valid():
        messages.error(request, _("Choose the paper and a frozen version."))
        return redirect("filings:papers", pk)
    facts = form.facts()
    chosen = next(v for v in shown.versions if v.number == facts["version"])
    try:
        with transaction.atomic():
            outcome = once(
                key=form.cleaned_data["key"],
                provider_id=algorithm.provider_id,
                by=request.user,
                asked={"print": algorithm.pk} | facts,
                act=lambda: issuing.ask(
                    disclosure=chosen, kind=DocumentKind(facts["paper"]), by=request.user
                ).get_absolute_url(),
            )
    except ActionRefused as refused:
        messages.error(request, str(refused))
        return redirect("filings:papers", pk)
    return redirect(outcome)


@require_safe
def document_file(request: Request, pk: int) -> HttpResponseBase:
    """The bytes as issued, as a file to keep."""
    document: Document = get_object_or_404(
        Document.objects.visible_to(request.user).exclude(kind=DocumentKind.DOSSIER).defer("facts"),
        pk=pk,
    )
    return issued(request, document)
