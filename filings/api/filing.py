"""Filings with every action, papers as jobs, the files themselves."""

from typing import Any, cast

from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.parsers import FormParser, JSONParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from filings.api import shapes, wholes
from filings.api.asking import (
    DECIDED_ON,
    algorithm_at,
    cleaned,
    disclosure_at,
    handed_out,
    keyed,
    paged,
    tag_of,
    typed,
    unmoved,
)
from filings.api.described import body, listed, place
from filings.api.described import paged as paged_of
from filings.api.ledger import PAGE
from filings.api.opening import person
from filings.enums import DocumentKind, FilingAction, FilingKind, FilingState
from filings.forms.filing import FORMS, ActionForm, FilingListForm
from filings.forms.papers import PaperForm
from filings.models import Document, Filing, Job
from filings.selectors.paging import Order
from filings.services import issuing, lifecycle
from filings.workflow import FILING

NEWEST_FIRST = Order("id", descending=True)


class Filings(APIView):
    @extend_schema(
        parameters=[
            OpenApiParameter("state", enum=FilingState.values),
            OpenApiParameter("kind", enum=FilingKind.values),
            *PAGE,
        ],
        responses=paged_of(shapes.FilingShape),
    )
    def get(self, request: Request) -> Response:
        """Filings, the newest first; `state` and `kind` filter as on the page."""
        form = FilingListForm(request.query_params)
        rows = Filing.objects.visible_to(person(request)).filter(**form.equal())
        rows = rows.select_related("disclosure").prefetch_related("rounds")
        return paged(request, rows, NEWEST_FIRST, shapes.FilingShape)


class FilingsOf(APIView):
    @extend_schema(request=None, responses={201: shapes.FilingWithOffers})
    def post(self, request: Request, pk: int) -> Response:
        """Start the filing that the record needs next."""
        found = algorithm_at(request, pk)
        made = keyed(
            request,
            found.provider_id,
            {"start": pk},
            lambda: lifecycle.start(algorithm=found, by=person(request)).pk,
        )
        return _shown(request, _filing(request, int(made)), status=201)


class OneFiling(APIView):
    @extend_schema(responses=shapes.FilingWithOffers)
    def get(self, request: Request, pk: int) -> Response:
        """A filing with the actions of its state, each open or with the reasons why not."""
        return _shown(request, _filing(request, pk))


class Act(APIView):
    parser_classes = [JSONParser, MultiPartParser, FormParser]

    @extend_schema(
        request=body(*dict.fromkeys(FORMS.values())),
        responses=shapes.FilingWithOffers,
        parameters=[place("action", [each.value for each in FORMS]), DECIDED_ON],
    )
    def post(self, request: Request, pk: int, action: str) -> Response:
        """Move a filing. The body holds the fields of the action's page; a letter is a file."""
        found = _filing(request, pk)
        try:
            chosen = FilingAction(action)
        except ValueError as error:
            raise Http404 from error
        if chosen not in FORMS:  # nobody's act: it follows from another
            raise Http404
        facts = _facts(request, chosen, found)

        def act() -> int:
            unmoved(request, lambda: shapes.FilingShape(found).data)
            return lifecycle.perform(found, chosen, by=person(request), **facts).pk

        keyed(
            request,
            found.provider_id,
            {"filing": pk, "action": action} | facts,
            act,
        )
        return _shown(request, _filing(request, pk))


def _facts(request: Request, action: FilingAction, found: Filing) -> dict[str, Any]:
    form = FORMS[action](typed(request), request.FILES, filing=found)
    return cast("ActionForm", cleaned(form)).facts()


def _filing(request: Request, pk: int) -> Filing:
    rows = Filing.objects.visible_to(person(request)).prefetch_related("rounds")
    found: Filing = get_object_or_404(
        rows.select_related("algorithm__provider", "disclosure__algorithm", "disclosure__provider"),
        pk=pk,
    )
    return found


def _shown(request: Request, found: Filing, status: int = 200) -> Response:
    offers = FILING.offers(found, person(request))
    facts = shapes.FilingShape(found).data
    return Response(
        {**facts, "offers": shapes.OfferShape(offers, many=True).data},
        status=status,
        headers={"ETag": f'"{tag_of(lambda: facts)}"'},
    )


class Papers(APIView):
    @extend_schema(responses=listed(shapes.DocumentShape))
    def get(self, request: Request, pk: int) -> Response:
        """What was issued about an algorithm, the newest first."""
        rows = Document.objects.visible_to(person(request)).defer("facts")
        found = rows.filter(algorithm=algorithm_at(request, pk)).order_by("-id")
        return Response({"results": shapes.DocumentShape(found, many=True).data})

    @extend_schema(request=body(PaperForm), responses={202: shapes.JobShape})
    def post(self, request: Request, pk: int) -> Response:
        """Order a paper of a frozen version: `paper` and `version`. A worker prints it."""
        found = algorithm_at(request, pk)
        frozen = list(found.disclosures.exclude(sha256="").order_by("-number"))
        facts = cleaned(PaperForm(typed(request), versions=frozen)).cleaned_data
        version = disclosure_at(request, pk, facts["version"])
        job = keyed(
            request,
            found.provider_id,
            {"print": pk, "paper": facts["paper"], "version": facts["version"]},
            lambda: (
                issuing.ask(
                    disclosure=version, kind=DocumentKind(facts["paper"]), by=person(request)
                ).pk
            ),
        )
        return Response(shapes.JobShape(_job(request, int(job))).data, status=202)


class OneJob(APIView):
    @extend_schema(responses=wholes.JobWithDocuments)
    def get(self, request: Request, pk: int) -> Response:
        """How far a job is, and the documents that it has issued."""
        found = _job(request, pk)
        issued = Document.objects.visible_to(person(request)).filter(job=found).defer("facts")
        return Response(
            {
                **shapes.JobShape(found).data,
                "documents": shapes.DocumentShape(issued.order_by("id"), many=True).data,
            }
        )


def _job(request: Request, pk: int) -> Job:
    found: Job = get_object_or_404(Job.objects.visible_to(person(request)), pk=pk)
    return found


class DocumentFile(APIView):
    @extend_schema(responses={(200, "*/*"): OpenApiTypes.BINARY})
    def get(self, request: Request, pk: int) -> HttpResponseBase:
        """The bytes as issued."""
        rows = Document.objects.visible_to(person(request)).defer("facts")
        document: Document = get_object_or_404(rows, pk=pk)
        return handed_out(document, issuing.read)
