"""Labels for other systems: a file read back, the plan, samples, content given out without."""

from django.conf import settings
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.parsers import JSONParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from filings import labels
from filings.api import wholes
from filings.api.asking import algorithm_at, cleaned, handed_out, keyed, typed
from filings.api.described import body, listed
from filings.api.opening import person
from filings.forms.labelling import GivenOutForm, SampleForm
from filings.models import LabelCheck
from filings.selectors import labelling as selectors
from filings.services import enclosures, files
from filings.services import labelling as service

OFFERED = 50
"""Samples that another one may be compared with, as on the page."""


class LabelsOf(APIView):
    @extend_schema(responses=wholes.LabelsShape)
    def get(self, request: Request, pk: int) -> Response:
        """Whether labels are owed, the provider's code, the plan with its faults, samples."""
        return Response(
            wholes.LabelsShape(selectors.labels(algorithm_at(request, pk), person(request))).data
        )


class Samples(APIView):
    parser_classes = [MultiPartParser]

    @extend_schema(responses=listed(wholes.SampleShape))
    def get(self, request: Request, pk: int) -> Response:
        """The samples of an algorithm with what was read back from each, the newest first."""
        rows = selectors.of_algorithm(algorithm_at(request, pk))[: selectors.SHOWN]
        return Response({"results": wholes.SampleShape(rows, many=True).data})

    @extend_schema(request=body(SampleForm), responses={201: wholes.SampleShape})
    def post(self, request: Request, pk: int) -> Response:
        """Keep a sample and what is read back from it; a bad one is kept as well, and says so."""
        found, me = algorithm_at(request, pk), person(request)
        offered = list(selectors.of_algorithm(found)[:OFFERED])
        form = SampleForm(typed(request), request.FILES, algorithm=found, samples=offered)
        sample = cleaned(form).sample()  # type: ignore[attr-defined]
        made = keyed(
            request,
            found.provider_id,
            {"label": pk, "sha256": files.digest(sample.file)},
            lambda: service.check(algorithm=found, sample=sample, by=me).pk,
        )
        return Response(wholes.SampleShape(_sample(request, int(made))).data, status=201)


class SampleFile(APIView):
    @extend_schema(responses={(200, "*/*"): OpenApiTypes.BINARY})
    def get(self, request: Request, pk: int) -> HttpResponseBase:
        """The bytes of a sample as they were taken in."""
        return handed_out(_sample(request, pk).file, enclosures.read)


def _sample(request: Request, pk: int) -> LabelCheck:
    rows = LabelCheck.objects.visible_to(person(request))
    found: LabelCheck = get_object_or_404(rows.select_related("file", "product"), pk=pk)
    return found


class Unlabelled(APIView):
    parser_classes = [JSONParser, MultiPartParser]

    @extend_schema(responses=listed(wholes.UnlabelledShape))
    def get(self, request: Request, pk: int) -> Response:
        """Content given out without explicit label on a user's request, the newest first."""
        rows = selectors.unlabelled(algorithm_at(request, pk))[: selectors.SHOWN]
        return Response({"results": wholes.UnlabelledShape(rows, many=True).data})

    @extend_schema(request=body(GivenOutForm), responses={201: wholes.UnlabelledShape})
    def post(self, request: Request, pk: int) -> Response:
        """Record that content was given out without label; it is kept six months at least."""
        found, me = algorithm_at(request, pk), person(request)
        form = GivenOutForm(typed(request), request.FILES, algorithm=found)
        given = cleaned(form).given()  # type: ignore[attr-defined]
        made = keyed(
            request,
            found.provider_id,
            {"unlabelled": pk, "content": given.content, "recipient": given.recipient},
            lambda: service.give_out(algorithm=found, given=given, by=me).pk,
        )
        row = selectors.unlabelled(found).get(pk=int(made))
        return Response(wholes.UnlabelledShape(row).data, status=201)


class CheckLabel(APIView):
    parser_classes = [MultiPartParser]

    @extend_schema(
        request={
            "multipart/form-data": {
                "type": "object",
                "properties": {
                    "file": {"type": "string", "format": "binary"},
                    "provider": {"type": "string"},
                },
                "required": ["file"],
            }
        },
        responses=OpenApiTypes.OBJECT,
    )
    def post(self, request: Request) -> Response:
        """Read the label in the metadata of `file`; `provider` is a provider's or credit code.

        As `check_labels --json` tells it: findings in both languages, each with its clause.
        """
        file = request.FILES.get("file")
        if file is None:
            raise ValidationError({"file": [_("Send a file.")]})
        if file.size > settings.UPLOAD_LIMIT:
            most = settings.UPLOAD_LIMIT // 2**20
            sentence = _("This file is larger than %(limit)d MB. Split it or save it smaller.")
            raise ValidationError({"file": [sentence % {"limit": most}]})
        report = labels.check(file, provider=request.POST.get("provider", ""))
        return Response({"file": file.name, **report.as_json()})
