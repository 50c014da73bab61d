"""What the page of people shows."""

from typing import Any

from filings.enums import Role
from filings.models import Membership, Provider, User
from filings.selectors.providers import by_person


def by_provider(user: User, provider_ids: list[int]) -> list[dict[str, Any]]:
    """Each chosen provider with its people; administrators also see the roles still to give."""
    rows = []
    memberships = Membership.objects.visible_to(user).filter(user__is_system=False)
    everybody = by_person(memberships.filter(provider__in=provider_ids))
    for provider in Provider.objects.visible_to(user).filter(pk__in=provider_ids):
        people = []
        for entry in everybody:
            mine = [m for m in entry["memberships"] if m.provider_id == provider.pk]
            held = {m.role for m in mine}
            if mine:
                people.append(
                    {
                        "person": entry["person"],
                        "memberships": mine,
                        "open_roles": [role for role in Role if role not in held],
                    }
                )
        rows.append(
            {
                "provider": provider,
                "people": people,
                "may_change": user.acts_as(Role.ADMINISTRATOR, provider.pk),
            }
        )
    return rows
