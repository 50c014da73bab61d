"""How an algorithm stands with the authority: what is frozen, filed, in force, and what is next."""

from filings.enums import DisclosureState, FilingKind, FilingState
from filings.models import Algorithm, Disclosure, Filing


def latest_frozen(algorithm: Algorithm) -> Disclosure | None:
    found: Disclosure | None = (
        algorithm.disclosures.filter(state=DisclosureState.FROZEN).order_by("-number").first()
    )
    return found


def in_force(algorithm_id: int) -> Filing | None:
    """The filing that the authority keeps now; the database allows one."""
    filed = Filing.objects.filter(algorithm_id=algorithm_id, state=FilingState.FILED)
    found: Filing | None = filed.select_related(
        "disclosure__algorithm", "disclosure__provider"
    ).first()
    return found


def kind_of_next(algorithm: Algorithm) -> FilingKind:
    if not algorithm.number:
        return FilingKind.FIRST
    return FilingKind.DEREGISTRATION if algorithm.ended_on else FilingKind.CHANGE
