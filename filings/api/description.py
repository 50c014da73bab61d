"""The API as an OpenAPI 3.1 document, made from the resources; and every address beside it."""

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.views import SpectacularAPIView
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView


class ByToken(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = "filings.api.opening.ByToken"
    name = "token"

    def get_security_definition(self, _auto_schema: Any) -> dict[str, Any]:
        return {"type": "http", "scheme": "bearer"}


class Description(SpectacularAPIView):
    """For whoever may sign in; add `?format=json` for JSON."""


class Nowhere(APIView):
    """An address that is none: a refusal like any other, for whoever may sign in."""

    schema = None

    def get(self, _request: Request, **_rest: str) -> Response:
        raise NotFound(_("There is nothing at this address. Every address ends in a slash."))

    post = put = patch = delete = get
