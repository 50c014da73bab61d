"""The invented people of a demo installation, and whether this is one."""

from collections import defaultdict
from dataclasses import dataclass

from django.conf import settings

from filings import walls
from filings.models import Installation, Membership, User


@dataclass(frozen=True)
class DemoPerson:
    user: User
    roles: list[str]


def is_demo_installation() -> bool:
    """Settings and database must both say so; either alone opens nothing."""
    return settings.DEMO and Installation.objects.filter(demo=True).exists()


def people() -> list[DemoPerson]:
    """Everybody one may sign in as by one click; nobody outside a demo installation."""
    if not is_demo_installation():
        return []
    roles = defaultdict(list)
    with walls.for_clock():
        for membership in Membership.objects.filter(user__is_demo=True).select_related("provider"):
            roles[membership.user_id].append(
                f"{membership.get_role_display()} · {membership.provider}"
            )
        walls.leave()
    invented = User.objects.filter(is_demo=True, is_active=True).order_by("id")
    return [DemoPerson(user, roles[user.pk]) for user in invented]


def person(pk: int) -> User | None:
    if not is_demo_installation():
        return None
    return User.objects.filter(pk=pk, is_demo=True, is_active=True).first()
