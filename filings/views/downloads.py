"""Kept bytes handed out as a file: never shown inside our own pages, whatever they are."""

from collections.abc import Callable
from typing import IO, Any

from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from filings.models import Document, Enclosure, Evidence
from filings.services import files, issuing

Kept = Document | Evidence | Enclosure


def handed_out(
    row: Kept, read: Callable[[Any], IO[bytes]], damaged: Callable[[], HttpResponse]
) -> HttpResponseBase:
    """The bytes as they were kept; the page that `damaged` makes where they no longer are."""
    try:
        content = read(row)
    except files.Damaged:
        return damaged()
    return FileResponse(content, as_attachment=True, filename=row.name, content_type=row.media_type)


def issued(request: HttpRequest, document: Document) -> HttpResponseBase:
    """A paper as it was issued."""
    return handed_out(
        document,
        issuing.read,
        lambda: render(request, "filings/paper_damaged.html", {"document": document}, status=410),
    )
