"""What the frame around every page needs."""

from typing import Any, cast

from django.conf import settings
from django.http import HttpRequest

from filings.models import Provider, User

CHOSEN = "providers"


def frame(request: HttpRequest) -> dict[str, Any]:
    """Providers to switch between, and which of them the lists show at present."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"demo": settings.DEMO}
    return {
        "demo": settings.DEMO,
        "providers": _providers(user),
        "chosen_providers": chosen_provider_ids(cast("Request", request)),
    }


def _providers(user: User) -> list[Provider]:
    return sorted({m.provider for m in user.acting}, key=lambda provider: provider.pk)


class Request(HttpRequest):
    """A request that has passed sign-in."""

    user: User


def chosen_provider_ids(request: Request) -> list[int]:
    """The providers chosen in the switch; all of one's providers when none is chosen."""
    mine = request.user.provider_ids
    return [i for i in request.session.get(CHOSEN, []) if i in mine] or mine
