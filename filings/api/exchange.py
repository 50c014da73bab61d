"""Whole disclosures in and out: the schema, all answers at once, the workbook."""

from io import BytesIO
from typing import Any

from django.http import FileResponse, Http404
from django.http.response import HttpResponseBase
from django.urls import reverse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.parsers import JSONParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from filings import canonical, contents, regulations, schemas, spreadsheets, workbooks
from filings.api import wholes
from filings.api.asking import IF_MATCH, cleaned, disclosure_at, seen, typed
from filings.api.described import body
from filings.api.opening import person
from filings.api.problems import Stale
from filings.forms.offline import OfflineForm
from filings.models import Disclosure
from filings.selectors.disclosure import people_of
from filings.services import answering
from filings.uploads import FileRefused


class FormSchema(APIView):
    @extend_schema(responses=dict)
    def get(self, request: Request, version: str) -> Response:
        """The JSON Schema (2020-12) of the answers to one version of the form."""
        for form in regulations.load().forms:
            if form.version == version:
                address = request.build_absolute_uri(reverse("api:form_schema", args=[version]))
                return Response(schemas.schema(form, address))
        raise Http404


class Answers(APIView):
    @extend_schema(responses=wholes.AnswersShape)
    def get(self, request: Request, pk: int, number: int) -> Response:
        """All answers of a version, as the schema describes them."""
        return _shown(disclosure_at(request, pk, number))

    @extend_schema(
        request=wholes.AnswersTyped, responses=wholes.AnswersShape, parameters=[IF_MATCH]
    )
    def put(self, request: Request, pk: int, number: int) -> Response:
        """Save the sections in `answers`, all or none, against the state that was read."""
        version = disclosure_at(request, pk, number)
        facts = typed(request)
        if seen(request) != _etag(version):
            raise Stale
        answers = facts.get("answers")
        if not isinstance(answers, dict):
            raise ValidationError({"answers": ["{}"]})
        answering.bring(disclosure=version, answers=answers, by=person(request))
        return _shown(disclosure_at(request, pk, number))


def _etag(version: Disclosure) -> str:
    revisions = {row.code: row.revision for row in version.sections.all()}
    return canonical.digest([version.state, revisions])[:32]


def _shown(version: Disclosure) -> Response:
    etag = _etag(version)
    answers = contents.answers_of(version)
    return Response({"answers": answers, "etag": etag}, headers={"ETag": f'"{etag}"'})


class Workbook(APIView):
    parser_classes = [JSONParser, MultiPartParser]

    @extend_schema(responses={(200, spreadsheets.XLSX): OpenApiTypes.BINARY})
    def get(self, request: Request, pk: int, number: int) -> HttpResponseBase:
        """The version as a workbook to fill in."""
        version = disclosure_at(request, pk, number)
        file = BytesIO()
        workbooks.write(file, answering.layout_of(version), contents.answers_of(version))
        file.seek(0)
        name = f"{version.algorithm.reference}-v{version.number}.xlsx"
        return FileResponse(file, as_attachment=True, filename=name, content_type=spreadsheets.XLSX)

    @extend_schema(request=body(OfflineForm), responses=dict)
    def post(self, request: Request, pk: int, number: int) -> Response:
        """Take over a filled workbook, sent as `file`; what is wrong comes back cell by cell."""
        version = disclosure_at(request, pk, number)
        file = cleaned(OfflineForm(request.POST, request.FILES)).cleaned_data["file"]
        try:
            filled = answering.read_file(
                file, file.name or "", version, people_of(version.provider_id)
            )
        except FileRefused as refused:
            raise ValidationError({"file": [str(refused)]}) from refused
        if filled.troubles:
            raise ValidationError(_by_cell(filled.troubles))
        saved = answering.bring(disclosure=version, answers=filled.answers, by=person(request))
        return Response({"sections": saved})


def _by_cell(troubles: list[Any]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for each in troubles:
        found.setdefault(f"{each.sheet}!{each.cell}", []).append(each.sentence)
    return found
