"""Cases and every act on what moves in them, for whoever may see and do it on the pages."""

from typing import Any

from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.parsers import FormParser, JSONParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from filings import walls
from filings.api.asking import (
    DECIDED_ON,
    algorithm_at,
    cleaned,
    handed_out,
    keyed,
    tag_of,
    typed,
    unmoved,
)
from filings.api.described import body, listed, place
from filings.api.opening import person
from filings.services import issuing
from reviews.api import shapes
from reviews.calls import CALLS
from reviews.enums import CaseState
from reviews.forms.acts import form_of
from reviews.forms.cases import CaseListForm, OpeningForm
from reviews.models import Case, Paper
from reviews.selectors import cases as selectors
from reviews.selectors.acts import THINGS, transition_of
from reviews.services import committees, intake
from reviews.workflow import TABLES

ACTIONS = sorted({code for table in TABLES.values() for code in table.rows})


class Cases(APIView):
    @extend_schema(
        parameters=[OpenApiParameter("state", enum=CaseState.values)],
        responses=listed(shapes.CaseLine),
    )
    def get(self, request: Request) -> Response:
        """The cases one may see; `state` filters as on the page."""
        walls.enter_as_judge(person(request))
        state = CaseListForm(request.query_params).state_wanted()
        rows = selectors.listed(person(request), state)
        return Response({"results": shapes.CaseLine(rows, many=True).data})


class CasesOf(APIView):
    @extend_schema(request=body(OpeningForm), responses={201: shapes.CaseShape})
    def post(self, request: Request, pk: int) -> Response:
        """Open a case of an algorithm: `committee`, and `late_reason` where it is late."""
        found = algorithm_at(request, pk)
        serving = committees.serving(found.provider_id)
        facts = cleaned(OpeningForm(typed(request), serving=serving)).facts()  # type: ignore[attr-defined]
        made = keyed(
            request,
            found.provider_id,
            {"open_case": pk} | facts,
            lambda: intake.open_case(algorithm=found, by=person(request), **facts).pk,
        )
        return _shown(request, int(made), status=201)


class OneCase(APIView):
    @extend_schema(responses=shapes.CaseShape)
    def get(self, request: Request, pk: int) -> Response:
        """A case as the reader may see it, with every act that is theirs, open or refused."""
        return _shown(request, pk)


def _shown(request: Request, pk: int, status: int = 200) -> Response:
    facts = shapes.CaseShape(_case(request, pk)).data
    tag = tag_of(lambda: _told(facts))
    return Response(facts, status=status, headers={"ETag": f'"{tag}"'})


def _told(facts: Any) -> dict[str, Any]:
    """What of a case is the same in every language; each step adds to its history."""
    kept = ("state", "with_applicant", "rounds", "decisions", "conditions")
    return {name: facts[name] for name in kept} | {"steps": len(facts["history"])}


def _case(request: Request, pk: int) -> selectors.Shown:
    walls.enter_as_judge(person(request))
    rows = Case.objects.visible_to(person(request)).select_related(
        "algorithm", "provider", "committee", "opened_by", "approved__disclosure"
    )
    found: Case = get_object_or_404(rows, pk=pk)
    return selectors.shown(found, person(request))


class Act(APIView):
    parser_classes = [JSONParser, MultiPartParser, FormParser]

    @extend_schema(
        request=body(*dict.fromkeys(form_of(action) for action in ACTIONS)),
        responses={200: shapes.CaseShape, 204: None},
        parameters=[place("thing", [*THINGS]), place("action", ACTIONS), DECIDED_ON],
    )
    def post(self, request: Request, thing: str, pk: int, action: str) -> Response:
        """Do one act; the body holds the fields of its page, files as parts of a form."""
        me = person(request)
        walls.enter_as_judge(me)
        transition = transition_of(thing, action)
        obj: Any = THINGS[thing]._default_manager.filter(pk=pk).first() if transition else None  # noqa: SLF001
        if obj is None or not selectors.may_see(me, obj):
            raise Http404
        form = form_of(action)(typed(request), request.FILES, obj=obj, user=me)
        form.address = request.build_absolute_uri
        form = cleaned(form)  # type: ignore[assignment]

        def act() -> str:
            unmoved(request, lambda: _told(shapes.CaseShape(_case(request, obj.case.pk)).data))
            CALLS[action](obj, me, form)
            return str(obj.case.pk)

        case = keyed(request, obj.provider_id, {thing: pk, "act": action} | form.asked(), act)
        walls.enter_as_judge(me)
        if not Case.objects.visible_to(me).filter(pk=int(case)).exists():
            return Response(status=204)  # whoever stepped back, or organises, does not see the case
        return _shown(request, int(case))


class Papers(APIView):
    @extend_schema(responses=listed(shapes.PaperShape))
    def get(self, request: Request, pk: int) -> Response:
        """The papers of a case that one may read."""
        me = person(request)
        _case(request, pk)
        rows = Paper.objects.visible_to(me).filter(case=pk).select_related("document")
        return Response({"results": shapes.PaperShape(rows.order_by("-id"), many=True).data})


class PaperFile(APIView):
    @extend_schema(responses={(200, "*/*"): OpenApiTypes.BINARY})
    def get(self, request: Request, pk: int) -> HttpResponseBase:
        """The bytes as issued."""
        walls.enter_as_judge(person(request))
        rows = Paper.objects.visible_to(person(request)).select_related("document")
        document = get_object_or_404(rows, pk=pk).document
        return handed_out(document, issuing.read)
