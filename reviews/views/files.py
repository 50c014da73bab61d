"""Files that a judgement rests on: never shown inside our own pages, whatever they are."""

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from filings.models import Document, Evidence
from filings.services import evidence, files, issuing
from filings.views.frame import Request
from reviews.selectors import cases, facts
from reviews.views.cases import visible_case


@require_safe
def case_file(request: Request, pk: int, file: int) -> HttpResponseBase:
    """A file of the disclosure, for whoever applies, and for whoever judges and has declared."""
    case = visible_case(request, pk)
    found = facts.file_of(case, file)
    if found is None or not cases.may_read_facts(case, request.user):
        raise Http404
    return sent_file(request, found)


def sent_file(request: HttpRequest, file: Evidence) -> HttpResponseBase:
    """The bytes as they were frozen."""
    try:
        content = evidence.read(file)
    except files.Damaged:
        return _damaged(request, file.name)
    return FileResponse(
        content, as_attachment=True, filename=file.name, content_type=file.media_type
    )


def sent_document(request: HttpRequest, document: Document) -> HttpResponseBase:
    """The bytes as they were issued."""
    try:
        content = issuing.read(document)
    except issuing.DocumentDamaged:
        return _damaged(request, document.name)
    return FileResponse(
        content, as_attachment=True, filename=document.name, content_type=document.media_type
    )


def _damaged(request: HttpRequest, name: str) -> HttpResponse:
    return render(request, "reviews/file_damaged.html", {"name": name}, status=410)
