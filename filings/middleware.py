"""What every request passes: content policy, session limits, language, second factor, wall."""

import time
from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation

from filings import walls
from filings.models import ApiToken
from filings.services import tokens
from filings.statemachine import ActionRefused

GetResponse = Callable[[HttpRequest], HttpResponse]

UNDO = "filings.undo"
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)


FILE_POLICY = "default-src 'none'; sandbox"
"""For what is given out as a file: should a browser show it after all, nothing in it runs."""


class ContentSecurityPolicy:
    """No script, style or frame but our own, on every response: errors, files, static files.

    What somebody signed in has seen stays in no cache, so that rights removed are removed.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        is_file = response.get("Content-Disposition", "").startswith("attachment")
        response["Content-Security-Policy"] = FILE_POLICY if is_file else CONTENT_SECURITY_POLICY
        response["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=()"
        user = getattr(request, "user", None)
        if user is not None and user.is_authenticated and "Cache-Control" not in response:
            response["Cache-Control"] = "no-store, private"
        return response


class SessionLimits:
    """A session ends after 30 idle minutes and after 12 hours, whatever happens in it."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            now = int(time.time())
            since = request.session.setdefault("since", now)
            seen = request.session.get("seen", now)
            if (
                now - seen > settings.SESSION_IDLE_SECONDS
                or now - since > settings.SESSION_COOKIE_AGE
            ):
                logout(request)
            elif now - seen > 60 or "seen" not in request.session:
                request.session["seen"] = now
        return self.get_response(request)


class Token:
    """Another system acts for a person by a personal token, in the API only and in no session."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        scheme, _space, secret = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() == "bearer" and request.path.startswith(settings.API_ROOT):
            token = tokens.opened_by(secret.strip())
            request.token = token  # type: ignore[attr-defined]
            request.user = token.user if token else AnonymousUser()
        return self.get_response(request)


def token_of(request: HttpRequest) -> ApiToken | None:
    """The token by which the request came; nothing on the pages."""
    return getattr(request, "token", None)


class Language:
    """Pages speak the language that the signed-in person chose, on whatever device.

    Another system asks for its language itself.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        asked = token_of(request) and request.headers.get("Accept-Language")
        if request.user.is_authenticated and not asked:
            translation.activate(request.user.language)
            request.LANGUAGE_CODE = translation.get_language() or settings.LANGUAGE_CODE
        return self.get_response(request)


class SecondFactor:
    """Nobody works with a password alone; demo people, who have none, are exempt."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if self._must_enrol(request):
            return redirect("mfa_activate_totp")
        return self.get_response(request)

    def _must_enrol(self, request: HttpRequest) -> bool:
        user = request.user
        if not (settings.SECOND_FACTOR_REQUIRED and user.is_authenticated):
            return False
        if settings.DEMO and user.is_demo:
            return False
        open_to_all = tuple(
            reverse(name)
            for name in ("account_logout", "mfa_index", "account_reauthenticate", "set_language")
        )
        if token_of(request):  # made by somebody who had signed in with both
            return False
        return not request.path.startswith(open_to_all) and not is_mfa_enabled(user)


class Wall:
    """One transaction for each request, opened for what the signed-in person acts for.

    An exception or a server error undoes all of it, so nothing half-written remains.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user if request.user.is_authenticated else None
        with transaction.atomic():
            if user:
                walls.enter(user)
                roles = sorted(f"{m.provider_id}:{m.role}" for m in user.acting)
            response = self.get_response(request)
            if response.status_code >= 500 or UNDO in request.META:
                transaction.set_rollback(True)
        if user and request.user == user and not token_of(request):
            rotate_session_key(request, roles)
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Remember to undo; the page that reports the error may still read.

        A refusal that no form has taken up is a page of its sentences.
        """
        request.META[UNDO] = True
        if isinstance(error, ActionRefused):
            return render(request, "filings/refused.html", {"refused": error}, status=409)
        return None


def rotate_session_key(request: HttpRequest, roles: list[str]) -> None:
    """Give the session another key when the person's roles have changed since it was used."""
    known = request.session.get("roles")
    if known == roles:
        return
    if known is not None:
        before = request.session.session_key
        request.session.cycle_key()
        UserSession.objects.filter(session_key=before).update(
            session_key=request.session.session_key
        )
    request.session["roles"] = roles
