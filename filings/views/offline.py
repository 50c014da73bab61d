"""A disclosure away from here: the workbook and JSON to take along, and what comes back."""

import json
from io import BytesIO
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from filings import contents, model_cards, spreadsheets, workbooks
from filings.forms.model_cards import AcceptForm, CardForm
from filings.forms.offline import OfflineForm
from filings.models import Disclosure
from filings.selectors.disclosure import people_of
from filings.services import answering
from filings.uploads import FileRefused
from filings.views.algorithm_head import head
from filings.views.attempts import attempt
from filings.views.disclosures import disclosure_at, refusal
from filings.views.frame import Request


@require_http_methods(["GET", "HEAD", "POST"])
def offline(request: Request, pk: int, number: int) -> HttpResponse:
    shown = disclosure_at(request, pk, number)
    form = OfflineForm(request.POST or None, request.FILES or None)
    troubles: list[Any] = []
    if request.method == "POST" and form.is_valid():
        filled = _read(form, shown)
        troubles = filled.troubles if filled else []
        if filled and not troubles and _brought(request, form, shown, filled.answers):
            return redirect(shown)
    context = head(request, shown.algorithm, "disclosure") | {
        "disclosure": shown,
        "form": form,
        "troubles": troubles,
        "refusal": refusal(request, shown),
    }
    refused = troubles or form.errors
    status = 409 if form.non_field_errors() else 422 if refused else 200
    return render(request, "filings/disclosure_offline.html", context, status=status)


def _read(form: OfflineForm, shown: Disclosure) -> workbooks.Filled | None:
    file: UploadedFile[bytes] = form.cleaned_data["file"]
    try:
        return answering.read_file(file, file.name or "", shown, people_of(shown.provider_id))
    except FileRefused as refused:
        form.add_error("file", str(refused))
        return None


def _brought(
    request: Request, form: OfflineForm, shown: Disclosure, answers: dict[str, Any]
) -> bool:
    done: list[str] = []

    def act() -> None:
        done.extend(answering.bring(disclosure=shown, answers=answers, by=request.user))

    if not attempt(form, act):
        return False
    messages.success(
        request,
        ngettext(
            "%(count)d section was filled in.", "%(count)d sections were filled in.", len(done)
        )
        % {"count": len(done)},
    )
    return True


@require_safe
def offline_file(request: Request, pk: int, number: int, ending: str) -> HttpResponseBase:
    """`xlsx` or `json`: what is answered already, and room for the rest."""
    shown = disclosure_at(request, pk, number)
    file, media_type = written(shown, ending)
    name = f"{shown.algorithm.reference}-v{shown.number}.{ending}"
    return FileResponse(file, as_attachment=True, filename=name, content_type=media_type)


def written(shown: Disclosure, ending: str) -> tuple[BytesIO, str]:
    file = BytesIO()
    answers = contents.answers_of(shown)
    if ending == "xlsx":
        workbooks.write(file, answering.layout_of(shown), answers)
        media_type = spreadsheets.XLSX
    elif ending == "json":
        text = json.dumps({"answers": answers}, ensure_ascii=False, indent=1)
        file.write(text.encode())
        media_type = "application/json"
    else:
        raise Http404
    file.seek(0)
    return file, media_type


@require_http_methods(["GET", "HEAD", "POST"])
def model_card(request: Request, pk: int, number: int) -> HttpResponse:
    """A model's own file is read and shown; what somebody ticks goes into the section on models."""
    shown = disclosure_at(request, pk, number)
    section = contents.section_of(shown, answering.MODELS[0])
    table = next(field for field in section.fields if field.code == answering.MODELS[1])
    asked = [*table.fields, *section.fields]
    about: dict[str, Any] = {
        "fields": {each.code: each for each in asked if not each.fields},
        "rows": {r["key"]: str(r.get("name") or r["key"]) for r in answering.models_of(shown)},
    }
    accepting = request.method == "POST" and "accept" in request.POST
    form = CardForm(None if accepting else request.POST or None, request.FILES or None)
    accept = AcceptForm(request.POST, proposals=[], **about) if accepting else None
    if accept is not None and accept.is_valid() and _accepted(request, accept, shown):
        return redirect(
            "filings:disclosure_section", shown.algorithm_id, shown.number, answering.MODELS[0]
        )
    if request.method == "POST" and not accepting and form.is_valid():
        file: UploadedFile[bytes] = form.cleaned_data["file"]
        try:
            proposals = model_cards.read(file.read(model_cards.LARGEST + 1), file.name or "")
            accept = AcceptForm(proposals=proposals, **about)
        except model_cards.NotACard as refused:
            form.add_error("file", str(refused))
    context = head(request, shown.algorithm, "disclosure") | {
        "disclosure": shown,
        "form": form,
        "accept": accept,
        "refusal": refusal(request, shown),
    }
    refused_form = accept is not None and accept.errors
    status = 409 if refused_form else 422 if form.errors else 200
    return render(request, "filings/disclosure_model_card.html", context, status=status)


def _accepted(request: Request, form: AcceptForm, shown: Disclosure) -> bool:
    facts = form.accepted()
    if not facts:
        form.add_error(None, _("Tick what you accept."))
        return False
    key = form.cleaned_data["row"]
    if not attempt(
        form,
        lambda: answering.bring_model(disclosure=shown, key=key, facts=facts, by=request.user),
    ):
        return False
    messages.success(request, _("Taken over. Read it once more before the version is frozen."))
    return True
