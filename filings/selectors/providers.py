"""What the provider pages show."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from filings import contents, entity
from filings.enums import Act, Role
from filings.models import Algorithm, Event, Membership, Provider, User

RECENT = 20
_LABELS = {
    field.name: field.verbose_name
    for field in Provider._meta.concrete_fields  # noqa: SLF001 - Django's public way to its fields
}


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
        "entity": entity.in_force(provider.pk),
        "may_change": user.acts_as(Role.ADMINISTRATOR, provider.pk),
        "people": by_person(Membership.objects.filter(provider=provider, user__is_system=False)),
        "sections": [
            section for section in contents.form_on(timezone.localdate()).sections if section.entity
        ],
        "history": _history(provider),
    }


@dataclass(frozen=True)
class Change:
    """What a fact was and what it became; nothing of either when it is about a person."""

    label: str
    before: str = ""
    after: str = ""


@dataclass(frozen=True)
class Entry:
    event: Event
    subject: str
    changes: list[Change]


def _history(provider: Provider) -> list[Entry]:
    """The latest acts on the provider and its people."""
    acts = [
        Act.PROVIDER_REGISTERED,
        Act.PROVIDER_CHANGED,
        Act.ENTITY_SUBMITTED,
        Act.ENTITY_ANSWERED,
        Act.MEMBER_ADDED,
        Act.MEMBER_REMOVED,
        Act.SYSTEM_CHANGED,
    ]
    events = Event.objects.filter(provider=provider, act__in=acts).select_related("actor")[:RECENT]
    people = User.objects.in_bulk({e.payload["person"] for e in events if "person" in e.payload})
    return [
        Entry(
            event=event,
            subject=_subject(event.payload, people),
            changes=[
                *(
                    Change(_label(name), _text(before), _text(after))
                    for name, (before, after) in event.payload.get("changes", {}).items()
                ),
                *(Change(_label(name)) for name in event.payload.get("changed_about_people", [])),
            ],
        )
        for event in events
    ]


SYSTEM_CHANGES = {
    "opened": _("opened"),
    "closed": _("closed"),
    "token_made": _("token made"),
    "token_revoked": _("token revoked"),
}


def _subject(payload: dict[str, Any], people: dict[int, User]) -> str:
    if "system" in payload:
        change = SYSTEM_CHANGES[payload["change"]]
        return " · ".join(filter(None, [payload["system"], str(change), payload.get("token", "")]))
    if "person" not in payload:
        return ""
    return f"{people.get(payload['person'], '—')} · {Role(payload['role']).label}"


def _label(fact: str) -> str:
    return str(capfirst(_LABELS[fact]))


def _text(value: Any) -> str:
    shown = "; ".join(value) if isinstance(value, list) else value
    return "—" if shown in {None, ""} else str(shown)


def by_person(memberships: Any) -> list[dict[str, Any]]:
    """`person` with their `memberships`, by name."""
    people: dict[User, list[Membership]] = defaultdict(list)
    for membership in memberships.select_related("user").order_by("user__name", "user_id", "id"):
        people[membership.user].append(membership)
    return [{"person": person, "memberships": roles} for person, roles in people.items()]
