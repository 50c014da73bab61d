"""What follows from the record: duties anew, proofs of the history, dossiers, what is published."""

from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from filings import standing
from filings.api import shapes, wholes
from filings.api.asking import algorithm_at, cleaned, disclosure_at, handed_out, keyed, typed
from filings.api.described import body, listed
from filings.api.opening import person
from filings.documents.dossier import PROFILES
from filings.enums import DossierProfile
from filings.forms.dossiers import DossierForm
from filings.forms.prechecks import LetPassForm
from filings.forms.publications import PublishForm, WithdrawForm
from filings.models import Document, Event, Job
from filings.permissions import EXPORTERS, may_disclose, may_export_board
from filings.selectors import dossier_record
from filings.selectors import dossiers as dossier_selectors
from filings.selectors import publications as publication_selectors
from filings.services import determining, dossiers, issuing, prechecks, publishing
from filings.statemachine import ActionRefused


class Determine(APIView):
    @extend_schema(request=None, responses=wholes.DutiesShape)
    def post(self, request: Request, pk: int) -> Response:
        """Determine the duties of the last frozen version by the rules that hold now."""
        found = algorithm_at(request, pk)
        version = standing.latest_frozen(found)
        if not may_disclose.allows(person(request), found):
            raise ActionRefused(may_disclose.otherwise)
        if version is None:
            raise ActionRefused(_("No version is frozen yet; nothing can be determined."))
        made = determining.determine(disclosure=version, by=person(request))
        duties = made.duties.all()
        return Response(
            {
                "rule_set": made.rule_set,
                "version": version.number,
                "duties": shapes.DutyShape(duties, many=True).data,
            }
        )


class LetPass(APIView):
    @extend_schema(request=body(LetPassForm), responses=dict)
    def post(self, request: Request, pk: int, number: int, digest: str) -> Response:
        """Legal lets a finding of the precheck pass, with a `reason`."""
        version = disclosure_at(request, pk, number)
        reason = cleaned(LetPassForm(typed(request))).cleaned_data["reason"]
        made = prechecks.let_pass(
            disclosure=version, digest=digest, reason=reason, by=person(request)
        )
        return Response({"passed": made.digest})


class Proofs(APIView):
    @extend_schema(responses=dict)
    def get(self, request: Request, pk: int) -> Response:
        """Every sealed event with its way to the root of the last signed checkpoint."""
        rows = Event.objects.told().filter(algorithm=algorithm_at(request, pk)).order_by("id")
        return Response(dossier_record.proofs(list(rows)))


class Dossiers(APIView):
    @extend_schema(responses=listed(shapes.DocumentShape))
    def get(self, request: Request, pk: int) -> Response:
        """The dossiers of an algorithm that one may have."""
        found = algorithm_at(request, pk)
        rows = dossier_selectors.deliverable(person(request)).filter(algorithm=found)
        return Response({"results": shapes.DocumentShape(rows.order_by("-id"), many=True).data})

    @extend_schema(request=body(DossierForm), responses={202: shapes.JobShape})
    def post(self, request: Request, pk: int) -> Response:
        """Order one for a reader; `on` tells the record as it stood at the end of a day."""
        found, me = algorithm_at(request, pk), person(request)
        profiles = [each for each in PROFILES if EXPORTERS[each].allows(me, found)]
        if not profiles:
            raise ActionRefused(may_export_board.otherwise)
        given = typed(request)
        if isinstance(given.get("chapters"), str):  # a form names a single one without a list
            given["chapters"] = [given["chapters"]]
        form = DossierForm(given, profiles=profiles)
        cleaned(form)
        profile, facts = DossierProfile(form.cleaned_data["profile"]), form.order()
        address = request.build_absolute_uri(reverse("filings:verify"))
        job = keyed(
            request,
            found.provider_id,
            {"dossier": pk, "profile": profile.value} | facts,
            lambda: (
                dossiers.ask(algorithm=found, profile=profile, by=me, address=address, **facts).pk
            ),
        )
        made = Job.objects.visible_to(me).get(pk=int(job))
        return Response(shapes.JobShape(made).data, status=202)


class DossierFile(APIView):
    @extend_schema(responses={(200, "application/pdf"): OpenApiTypes.BINARY})
    def get(self, request: Request, pk: int) -> HttpResponseBase:
        """The bytes as issued, to whoever may export it now; each time is recorded."""
        rows = dossier_selectors.deliverable(person(request))
        document: Document = get_object_or_404(rows, pk=pk)
        answer = handed_out(document, issuing.read)
        dossiers.delivered(document, by=person(request))
        return answer


class Publication(APIView):
    @extend_schema(responses=wholes.PublicationShape)
    def get(self, request: Request, pk: int) -> Response:
        """What everybody reads of an algorithm now, and every approval so far."""
        return _published(request, pk)

    @extend_schema(request=body(PublishForm), responses=wholes.PublicationShape)
    def post(self, request: Request, pk: int) -> Response:
        """Legal publishes: `version`, `link`, and the `reason` of a correction."""
        found = algorithm_at(request, pk)
        shown = publication_selectors.overview(found, "")
        form = PublishForm(typed(request), versions=shown.versions, filed=shown.filed)
        facts = cleaned(form).facts()  # type: ignore[attr-defined]
        version = next(v for v in shown.versions if str(v.number) == facts.pop("version"))
        keyed(
            request,
            found.provider_id,
            {"publish": pk, "version": version.number} | facts,
            lambda: (
                publishing.publish(
                    algorithm=found, disclosure=version, by=person(request), **facts
                ).pk
            ),
        )
        return _published(request, pk)


class Withdrawal(APIView):
    @extend_schema(request=body(WithdrawForm), responses=wholes.PublicationShape)
    def post(self, request: Request, pk: int) -> Response:
        """Legal withdraws what is published, with a `reason`."""
        found = algorithm_at(request, pk)
        facts = cleaned(WithdrawForm(typed(request))).facts()  # type: ignore[attr-defined]
        keyed(
            request,
            found.provider_id,
            {"withdraw": pk} | facts,
            lambda: publishing.withdraw(algorithm=found, by=person(request), **facts).pk,
        )
        return _published(request, pk)


def _published(request: Request, pk: int) -> Response:
    found = algorithm_at(request, pk)
    rows = list(found.publications.order_by("-number"))
    shown = bool(rows and not rows[0].is_withdrawal)
    return Response(
        {
            "published": rows[0].content if shown else None,
            "entry": rows[0].entry if rows else None,
            "history": [
                {
                    "number": row.number,
                    "sha256": row.sha256,
                    "reason": row.reason,
                    "approved_by": row.approved_by_id,
                    "approved_at": row.approved_at,
                }
                for row in rows
            ],
        }
    )
