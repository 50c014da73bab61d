"""How an algorithm stands with the authority: what is frozen, filed, in force, and what is next."""

from filings.enums import DisclosureState, FilingKind, FilingState
from filings.models import Algorithm, Disclosure, Filing
from filings.models.filing import ALGORITHM_KINDS


def latest_frozen(algorithm: Algorithm) -> Disclosure | None:
    """The version that a filing takes along when it is sent to approval."""
    frozen = algorithm.disclosures.filter(state=DisclosureState.FROZEN)
    return frozen.select_related("algorithm", "provider").order_by("-number").first()


def in_force(algorithm_id: int, kind: str = FilingKind.FIRST) -> Filing | None:
    """The filing of this kind, or its change, that the authority keeps now; there is one."""
    filed = Filing.objects.filter(
        algorithm_id=algorithm_id, kind__in=alike(kind), state=FilingState.FILED
    )
    found: Filing | None = filed.select_related(
        "disclosure__algorithm", "disclosure__provider"
    ).first()
    return found


def alike(kind: str) -> list[FilingKind]:
    """Kinds of which one at a time is open, and one in force."""
    return ALGORITHM_KINDS if kind in ALGORITHM_KINDS else [FilingKind(kind)]


def kind_of_next(algorithm: Algorithm) -> FilingKind:
    if not algorithm.number:
        return FilingKind.FIRST
    return FilingKind.DEREGISTRATION if algorithm.ended_on else FilingKind.CHANGE
