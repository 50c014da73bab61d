"""What of a provider is filed: its facts, what is missing, what changed since they were filed."""

import json
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.utils.text import capfirst

from filings.enums import EntityState, Role
from filings.models import EntityFiling, Provider

FILER = Role.FILER
FACTS = (
    "name_zh",
    "uscc",
    "entity_type",
    "registered_place",
    "address",
    "website",
    "icp_numbers",
    "legal_representative",
    "responsible_person",
    "responsible_phone",
    "responsible_email",
    "mau",
    "mau_on",
)
"""What the entity's page of the filing system asks for."""
NEEDED = (
    "entity_type",
    "registered_place",
    "address",
    "legal_representative",
    "responsible_person",
    "responsible_phone",
    "mau",
)


def facts(provider: Provider) -> dict[str, Any]:
    """The facts as they stand, as plain JSON."""
    found: dict[str, Any] = json.loads(
        json.dumps({name: getattr(provider, name) for name in FACTS}, cls=DjangoJSONEncoder)
    )
    return found


def missing(provider: Provider) -> list[str]:
    """What the authority asks for and the page does not say, by its name."""
    return [label(name) for name in NEEDED if getattr(provider, name) in (None, "")]


def label(name: str) -> str:
    field = next(f for f in Provider._meta.concrete_fields if f.name == name)  # noqa: SLF001
    return str(capfirst(field.verbose_name))


def in_force(provider_id: int) -> EntityFiling | None:
    found: EntityFiling | None = EntityFiling.objects.filter(
        provider_id=provider_id, state=EntityState.FILED
    ).first()
    return found


def changed(filed: EntityFiling, provider: Provider) -> list[tuple[str, Any, Any]]:
    """Name, filed value and present value of each fact that differs from what is filed."""
    now = facts(provider)
    return [
        (label(name), filed.facts.get(name), now[name])
        for name in FACTS
        if filed.facts.get(name) != now[name]
    ]
