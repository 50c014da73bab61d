"""What the provider pages show."""

from collections import defaultdict
from typing import Any

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce

from filings.enums import Act, Role
from filings.models import Algorithm, Event, Membership, Provider, User

RECENT = 20


def listed(user: User) -> list[dict[str, Any]]:
    """Each provider one acts for, with one's roles there and how many algorithms it has."""
    count = (
        Algorithm.objects.filter(provider=OuterRef("pk"))
        .order_by()
        .values("provider")
        .annotate(n=Count("pk"))
        .values("n")
    )
    roles = defaultdict(list)
    for membership in user.acting:
        roles[membership.provider_id].append(membership.get_role_display())
    shown = Provider.objects.visible_to(user).annotate(algorithm_count=Coalesce(Subquery(count), 0))
    return [{"provider": provider, "roles": roles[provider.pk]} for provider in shown]


def page(provider: Provider, user: User) -> dict[str, Any]:
    return {
        "may_change": user.acts_as(Role.ADMINISTRATOR, provider.pk),
        "people": by_person(Membership.objects.filter(provider=provider)),
        "events": Event.objects.filter(
            provider=provider,
            act__in=[
                Act.PROVIDER_REGISTERED,
                Act.PROVIDER_CHANGED,
                Act.MEMBER_ADDED,
                Act.MEMBER_REMOVED,
            ],
        ).select_related("actor")[:RECENT],
    }


def by_person(memberships: Any) -> list[dict[str, Any]]:
    """`person` with their `memberships`, by name."""
    people: dict[User, list[Membership]] = defaultdict(list)
    for membership in memberships.select_related("user").order_by("user__name", "user_id", "id"):
        people[membership.user].append(membership)
    return [{"person": person, "memberships": roles} for person, roles in people.items()]
