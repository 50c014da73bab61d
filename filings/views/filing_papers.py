"""The papers of one filing: what is printed, what came back signed, what was packed."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from filings.forms.filing import KeyedForm
from filings.forms.signed_copy import SignedCopyForm
from filings.models import Document
from filings.selectors import filing_papers as selectors
from filings.services import packages, signed_copies
from filings.views.attempts import attempt_once
from filings.views.companion import filing_at
from filings.views.frame import Request


@require_safe
def filing_papers(request: Request, pk: int) -> HttpResponse:
    return _page(request, pk)


@require_POST
def package_build(request: Request, pk: int) -> HttpResponse:
    filing = filing_at(request, pk)
    form = KeyedForm(request.POST)
    if form.is_valid():
        done = attempt_once(
            form,
            provider_id=filing.provider_id,
            by=request.user,
            asked={"package": pk, "round": packages.round_of(filing)},
            act=lambda: packages.ask(filing=filing, by=request.user).get_absolute_url(),
        )
        if done:
            return redirect(done)
    return _page(request, pk, package_form=form, status=409)


@require_POST
def signed_copy_add(request: Request, pk: int, document: int) -> HttpResponse:
    filing = filing_at(request, pk)
    printed: Document = get_object_or_404(
        Document.objects.visible_to(request.user).select_related("algorithm"),
        pk=document,
        disclosure_id=filing.disclosure_id,
    )
    form = SignedCopyForm(request.POST, request.FILES)
    if form.is_valid():
        scan = form.cleaned_data["scan"]
        if attempt_once(
            form,
            provider_id=printed.provider_id,
            by=request.user,
            asked={"signed": printed.pk, "name": scan.name, "size": scan.size},
            act=lambda: _kept(printed, form, request),
        ):
            messages.success(request, _("The signed copy is kept beside the printed paper."))
            return redirect("filings:filing_papers", pk)
    return _page(request, pk, printed=printed, copy_form=form, status=409)


def _kept(printed: Document, form: SignedCopyForm, request: Request) -> str:
    scan = form.cleaned_data["scan"]
    signed_copies.add(document=printed, file=scan, name=scan.name, by=request.user)
    return printed.get_absolute_url()


def _page(
    request: Request,
    pk: int,
    *,
    printed: Document | None = None,
    copy_form: SignedCopyForm | None = None,
    package_form: KeyedForm | None = None,
    status: int = 200,
) -> HttpResponse:
    filing = filing_at(request, pk)
    refused = copy_form or package_form
    context = {
        "filing": filing,
        "shown": selectors.shown(filing, request.user),
        "round": packages.round_of(filing),
        "form": SignedCopyForm(),
        "package_form": KeyedForm(),
        "refused_paper": printed,
        "errors": [sentence for sentences in refused.errors.values() for sentence in sentences]
        if refused
        else [],
    }
    return render(request, "filings/filing_papers.html", context, status=status)
