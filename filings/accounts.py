"""How people come in: invited, never signing themselves up, and with a second factor."""

import base64
import time
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.internal.ratelimit import get_ip
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.utils import is_mfa_enabled
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.http import HttpRequest
from django.utils import translation
from django.utils.crypto import salted_hmac

from filings import walls
from filings.models import User


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def login(self, request: HttpRequest, user: User) -> None:
        """The rest of this request already acts, and mails, as the person."""
        super().login(request, user)
        walls.enter(user)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """In the language of the person, not of whoever happens to ask."""
        person = User.objects.filter(email=email.lower()).first()
        with translation.override(person.language if person else translation.get_language()):
            super().send_mail(template_prefix, email, context)

    def reauthenticate(self, user: User, password: str) -> bool:
        credentials = {"email": user.email, "password": password}
        return bool(self.authenticate(self.request, **credentials) == user)

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Not again of whoever has just signed in and sets up their first second factor."""
        began = self.request.session.get("since", 0)
        is_enrolling = time.time() - began < 600 and not is_mfa_enabled(self.request.user)
        return not is_enrolling and super().is_reauthentication_required(app=app, **kwargs)

    def _get_login_attempts_cache_key(self, _request: HttpRequest, **credentials: Any) -> str:
        """Wrong tries count for an account from one address, so that nobody locks out another.

        The library's own key holds the Host header, port included: any port was a new count.
        """
        return f"{credentials.get('email', '').lower()} {get_ip(self.request)}"


class SecondFactorAdapter(DefaultMFAAdapter):
    """Secrets of authenticators rest encrypted: a copy of the database opens no account."""

    def encrypt(self, text: str) -> str:
        return _keys().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _keys().decrypt(encrypted_text.encode()).decode()


def _keys() -> MultiFernet:
    """The present secret key first, then those it replaced."""
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = (
        salted_hmac("filings.second_factor", "", secret=secret, algorithm="sha256").digest()
        for secret in secrets
    )
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])
