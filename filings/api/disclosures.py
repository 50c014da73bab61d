"""Versions of what is disclosed: start, write by section, check, freeze, compare."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from filings import comparison, contents, findings
from filings.api import shapes, wholes
from filings.api.asking import (
    DECIDED_ON,
    IF_MATCH,
    algorithm_at,
    disclosure_at,
    keyed,
    seen,
    tag_of,
    unmoved,
)  # fmt: skip
from filings.api.described import listed
from filings.api.opening import person
from filings.comparison import Change
from filings.models import Disclosure
from filings.services import answering, drafting
from filings.statemachine import ActionRefused


class Versions(APIView):
    @extend_schema(responses=listed(shapes.DisclosureLine))
    def get(self, request: Request, pk: int) -> Response:
        """Every version of the disclosure, the newest first."""
        rows = algorithm_at(request, pk).disclosures.order_by("-number").defer("content")
        return Response({"results": shapes.DisclosureLine(rows, many=True).data})

    @extend_schema(request=None, responses={201: shapes.DisclosureShape})
    def post(self, request: Request, pk: int) -> Response:
        """Start the next draft from the version before."""
        found = algorithm_at(request, pk)
        number = keyed(
            request,
            found.provider_id,
            {"disclose": pk},
            lambda: drafting.start(algorithm=found, by=person(request)).number,
        )
        made = disclosure_at(request, pk, int(number))
        return Response(shapes.DisclosureShape(made).data, status=201)


class OneVersion(APIView):
    @extend_schema(responses=shapes.DisclosureShape)
    def get(self, request: Request, pk: int, number: int) -> Response:
        """One version with the sections that it has."""
        found = disclosure_at(request, pk, number)
        tag = tag_of(lambda: shapes.DisclosureShape(found).data)
        return Response(shapes.DisclosureShape(found).data, headers={"ETag": f'"{tag}"'})


class OneSection(APIView):
    @extend_schema(responses=wholes.SectionShape)
    def get(self, request: Request, pk: int, number: int, code: str) -> Response:
        """The answers of one section, and the revision to save it against."""
        version = disclosure_at(request, pk, number)
        return _section(version, code)

    @extend_schema(
        request=shapes.SectionTyped, responses=wholes.SectionShape, parameters=[IF_MATCH]
    )
    def put(self, request: Request, pk: int, number: int, code: str) -> Response:
        """Save a section against the revision that was read; gaps are allowed."""
        version = disclosure_at(request, pk, number)
        section = _known(version, code)
        typed = shapes.SectionTyped(data=request.data)
        typed.is_valid(raise_exception=True)
        revision = seen(request)
        if not revision.isdecimal() or len(revision) > 9:
            raise ValidationError({"If-Match": ["0, 1, 2 …"]})
        drafting.save_section(
            disclosure=version,
            code=code,
            answers=answering.with_keys(section.fields, typed.validated_data["answers"]),
            marks=typed.validated_data["marks"],
            revision=int(revision),
            by=person(request),
        )
        return _section(disclosure_at(request, pk, number), code)


def _known(version: Disclosure, code: str) -> Any:
    try:
        return contents.section_of(version, code)
    except ActionRefused as refused:
        raise Http404 from refused


def _section(version: Disclosure, code: str) -> Response:
    _known(version, code)
    row = next((each for each in version.sections.all() if each.code == code), None)
    revision = row.revision if row else 0
    return Response(
        {
            "code": code,
            "revision": revision,
            "answers": contents.answers_of(version).get(code, {}),
            "marks": row.marks if row else {},
            "done": bool(row and row.done),
        },
        headers={"ETag": f'"{revision}"'},
    )


class Missing(APIView):
    @extend_schema(responses=listed(shapes.GapShape))
    def get(self, request: Request, pk: int, number: int) -> Response:
        """What stands between a draft and its freeze."""
        gaps = drafting.missing(disclosure_at(request, pk, number))
        return Response({"results": shapes.GapShape(gaps, many=True).data})


class Precheck(APIView):
    @extend_schema(responses=wholes.FindingsShape)
    def get(self, request: Request, pk: int, number: int) -> Response:
        """The findings; `passed` holds the digests of those that legal let pass."""
        report = findings.of(disclosure_at(request, pk, number))
        return Response(
            {
                "results": shapes.FindingShape(report.findings, many=True).data,
                "passed": sorted(report.overrides),
            }
        )


class Freeze(APIView):
    @extend_schema(request=None, responses=shapes.DisclosureLine, parameters=[DECIDED_ON])
    def post(self, request: Request, pk: int, number: int) -> Response:
        """Make the version final; its duties are determined at once."""
        version = disclosure_at(request, pk, number)

        def freeze() -> int:
            unmoved(request, lambda: shapes.DisclosureShape(version).data)
            return drafting.freeze(disclosure=version, by=person(request)).number

        keyed(
            request,
            version.provider_id,
            {"freeze": version.pk},
            freeze,
        )
        return Response(shapes.DisclosureLine(disclosure_at(request, pk, number)).data)


class Compare(APIView):
    @extend_schema(responses=wholes.ComparisonShape)
    def get(self, request: Request, pk: int, before: int, after: int) -> Response:
        """What differs between two frozen versions, leaf by leaf."""
        old, new = (disclosure_at(request, pk, number) for number in (before, after))
        if not (old.content and new.content):
            raise ActionRefused(_("Only frozen versions can be compared. Freeze the draft first."))
        found = comparison.compare(old.content["answers"], new.content["answers"])
        return Response({"changed": list(_leaves(found, ""))})


def _leaves(changes: Iterable[Change], prefix: str) -> Iterator[dict[str, Any]]:
    for change in changes:
        path = f"{prefix}{change.name}"
        if change.parts:
            yield from _leaves(change.parts, f"{path}.")
        else:
            yield {
                "path": path,
                "kind": change.kind.value,
                "before": change.before,
                "after": change.after,
            }
