"""What every resource asks of a request: which state it means, once or again, which page."""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import IO, Any
from uuid import UUID, uuid4

from django.db.models import QuerySet
from django.forms import BaseForm, ModelMultipleChoiceField, MultipleChoiceField
from django.forms.fields import BaseTemporalField
from django.http import FileResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import override
from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from filings import canonical
from filings.api.opening import person
from filings.api.problems import NotRead, Stale
from filings.models import Algorithm, Disclosure, Document, Enclosure, Evidence
from filings.selectors import paging
from filings.selectors.paging import Order
from filings.services import files
from filings.services.once import once

LARGEST_PAGE = 200
IF_MATCH = OpenApiParameter("If-Match", location=OpenApiParameter.HEADER, required=True)
DECIDED_ON = OpenApiParameter("If-Match", location=OpenApiParameter.HEADER)
"""The `ETag` of what an act was decided on, where it must not be done on anything else."""


def algorithm_at(request: Request, pk: int) -> Algorithm:
    rows = Algorithm.objects.visible_to(person(request)).select_related("provider", "owner")
    return get_object_or_404(rows, pk=pk)


def disclosure_at(request: Request, pk: int, number: int) -> Disclosure:
    rows = Disclosure.objects.visible_to(person(request)).select_related("algorithm", "provider")
    return get_object_or_404(rows.prefetch_related("sections"), algorithm_id=pk, number=number)


def seen(request: Request) -> str:
    """What `If-Match` names; without it nobody knows what the writer has read."""
    given = request.headers.get("If-Match", "").strip()
    if not given:
        raise NotRead(_("Send If-Match with the state you have read, so that nothing is lost."))
    return given.removeprefix("W/").strip('"')


def tag_of(shown: Callable[[], Any]) -> str:
    """The `ETag` of what a resource shows, the same in every language."""
    with override("en"):
        return canonical.digest(json.loads(JSONRenderer().render(shown())))[:32]


def unmoved(request: Request, shown: Callable[[], Any]) -> None:
    """An act may say in `If-Match` what it was decided on; once that has changed it is not done."""
    if request.headers.get("If-Match") and seen(request) != tag_of(shown):
        raise Stale


def keyed(
    request: Request, provider_id: int, asked: Mapping[str, Any], act: Callable[[], Any]
) -> str:
    """Do the act; with an `Idempotency-Key` a repeated request does it no second time."""
    given = request.headers.get("Idempotency-Key", "")
    if not given:
        return str(act())
    try:
        key = UUID(given)
    except ValueError as error:
        raise ValidationError({"Idempotency-Key": [_("A key is a UUID.")]}) from error
    return once(
        key=key, provider_id=provider_id, by=person(request), asked=asked, act=lambda: str(act())
    )


def handed_out(
    row: Document | Evidence | Enclosure, read: Callable[[Any], IO[bytes]]
) -> FileResponse:
    """The bytes as they were kept; not found where they no longer are."""
    try:
        content = read(row)
    except files.Damaged as damaged:
        raise NotFound from damaged
    return FileResponse(content, as_attachment=True, filename=row.name, content_type=row.media_type)


def typed(request: Request) -> dict[str, Any]:
    """The body as an object, with a key for the forms that want one."""
    data = request.data
    if not isinstance(data, Mapping):
        raise ValidationError({"": [_("Send an object.")]})
    plain = data.dict() if hasattr(data, "dict") else dict(data)
    return plain | {"key": str(uuid4())}


def cleaned(form: BaseForm) -> BaseForm:
    if misshapen := dict(_misshapen(form)):
        raise ValidationError(misshapen)
    if not form.is_valid():
        raise ValidationError({name: list(map(str, found)) for name, found in form.errors.items()})
    return form


def _misshapen(form: BaseForm) -> Iterator[tuple[str, list[str]]]:
    """What a page could never send: a list or an object for one value, a number for a day."""
    for name, field in form.fields.items():
        value = form.data.get(name)
        several = isinstance(field, MultipleChoiceField | ModelMultipleChoiceField)
        parts = value if several and isinstance(value, list) else [value]
        if any(isinstance(part, list | dict) for part in parts):
            yield name, [_("Send one value here, neither a list nor an object.")]
        elif isinstance(field, BaseTemporalField) and isinstance(value, int | float):
            yield name, [str(field.error_messages["invalid"])]


def paged(request: Request, rows: QuerySet[Any], order: Order, shape: Any) -> Response:
    """One page by key: `next` and `previous` are the values of `at` for the pages around it."""
    size = request.query_params.get("size", "")[:9]
    most = min(int(size), LARGEST_PAGE) if size.isdecimal() and int(size) else paging.SIZE
    page = paging.page(rows, order, paging.place(request.query_params.get("at", "")), most)
    return Response(
        {
            "results": shape(page.rows, many=True).data,
            "next": str(page.next) if page.next else None,
            "previous": str(page.previous) if page.previous else None,
        }
    )
