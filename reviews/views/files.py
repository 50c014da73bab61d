"""Files that a judgement rests on: never shown inside our own pages, whatever they are."""

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from filings.models import Document, Evidence
from filings.services import evidence, issuing
from filings.views.downloads import handed_out
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
    return handed_out(file, evidence.read, lambda: _damaged(request, file.name))


def sent_document(request: HttpRequest, document: Document) -> HttpResponseBase:
    """The bytes as they were issued."""
    return handed_out(document, issuing.read, lambda: _damaged(request, document.name))


def _damaged(request: HttpRequest, name: str) -> HttpResponse:
    return render(request, "reviews/file_damaged.html", {"name": name}, status=410)
