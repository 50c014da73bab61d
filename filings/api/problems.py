"""Errors as problem details (RFC 9457), in the reader's language, never with anything inside."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from rest_framework import status
from rest_framework.exceptions import APIException, Throttled, ValidationError
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response
from rest_framework.views import exception_handler

from filings.middleware import UNDO
from filings.services.drafting import Conflict
from filings.statemachine import ActionRefused, ConfirmationNeeded

MEDIA_TYPE = "application/problem+json"


class ProblemRenderer(JSONRenderer):
    media_type = MEDIA_TYPE


class NotRead(APIException):
    """The request asks to be told which state it was made for, and was not."""

    status_code = status.HTTP_428_PRECONDITION_REQUIRED
    default_code = "precondition_required"


class Stale(APIException):
    """What the request was made for is no longer so."""

    status_code = status.HTTP_412_PRECONDITION_FAILED
    default_code = "stale"
    default_detail = _lazy("This was changed since you read it. Read it again, then write.")


def handle(error: Exception, context: dict[str, Any]) -> Response | None:
    """Nothing half-written stays behind an error; what is not foreseen is a server error."""
    answer = _answer(error, context)
    if answer is not None:
        request = context["request"]._request  # noqa: SLF001 - the request under DRF's own
        request.META[UNDO] = True
        answer.content_type = MEDIA_TYPE
        # Whatever the resource itself is written in, a problem is JSON.
        context["request"].accepted_renderer = ProblemRenderer()
        context["request"].accepted_media_type = MEDIA_TYPE
    return answer


def _answer(error: Exception, context: dict[str, Any]) -> Response | None:
    if isinstance(error, ActionRefused):
        return _refused(error)
    if isinstance(error, ValidationError):
        return _invalid(error)
    answer = exception_handler(error, context)
    if answer is None:
        return None
    code = getattr(error, "default_code", _code_of(error))
    answer.data = problem(answer.status_code, code, _words(error))
    return answer


def _refused(error: ActionRefused) -> Response:
    code = "refused"
    if isinstance(error, ConfirmationNeeded):
        code = "confirmation_needed"
    elif isinstance(error, Conflict):
        code = "conflict"
    sentences = [str(sentence) for sentence in error.sentences]
    more: dict[str, Any] = {"refusals": sentences}
    if isinstance(error, Conflict):
        more["revision"] = error.theirs.revision
        more["theirs"] = error.theirs.answers
    return Response(problem(409, code, " ".join(sentences), **more), status=409)


def _invalid(error: ValidationError) -> Response:
    detail = error.detail if isinstance(error.detail, Mapping) else {"": error.detail}
    errors = {name: _flat(found) for name, found in detail.items()}
    words = _("Something in the request is not right. Correct what is named.")
    return Response(problem(422, "invalid", words, errors=errors), status=422)


def problem(status_code: int, code: str, detail: str, **more: Any) -> dict[str, Any]:
    return {
        "type": f"urn:beian:{code}",
        "status": status_code,
        "code": code,
        "detail": detail,
    } | more


def _flat(found: Any) -> list[str]:
    return [str(each) for each in found] if isinstance(found, list) else [str(found)]


def _code_of(error: Exception) -> str:
    return "not_found" if isinstance(error, Http404) else "forbidden"


def _words(error: Exception) -> str:
    if isinstance(error, Http404):
        return _("There is nothing here that you may see.")
    if isinstance(error, PermissionDenied):
        return _("You may not do this.")
    if isinstance(error, Throttled):
        return _("Too many requests. Wait a moment, then go on.")
    return str(getattr(error, "detail", ""))
