"""The precheck of a version: its findings, and the page where legal lets one pass."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from filings import findings
from filings.forms.prechecks import LetPassForm
from filings.models import Disclosure
from filings.selectors import prechecks as selectors
from filings.services import prechecks
from filings.statemachine import ActionRefused
from filings.views.algorithm_head import head
from filings.views.attempts import status_of
from filings.views.disclosures import disclosure_at
from filings.views.frame import Request


def precheck(request: Request, pk: int, number: int) -> HttpResponse:
    version = disclosure_at(request, pk, number)
    report = findings.of(version, thorough=True)
    context = head(request, version.algorithm, "disclosure") | {
        "disclosure": version,
        "summary": selectors.summary(report, version),
        "rows": selectors.shown(report, version),
        "refusal": selectors.refusal(version, request.user),
    }
    return render(request, "filings/precheck.html", context)


def precheck_let_pass(request: Request, pk: int, number: int, digest: str) -> HttpResponse:
    version = disclosure_at(request, pk, number)
    report = findings.of(version)
    blocking = [each for each in report.findings if each.blocks and each.digest == digest]
    if not blocking:
        raise Http404
    form = LetPassForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _done(request, form, version, digest):
        messages.success(request, _("The finding passes."))
        return redirect("filings:precheck", pk, number)
    context = head(request, version.algorithm, "disclosure") | {
        "disclosure": version,
        "row": selectors.shown(report, version, blocking)[0],
        "refusal": selectors.refusal(version, request.user),
        "form": form,
    }
    return render(request, "filings/precheck_let_pass.html", context, status=status_of(form))


def _done(request: Request, form: LetPassForm, version: Disclosure, digest: str) -> bool:
    try:
        with transaction.atomic():
            prechecks.let_pass(
                disclosure=version,
                digest=digest,
                reason=form.cleaned_data["reason"],
                by=request.user,
            )
    except ActionRefused as refused:
        form.add_error(None, [str(sentence) for sentence in refused.sentences])
        return False
    return True
