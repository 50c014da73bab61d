"""The ledger, the public lists, terms and history."""

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from filings import lawbook
from filings.api import shapes, wholes
from filings.api.asking import IF_MATCH, algorithm_at, cleaned, keyed, paged, seen, typed
from filings.api.described import body
from filings.api.described import paged as paged_of
from filings.api.opening import person
from filings.enums import AlgorithmStatus, AlgorithmType, ProviderRole
from filings.forms.ledger import AlgorithmForm, ListForm
from filings.models import Algorithm, Deadline, Event, Provider, PublicEntry
from filings.selectors import ledger as selectors
from filings.selectors import register
from filings.selectors.duties import is_outdated
from filings.selectors.paging import Order
from filings.services import ledger

PAGE = [OpenApiParameter("at"), OpenApiParameter("size", int)]
FILTERS = [
    *(OpenApiParameter(name) for name in ("q", "owner", "sort")),
    OpenApiParameter("type", enum=AlgorithmType.values),
    OpenApiParameter("status", enum=AlgorithmStatus.values),
    OpenApiParameter("role", enum=ProviderRole.values),
]


class Me(APIView):
    @extend_schema(responses=wholes.MeShape)
    def get(self, request: Request) -> Response:
        """Who asks, and for which providers in which roles."""
        me = person(request)
        roles: dict[int, list[str]] = {}
        for membership in me.acting:
            roles.setdefault(membership.provider_id, []).append(membership.role)
        providers = Provider.objects.visible_to(me).order_by("pk")
        return Response(
            {
                "id": me.pk,
                "name": me.name,
                "providers": [
                    {
                        "id": each.pk,
                        "name_zh": each.name_zh,
                        "name_en": each.name_en,
                        "uscc": each.uscc,
                        "roles": sorted(roles.get(each.pk, [])),
                    }
                    for each in providers
                ],
            }
        )


class Algorithms(APIView):
    @extend_schema(parameters=[*FILTERS, *PAGE], responses=paged_of(shapes.AlgorithmShape))
    def get(self, request: Request) -> Response:
        """The ledger with the filters and the search of its page."""
        me = person(request)
        wanted = ListForm(request.query_params, owners=selectors.owners(me)).wanted()
        rows = selectors.matching(me, me.provider_ids, wanted)
        return paged(request, rows, selectors.ORDERS[wanted.order], shapes.AlgorithmShape)

    @extend_schema(
        request=body(AlgorithmForm, provider={"type": "integer"}),
        responses={201: shapes.AlgorithmShape},
    )
    def post(self, request: Request) -> Response:
        """Register an algorithm of one's provider."""
        me, facts = person(request), typed(request)
        provider = str(facts.get("provider"))
        if provider not in map(str, me.provider_ids):
            raise ValidationError({"provider": [_("Name a provider for which you act.")]})
        form = cleaned(AlgorithmForm(facts, owners=selectors.owners(me)))
        made = keyed(
            request,
            int(provider),
            {"register": facts.get("name_zh"), "reference": facts.get("reference")},
            lambda: (
                ledger.register(
                    provider_id=int(provider),
                    facts=form.facts(),  # type: ignore[attr-defined]
                    products=[],
                    by=me,
                ).pk
            ),
        )
        return Response(shapes.AlgorithmShape(algorithm_at(request, int(made))).data, status=201)


class OneAlgorithm(APIView):
    @extend_schema(responses=shapes.AlgorithmShape)
    def get(self, request: Request, pk: int) -> Response:
        """An algorithm as the ledger shows it, with its `ETag`."""
        return _with_etag(algorithm_at(request, pk))

    @extend_schema(
        request=body(AlgorithmForm),
        responses=shapes.AlgorithmShape,
        parameters=[IF_MATCH],
    )
    def patch(self, request: Request, pk: int) -> Response:
        """Change some of the ledger's facts."""
        found = algorithm_at(request, pk)
        standing = {fact: getattr(found, fact) for fact in ledger.FACTS}
        facts = standing | {"owner": found.owner_id} | typed(request)
        form = AlgorithmForm(
            facts, instance=algorithm_at(request, pk), owners=selectors.owners(person(request))
        )
        ledger.change(
            algorithm=found,
            facts=cleaned(form).facts(),  # type: ignore[attr-defined]
            products=None,
            seen=seen(request),
            by=person(request),
        )
        return _with_etag(algorithm_at(request, pk))


def _with_etag(algorithm: Algorithm) -> Response:
    shown = shapes.AlgorithmShape(algorithm).data
    return Response(shown, headers={"ETag": f'"{shown["etag"]}"'})


class Duties(APIView):
    @extend_schema(responses=wholes.DutiesShape)
    def get(self, request: Request, pk: int) -> Response:
        """What follows from the newest frozen version: the current determination."""
        found = algorithm_at(request, pk)
        made = found.determinations.filter(current=True).prefetch_related("duties").first()
        if made is None:
            return Response({"rule_set": None, "version": None, "outdated": None, "duties": []})
        return Response(
            {
                "rule_set": made.rule_set,
                "version": made.disclosure.number,
                "outdated": is_outdated(made, lawbook.law()),
                "duties": shapes.DutyShape(made.duties.all(), many=True).data,
            }
        )


class Deadlines(APIView):
    @extend_schema(
        parameters=[OpenApiParameter("algorithm", int), *PAGE],
        responses=paged_of(shapes.DeadlineShape),
    )
    def get(self, request: Request) -> Response:
        """Legal terms of everything one may see, with their formula; `algorithm` names one."""
        rows = Deadline.objects.visible_to(person(request))
        if (one := request.query_params.get("algorithm", "")).isdecimal():
            rows = rows.filter(algorithm_id=int(one[:18]))
        return paged(request, rows, Order("id"), shapes.DeadlineShape)


class History(APIView):
    @extend_schema(parameters=PAGE, responses=paged_of(shapes.EventShape))
    def get(self, request: Request, pk: int) -> Response:
        """Every act on an algorithm, the newest first, each with its hash."""
        rows = Event.objects.told().filter(algorithm=algorithm_at(request, pk))
        return paged(request, rows, Order("id", descending=True), shapes.EventShape)


class Register(APIView):
    @extend_schema(
        parameters=[OpenApiParameter("number"), *PAGE], responses=paged_of(shapes.EntryShape)
    )
    def get(self, request: Request) -> Response:
        """The public national lists; `number` looks one up however it is written."""
        if number := request.query_params.get("number", "").replace("\0", ""):
            holding = register.lookup(number[:80])
            entries = holding.entries if holding else []
            return Response({"results": shapes.EntryShape(entries, many=True).data})
        rows = PublicEntry.objects.defer("text", "grams", "earlier")
        return paged(request, rows, Order("id"), shapes.EntryShape)


class OneEntry(APIView):
    @extend_schema(responses=shapes.EntryShape)
    def get(self, _request: Request, pk: int) -> Response:
        """One entry of the public national lists."""
        return Response(shapes.EntryShape(get_object_or_404(PublicEntry, pk=pk)).data)
