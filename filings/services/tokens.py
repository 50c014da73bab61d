"""Keys to the API: made by their person, shown once, found by digest, revoked for good."""

import hashlib
import secrets
from datetime import timedelta

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from filings.enums import TokenScope
from filings.models import ApiToken, User
from filings.statemachine import ActionRefused

PREFIX = "beian_"
LONGEST_DAYS, MOST = 366, 20
USED_AGAIN = timedelta(minutes=1)
"""How exact the time of last use is; not every request writes."""


def make(*, by: User, name: str, scope: TokenScope, days: int) -> tuple[ApiToken, str]:
    """A token and its secret, which nobody can read again."""
    return issue(holder=by, name=name, scope=scope, days=days)


def issue(*, holder: User, name: str, scope: TokenScope, days: int) -> tuple[ApiToken, str]:
    """A token of a person or of another system; who may ask for it is the caller's question."""
    if not 1 <= days <= LONGEST_DAYS:
        raise ActionRefused(
            _("A token is valid for 1 to %(longest)d days.") % {"longest": LONGEST_DAYS}
        )
    if standing(holder).count() >= MOST:
        raise ActionRefused(
            _("There are %(most)d valid tokens. Revoke one first.") % {"most": MOST}
        )
    secret = PREFIX + secrets.token_urlsafe(32)
    made = ApiToken.objects.create(
        user=holder,
        name=name.strip(),
        scope=scope,
        digest=digest_of(secret),
        expires_at=timezone.now() + timedelta(days=days),
    )
    return made, secret


def revoke(*, token: ApiToken, by: User) -> None:
    """It opens nothing any more. Asked again, nothing happens."""
    if token.user_id != by.pk:
        raise ActionRefused(_("This token is not yours."))
    end(token)


def end(token: ApiToken) -> None:
    ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=timezone.now())


def opened_by(secret: str) -> ApiToken | None:
    """The token that is valid now and whose person may still sign in."""
    if not secret.startswith(PREFIX):
        return None
    now = timezone.now()
    found = (
        ApiToken.objects.select_related("user")
        .filter(digest=digest_of(secret), revoked_at=None, expires_at__gt=now)
        .filter(user__is_active=True)
        .first()
    )
    if found and (found.last_used_at is None or now - found.last_used_at > USED_AGAIN):
        ApiToken.objects.filter(pk=found.pk).update(last_used_at=now)
    return found


def standing(user: User) -> QuerySet[ApiToken]:
    return ApiToken.objects.filter(user=user, revoked_at=None, expires_at__gt=timezone.now())


def digest_of(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
