"""Who asks: the bearer of a personal token, or somebody signed in on the pages."""

from typing import cast

from django.utils.translation import gettext_lazy as _
from rest_framework.authentication import BaseAuthentication
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle

from filings.enums import TokenScope
from filings.middleware import token_of
from filings.models import ApiToken, User


class ByToken(BaseAuthentication):
    """`filings.middleware.Token` has found the token, before the wall was opened."""

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        token = token_of(request._request)  # noqa: SLF001 - the request under DRF's own
        return (token.user, token) if token else None

    def authenticate_header(self, _request: Request) -> str:
        return 'Bearer realm="Beian"'


class ScopeAllows(BasePermission):
    """A token that reads does not write. What its person may do is asked by the services."""

    message = _("This token may only read. Make one that may write.")

    def has_permission(self, request: Request, _view: object) -> bool:
        token = request.auth
        if not isinstance(token, ApiToken) or request.method in SAFE_METHODS:
            return True
        return bool(token.scope == TokenScope.WRITE)


class PerToken(SimpleRateThrottle):
    """Each token by itself; people on the pages are not counted here."""

    scope = "token"

    def get_cache_key(self, request: Request, _view: object) -> str | None:
        if not isinstance(request.auth, ApiToken):
            return None
        return self.cache_format % {"scope": self.scope, "ident": request.auth.pk}


def person(request: Request) -> User:
    return cast("User", request.user)
