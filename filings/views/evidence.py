"""The files of an algorithm: the list, attaching, taking out, and the file itself."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from filings import labels
from filings.forms.evidence import EvidenceForm
from filings.models import Algorithm, Disclosure, Evidence
from filings.selectors import evidence as selectors
from filings.services import evidence as service
from filings.services import files
from filings.statemachine import ActionRefused
from filings.views.algorithm_head import head
from filings.views.attempts import attempt, status_of
from filings.views.disclosures import algorithm_at, disclosure_at, refusal
from filings.views.downloads import handed_out
from filings.views.frame import Request


def evidence(request: Request, pk: int) -> HttpResponse:
    algorithm = algorithm_at(request, pk)
    context = selectors.listed(algorithm) | {"refusal": refusal(request, algorithm)}
    return _page(request, algorithm, "list", context)


def evidence_add(request: Request, pk: int, number: int) -> HttpResponse:
    draft = disclosure_at(request, pk, number)
    form = EvidenceForm(
        request.POST or None,
        request.FILES or None,
        initial={"path": request.GET.get("path", ""), "kind": request.GET.get("kind", "")},
        **selectors.offered(draft),
    )
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data
        people = selectors.people(draft.provider_id)
        about = service.About(
            kind=facts["kind"],
            owner=people.get(facts["owner"]),
            dated_on=facts["dated_on"],
            expires_on=facts["expires_on"],
            marks=facts["marks"],
        )
        done = attempt(
            form,
            lambda: service.attach(
                disclosure=draft,
                path=facts["path"],
                file=facts["file"],
                name=facts["file"].name,
                about=about,
                by=request.user,
            ),
        )
        if done:
            messages.success(request, _("“%(file)s” is attached.") % {"file": facts["file"].name})
            return redirect(_back(request, draft, facts["path"]))
    context = {"form": form, "disclosure": draft, "refusal": refusal(request, draft)}
    status = status_of(form)
    return _page(request, draft.algorithm, "form", context, status=status)


def _back(request: Request, draft: Disclosure, path: str) -> str:
    """To the section from which somebody came for this field, else to the list."""
    if "path" not in request.GET:
        return reverse("filings:evidence", args=[draft.algorithm_id])
    section, _dot, field = path.partition(".")
    page = reverse("filings:disclosure_section", args=[draft.algorithm_id, draft.number, section])
    return f"{page}#f-{field.partition('.')[0]}"


@require_POST
def evidence_remove(request: Request, pk: int) -> HttpResponse:
    file = _file(request, pk)
    try:
        service.remove(evidence=file, by=request.user)
        messages.success(request, _("“%(file)s” is taken out.") % {"file": file.name})
    except ActionRefused as refused:
        messages.error(request, str(refused))
    return redirect("filings:evidence", file.algorithm_id)


@require_safe
def evidence_file(request: Request, pk: int) -> HttpResponseBase:
    """The bytes, as a file to keep: never shown inside our own pages, whatever they are."""
    file = _file(request, pk)
    return handed_out(
        file,
        service.read,
        lambda: _page(request, file.algorithm, "damaged", {"file": file}, status=410),
    )


@require_safe
def evidence_label(request: Request, pk: int) -> HttpResponse:
    """What the metadata of a sample say, read back from the bytes that are kept."""
    file = _file(request, pk)
    try:
        with service.read(file) as content:
            report = labels.check(content, provider=file.algorithm.provider.uscc)
    except files.Damaged:
        return _page(request, file.algorithm, "damaged", {"file": file}, status=410)
    return _page(request, file.algorithm, "label", {"file": file, "report": report})


def _file(request: Request, pk: int) -> Evidence:
    return get_object_or_404(
        Evidence.objects.visible_to(request.user).select_related(
            "disclosure", "algorithm__provider", "algorithm__owner"
        ),
        pk=pk,
    )


def _page(
    request: Request, algorithm: Algorithm, name: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    frame = head(request, algorithm, "evidence")
    return render(request, f"filings/evidence_{name}.html", frame | context, status=status)
