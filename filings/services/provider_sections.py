"""Sections of the form whose facts are the provider's: written once, taken over by every draft."""

from collections.abc import Mapping
from typing import Any

from filings import answers as said
from filings import history
from filings.answers import sound
from filings.enums import Act, DisclosureState
from filings.models import Disclosure, Provider, ProviderSection, User
from filings.permissions import OfProvider, may_disclose
from filings.regulations import Section
from filings.services.meanwhile import SavedMeanwhile
from filings.statemachine import ActionRefused


class _Of:
    def __init__(self, provider_id: int) -> None:
        self.provider_id = provider_id


def of(provider: Provider) -> OfProvider:
    """The provider as the predicates ask for it."""
    return _Of(provider.pk)


def latest(provider_id: int, code: str) -> ProviderSection | None:
    rows = ProviderSection.objects.filter(provider_id=provider_id, code=code)
    return rows.select_related("saved_by").order_by("-number").first()


def suggested(provider_id: int, code: str) -> dict[str, Any]:
    """What the provider said last in a frozen version, to begin with while nothing is saved."""
    rows = Disclosure.objects.filter(provider_id=provider_id, state=DisclosureState.FROZEN)
    found = rows.order_by("-frozen_at").values_list(f"content__answers__{code}", flat=True).first()
    return dict(found or {})


def save(
    *, provider: Provider, section: Section, answers: Mapping[str, Any], seen: int, by: User
) -> ProviderSection:
    """The next version of the section; gaps are allowed. `seen` is the number that was shown."""
    if not may_disclose.allows(by, of(provider)):
        raise ActionRefused(may_disclose.otherwise)
    if malformed := list(sound.problems(section.fields, answers)):
        raise ActionRefused(*(f"{path}: {sentence}" for path, sentence in malformed))
    Provider.objects.select_for_update().get(pk=provider.pk)
    standing = latest(provider.pk, section.code)
    if standing and standing.number != seen:
        raise SavedMeanwhile(standing, standing.saved_by)
    kept = {name: value for name, value in answers.items() if not said.is_blank(value)}
    saved = ProviderSection.objects.create(
        provider=provider,
        code=section.code,
        number=seen + 1 if standing else 1,
        answers=kept,
        saved_by=by,
    )
    history.record(
        Act.PROVIDER_CHANGED,
        by=by,
        provider_id=provider.pk,
        section=section.code,
        number=saved.number,
    )
    return saved
