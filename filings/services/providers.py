"""Providers: registered by the installation administrator, kept by their own administrators."""

import hashlib
import json
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from filings import history, walls
from filings.enums import Act, Role
from filings.models import Provider, User
from filings.permissions import acts_as, is_administrator
from filings.services import changes, people
from filings.services.people import Invited
from filings.statemachine import ActionRefused

FACTS = (
    "name_zh",
    "name_en",
    "uscc",
    "entity_type",
    "registered_place",
    "address",
    "website",
    "icp_numbers",
    "legal_representative",
    "responsible_person",
    "responsible_title",
    "responsible_phone",
    "responsible_email",
    "contact_name",
    "contact_phone",
    "contact_email",
    "mau",
    "mau_on",
    "mau_source",
)
PERSONAL = frozenset(
    fact
    for fact in FACTS
    if fact.startswith(("responsible_", "contact_")) or fact == "legal_representative"
)
"""Facts about people: the history says that they changed, not what they were."""


def register(
    *, facts: dict[str, Any], administrator: Invited, by: User, address: people.Address
) -> Provider:
    """Register a provider and invite its first administrator."""
    if not by.is_operator:
        raise ActionRefused(_("Only the installation administrator registers providers. Ask them."))
    try:
        with transaction.atomic():
            provider = Provider.objects.create(id=walls.found_provider(), **facts)
    except IntegrityError as error:
        raise ActionRefused(
            _("A provider with this unified social credit code exists already.")
        ) from error
    history.record(Act.PROVIDER_REGISTERED, by=by, provider_id=provider.pk, uscc=provider.uscc)
    people.found(provider=provider, invited=administrator, by=by, address=address)
    return provider


def change(*, provider: Provider, facts: dict[str, Any], seen: str, by: User) -> Provider:
    """Change facts of the provider, unless somebody else did since `seen` was read.

    The history keeps what each fact was before and after; of facts about people only that
    they changed.
    """
    if not acts_as(Role.ADMINISTRATOR, user=by, provider_id=provider.pk):
        raise ActionRefused(is_administrator.otherwise)
    locked = Provider.objects.select_for_update().get(pk=provider.pk)
    if facts.get("uscc", locked.uscc) != locked.uscc and not by.is_operator:
        raise ActionRefused(
            _(
                "Another unified social credit code is another legal entity. "
                "Ask the installation administrator to correct or register it."
            )
        )
    if seen != fingerprint(locked):
        raise ActionRefused(
            _("Somebody else changed this provider meanwhile. Compare, then save again.")
        )
    changed = {name: value for name, value in facts.items() if getattr(locked, name) != value}
    if not changed:
        return locked
    before = {name: getattr(locked, name) for name in changed}
    for name, value in changed.items():
        setattr(locked, name, value)
    locked.save(update_fields=list(changed))
    history.record(
        Act.PROVIDER_CHANGED,
        by=by,
        provider_id=locked.pk,
        changes={name: _plain([before[name], changed[name]]) for name in changed.keys() - PERSONAL},
        changed_about_people=sorted(changed.keys() & PERSONAL),
    )
    changes.propose_for_all(locked, changed.keys(), by=by)
    return locked


def fingerprint(provider: Provider) -> str:
    """Digest of the facts, by which a form knows whether they are still what it showed."""
    facts = json.dumps([getattr(provider, fact) for fact in FACTS], cls=DjangoJSONEncoder)
    return hashlib.sha256(facts.encode()).hexdigest()[:16]


def _plain(value: Any) -> Any:
    return json.loads(json.dumps(value, cls=DjangoJSONEncoder))
