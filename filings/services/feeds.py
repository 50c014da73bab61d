"""The private calendar of a person: opened with a new address, closed at once."""

import hashlib
import secrets

from django.utils import timezone
from django.utils.translation import gettext as _

from filings import history
from filings.enums import Act
from filings.models import CalendarFeed, User
from filings.statemachine import ActionRefused


def open_feed(*, by: User) -> str:
    """A new address; one that was open before is dead from now on. It is shown this once."""
    if not by.provider_ids:
        raise ActionRefused(_("You act for no provider, so there are no terms to show."))
    User.objects.select_for_update().get(pk=by.pk)
    _close(by)
    token = secrets.token_urlsafe(32)
    CalendarFeed.objects.create(person=by, digest=_digest(token))
    _record(Act.FEED_OPENED, by)
    return token


def close_feed(*, by: User) -> None:
    User.objects.select_for_update().get(pk=by.pk)
    if _close(by):
        _record(Act.FEED_CLOSED, by)


def person_of(token: str) -> User | None:
    """Whose calendar an address shows; nobody once it is closed or the person has left."""
    found = (
        CalendarFeed.objects.filter(digest=_digest(token), closed_at=None, person__is_active=True)
        .select_related("person")
        .first()
    )
    return found.person if found else None


def _close(by: User) -> int:
    return CalendarFeed.objects.filter(person=by, closed_at=None).update(closed_at=timezone.now())


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _record(act: Act, by: User) -> None:
    """In the history of every provider whose terms the address shows."""
    for provider_id in by.provider_ids:
        history.record(act, by=by, provider_id=provider_id)
