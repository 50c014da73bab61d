"""A disclosure away from here: the workbook and JSON to take along, and what comes back."""

import json
from io import BytesIO
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from filings import contents, spreadsheets, workbooks
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
