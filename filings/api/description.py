"""The API as an OpenAPI 3.1 document, made from the resources themselves."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.views import SpectacularAPIView


class ByToken(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = "filings.api.opening.ByToken"
    name = "token"

    def get_security_definition(self, _auto_schema: Any) -> dict[str, Any]:
        return {"type": "http", "scheme": "bearer"}


class Description(SpectacularAPIView):
    """For whoever may sign in; add `?format=json` for JSON."""
