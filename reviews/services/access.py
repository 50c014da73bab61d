"""Links for experts: one person, one purpose, an end, and a second factor by mailed code.

A link carries the provider's id, signed, so that the wall can be opened for the one lookup; the
secret in it is stored as a digest only.
"""

import hashlib
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.core import signing
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from filings import walls
from filings.models import User
from filings.services.people import Address
from filings.statemachine import ActionRefused, Sentence
from reviews import notifications
from reviews.enums import ExpertSeatState, Purpose
from reviews.models import AccessToken, ExpertSeat

SALT = "reviews.expert"
LINK_DAYS = 45
CODE_MINUTES = 15
TRIES = 5


class LinkEnded(Exception):
    """There is no such link, or it has ended; the page says the same for both."""


def grant(seat: ExpertSeat, by: User, address: Address = str) -> str:
    """A new link; `address` makes the full address of a path for the mail."""
    secret = secrets.token_urlsafe(32)
    AccessToken.objects.create(
        provider_id=seat.provider_id,
        purpose=Purpose.EXPERT,
        seat=seat,
        digest=_digest(secret),
        expires_at=timezone.now() + timedelta(days=LINK_DAYS),
        made_by=by,
    )
    link = signing.Signer(salt=SALT).sign(f"{seat.provider_id}.{secret}")
    notifications.expert_invited(seat, address(reverse("reviews:expert", args=[link])))
    return link


@contextmanager
def let_in(link: str) -> Iterator[AccessToken]:
    """The token of a link, inside its provider's wall; raises LinkEnded."""
    try:
        provider_id, secret = signing.Signer(salt=SALT).unsign(link).split(".", 1)
    except (signing.BadSignature, ValueError) as error:
        raise LinkEnded from error
    with walls.for_provider(int(provider_id)):
        token = (
            AccessToken.objects.select_related("seat__review__round__case__algorithm")
            .filter(provider_id=provider_id, digest=_digest(secret), purpose=Purpose.EXPERT)
            .first()
        )
        if token is None or not is_open(token):
            raise LinkEnded
        yield token


def is_open(token: AccessToken) -> bool:
    return (
        token.revoked_at is None
        and token.expires_at > timezone.now()
        and token.seat.state in {ExpertSeatState.INVITED, ExpertSeatState.ACCEPTED}
    )


def end(seat: ExpertSeat) -> None:
    seat.tokens.filter(revoked_at=None).update(revoked_at=timezone.now())


def send_code(token: AccessToken) -> None:
    """Six digits by mail; the last ones no longer count. Not more than one a minute."""
    again = timezone.now() + timedelta(minutes=CODE_MINUTES - 1)
    if token.code_expires_at and token.code_expires_at > again:
        raise ActionRefused(_("A code was sent just now. Wait a minute for the mail."))
    code = f"{secrets.randbelow(10**6):06}"
    token.code_digest = _digest(f"{token.pk}.{code}")
    token.code_expires_at = timezone.now() + timedelta(minutes=CODE_MINUTES)
    token.tries = 0
    token.save(update_fields=["code_digest", "code_expires_at", "tries"])
    notifications.expert_code(token.seat, code)


def wrong_code(token: AccessToken, code: str) -> Sentence | None:
    """Why the code does not let in; nothing when it does. A wrong try is counted, so not raised."""
    in_time = token.code_expires_at is not None and token.code_expires_at > timezone.now()
    if not in_time or token.tries >= TRIES:
        return _("This code no longer counts. Ask for another one.")
    if not constant_time_compare(token.code_digest, _digest(f"{token.pk}.{code.strip()}")):
        token.tries += 1
        token.save(update_fields=["tries"])
        return _("This is not the code that was sent. Check the mail.")
    token.code_expires_at = None
    token.used_at = token.used_at or timezone.now()
    token.save(update_fields=["code_expires_at", "used_at"])
    return None


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
