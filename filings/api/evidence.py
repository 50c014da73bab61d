"""Files that prove a disclosure: the list, attaching one, taking one out, the bytes."""

from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.parsers import JSONParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from filings.api import shapes
from filings.api.asking import cleaned, disclosure_at, handed_out, keyed, typed
from filings.api.described import body, listed
from filings.api.opening import person
from filings.forms.evidence import EvidenceForm
from filings.models import Evidence
from filings.selectors import evidence as selectors
from filings.services import evidence as service
from filings.services import files


class EvidenceOf(APIView):
    parser_classes = [JSONParser, MultiPartParser]

    @extend_schema(responses=listed(shapes.EvidenceShape))
    def get(self, request: Request, pk: int, number: int) -> Response:
        """The files of a version, each with the field that it proves."""
        version = disclosure_at(request, pk, number)
        rows = version.evidence.filter(removed_at=None).order_by("id")
        return Response({"results": shapes.EvidenceShape(rows, many=True).data})

    @extend_schema(request=body(EvidenceForm), responses={201: shapes.EvidenceShape})
    def post(self, request: Request, pk: int, number: int) -> Response:
        """Attach `file` to the field `path` of a draft, with its `kind` and dates."""
        draft = disclosure_at(request, pk, number)
        form = EvidenceForm(typed(request), request.FILES, **selectors.offered(draft))
        facts = cleaned(form).cleaned_data
        about = service.About(
            kind=facts["kind"],
            owner=selectors.people(draft.provider_id).get(facts["owner"]),
            dated_on=facts["dated_on"],
            expires_on=facts["expires_on"],
            marks=facts["marks"],
        )
        made = keyed(
            request,
            draft.provider_id,
            {"attach": draft.pk, "path": facts["path"], "sha256": files.digest(facts["file"])},
            lambda: (
                service.attach(
                    disclosure=draft,
                    path=facts["path"],
                    file=facts["file"],
                    name=facts["file"].name,
                    about=about,
                    by=person(request),
                ).pk
            ),
        )
        return Response(shapes.EvidenceShape(_file(request, int(made))).data, status=201)


class Removal(APIView):
    @extend_schema(request=None, responses=shapes.EvidenceShape)
    def post(self, request: Request, pk: int) -> Response:
        """Take a file out of a draft; its row and bytes stay for the history."""
        file = _file(request, pk)
        service.remove(evidence=file, by=person(request))
        return Response(shapes.EvidenceShape(file).data)


class FileContent(APIView):
    @extend_schema(responses={(200, "*/*"): OpenApiTypes.BINARY})
    def get(self, request: Request, pk: int) -> HttpResponseBase:
        """The bytes as they were attached."""
        return handed_out(_file(request, pk), service.read)


def _file(request: Request, pk: int) -> Evidence:
    rows = Evidence.objects.visible_to(person(request)).select_related("disclosure")
    found: Evidence = get_object_or_404(rows, pk=pk)
    return found
