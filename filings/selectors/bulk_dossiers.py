"""From which algorithms somebody may choose for dossiers of many, and what came of such a job."""

from dataclasses import dataclass

from filings.documents.dossier import MOST_AT_ONCE, PROFILES
from filings.enums import DossierProfile, JobKind, JobState
from filings.models import Algorithm, Job, Provider, User
from filings.permissions import EXPORTERS
from filings.selectors.ledger import Wanted, matching
from filings.selectors.papers import told


@dataclass(frozen=True)
class Choice:
    """Algorithms of one provider, and the profiles that the person may export of them."""

    algorithms: list[Algorithm]
    total: int
    """Of all that match; not all of them may be listed."""
    profiles: list[DossierProfile]

    @property
    def is_cut(self) -> bool:
        return self.total > len(self.algorithms)


def profiles_of(person: User, provider_id: int) -> list[DossierProfile]:
    of = Algorithm(provider_id=provider_id)
    return [each for each in PROFILES if EXPORTERS[each].allows(person, of)]


def providers(person: User) -> list[Provider]:
    """Those of which the person may export anything."""
    found = {m.provider for m in person.acting if profiles_of(person, m.provider_id)}
    return sorted(found, key=lambda provider: provider.pk)


def choice(person: User, provider_id: int, wanted: Wanted) -> Choice:
    rows = matching(person, person.provider_ids, wanted).filter(provider=provider_id)
    shown = list(rows.order_by("reference", "pk")[:MOST_AT_ONCE])
    total = rows.count() if len(shown) == MOST_AT_ONCE else len(shown)
    return Choice(shown, total, profiles_of(person, provider_id))


@dataclass(frozen=True)
class Failed:
    reference: str
    name: str
    pk: int
    sentence: str


@dataclass(frozen=True)
class Many:
    made: int
    total: int
    failed: list[Failed]


def many(job: Job) -> Many | None:
    """What came of a job that made several; nothing for other jobs."""
    if job.kind != JobKind.DOSSIERS or job.state != JobState.DONE:
        return None
    failed = [
        Failed(
            line["reference"],
            line["name"],
            line["algorithm"],
            told(line["trouble"], line["parameters"]),
        )
        for line in job.result["failed"]
    ]
    return Many(job.result["all"] - len(failed), job.result["all"], failed)
