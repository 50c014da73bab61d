"""Importing in two steps: choose a file, read what each row comes to, then confirm."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import IO, cast

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from filings import spreadsheets
from filings.enums import PublicList, Role, RowOutcome
from filings.forms.register import LedgerUploadForm, PublicUploadForm, UploadForm
from filings.models import Provider
from filings.selectors import import_preview
from filings.services import importing, pending_uploads
from filings.services.importing import Target
from filings.services.ledger_import import COLUMNS as LEDGER_COLUMNS
from filings.services.ledger_import import OwnLedger
from filings.services.pending_uploads import Pending
from filings.services.public_import import COLUMNS as PUBLIC_COLUMNS
from filings.services.public_import import PublicLists
from filings.statemachine import ActionRefused
from filings.uploads import FileRefused
from filings.views.frame import Request, chosen_provider_ids


@dataclass(frozen=True)
class Kind:
    """One of the two targets, as its pages know it."""

    page: str
    """Name of the URL of the import."""
    done: str
    form: Callable[[Request], UploadForm]
    target: Callable[[Request, Pending], Target]
    columns: tuple[importing.Column, ...]


def ledger_import(request: Request) -> HttpResponse:
    if not _files_for(request):
        raise Http404
    return _import(request, LEDGER)


def register_import(request: Request) -> HttpResponse:
    if not request.user.is_operator:
        raise Http404
    return _import(request, PUBLIC)


def import_template(request: Request) -> HttpResponse:
    """An empty table with the head that the import of a ledger reads."""
    if not _files_for(request):
        raise Http404
    head = [column.titles[0] for column in LEDGER_COLUMNS]
    response = HttpResponse(content_type=spreadsheets.XLSX)
    spreadsheets.write_xlsx(cast("IO[bytes]", response), head, [])
    response["Content-Disposition"] = 'attachment; filename="ledger-import.xlsx"'
    return response


def _import(request: Request, kind: Kind) -> HttpResponse:
    reference = request.POST.get("upload") or request.GET.get("upload", "")
    if reference:
        return _preview(request, kind, reference)
    form = kind.form(request)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            kept = pending_uploads.keep(file, file.name, form.options(), by=request.user)
        except FileRefused as refused:
            form.add_error("file", str(refused))
        else:
            return redirect(f"{reverse(kind.page)}?{urlencode({'upload': kept})}")
    context = {"form": form, "columns": kind.columns, "is_ledger": kind is LEDGER}
    return render(request, "filings/import_form.html", context)


def _preview(request: Request, kind: Kind, reference: str) -> HttpResponse:
    pending = pending_uploads.find(reference, by=request.user)
    if pending is None:
        raise Http404
    target = kind.target(request, pending)
    try:
        planned = importing.plan(pending_uploads.read(pending, by=request.user), target)
    except ActionRefused as refused:
        context = {"sentences": refused.sentences, "again": reverse(kind.page)}
        return render(request, "filings/import_refused.html", context, status=409)
    context = import_preview.page(planned, kind.columns, request.GET) | {
        "upload": reference,
        "again": reverse(kind.page),
    }
    if request.method != "POST":
        return render(request, "filings/import_preview.html", context)
    try:
        counts = importing.carry_out(
            planned, target, by=request.user, without_refused="without_refused" in request.POST
        )
    except ActionRefused as refused:
        context["sentences"] = refused.sentences
        return render(request, "filings/import_preview.html", context, status=409)
    pending_uploads.forget(request.user)
    messages.success(request, _said(counts))
    return redirect(kind.done)


def _said(counts: dict[str, int]) -> str:
    return _("%(new)d new, %(changed)d changed, %(unchanged)d unchanged, %(refused)d refused.") % {
        outcome.value: counts[outcome] for outcome in RowOutcome
    }


def _files_for(request: Request) -> list[int]:
    return [pk for pk in request.user.provider_ids if request.user.acts_as(Role.FILER, pk)]


def _ledger_form(request: Request) -> UploadForm:
    providers = Provider.objects.visible_to(request.user).filter(pk__in=_files_for(request))
    return LedgerUploadForm(
        request.POST or None,
        request.FILES or None,
        providers=list(providers),
        initial={"provider": next(iter(chosen_provider_ids(request)), None)},
    )


def _public_form(request: Request) -> UploadForm:
    return PublicUploadForm(request.POST or None, request.FILES or None)


def _own_ledger(request: Request, pending: Pending) -> Target:
    return OwnLedger(by=request.user, default=pending.options["provider"])


def _public_lists(_request: Request, pending: Pending) -> Target:
    options = dict(pending.options)
    published_in = options.pop("published_in")
    options["source"] = options["source"] or pending.name
    return PublicLists(published_in=PublicList(published_in) if published_in else None, **options)


LEDGER = Kind(
    "filings:algorithm_import", "filings:algorithms", _ledger_form, _own_ledger, LEDGER_COLUMNS
)
PUBLIC = Kind(
    "filings:register_import", "filings:register", _public_form, _public_lists, PUBLIC_COLUMNS
)
