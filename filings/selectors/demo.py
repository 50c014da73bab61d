"""The invented people of a demo installation, and whether this is one."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _

from filings import walls
from filings.models import Installation, Membership, User


@dataclass(frozen=True)
class DemoPerson:
    user: User
    roles: list[str]


def is_demo_installation() -> bool:
    """Settings and database must both say so; either alone opens nothing."""
    return settings.DEMO and Installation.objects.filter(demo=True).exists()


def people(places: Callable[[], Mapping[int, list[str]]] = dict) -> list[DemoPerson]:
    """Everybody one may sign in as by one click; nobody outside a demo installation.

    `places` is what they do beside their roles, by their number.
    """
    if not is_demo_installation():
        return []
    roles: dict[int, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    with walls.for_clock():
        acting = Membership.objects.filter(user__is_demo=True).select_related("provider")
        for membership in acting.order_by("provider_id", "role"):
            roles[membership.user_id][membership.get_role_display()].append(
                str(membership.provider)
            )
        walls.leave()
    elsewhere = places()
    invented = User.objects.filter(is_demo=True, is_active=True).order_by("id")
    return [
        DemoPerson(
            user,
            [_at(role, where) for role, where in roles[user.pk].items()]
            + elsewhere.get(user.pk, [])
            or [_("Ethics committee")],
        )
        for user in invented
    ]


def _at(role: str, providers: list[str]) -> str:
    """The role with its provider, or at how many."""
    if len(providers) == 1:
        return f"{role} · {providers[0]}"
    return _("%(role)s · at %(count)d providers") % {"role": role, "count": len(providers)}


def person(pk: int) -> User | None:
    if not is_demo_installation():
        return None
    return User.objects.filter(pk=pk, is_demo=True, is_active=True).first()
