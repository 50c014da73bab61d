"""What the page of the provider's own filing shows."""

from dataclasses import dataclass
from typing import Any

from filings import entity, regulations
from filings.enums import EntityState
from filings.models import EntityFiling, Provider, User
from filings.permissions import is_filer
from filings.statemachine import Offer, Sentence
from filings.workflow import ENTITY


@dataclass(frozen=True)
class Submission:
    row: EntityFiling
    reasons: list[regulations.Text]


@dataclass(frozen=True)
class Entity:
    provider: Provider
    filed: EntityFiling | None
    waiting: EntityFiling | None
    offers: list[Offer]
    missing: list[str]
    changed: list[tuple[str, Any, Any]]
    """Facts that differ from what is filed: name, filed, now."""
    submissions: list[Submission]
    refusal: Sentence | None
    """Why this person may not submit."""


def shown(provider: Provider, user: User) -> Entity:
    rows = list(
        EntityFiling.objects.filter(provider=provider).select_related("submitted_by", "letter")
    )
    filed = next((row for row in rows if row.state == EntityState.FILED), None)
    waiting = next((row for row in rows if row.state == EntityState.SUBMITTED), None)
    known = regulations.load().return_reasons
    is_mine = user.acts_as(entity.FILER, provider.pk)
    return Entity(
        provider=provider,
        filed=filed,
        waiting=waiting,
        offers=ENTITY.offers(waiting, user) if waiting else [],
        missing=entity.missing(provider),
        changed=entity.changed(filed, provider) if filed else [],
        submissions=[
            Submission(row, [known[code].label for code in row.reasons if code in known])
            for row in rows
        ],
        refusal=None if is_mine else is_filer.otherwise,
    )
