"""Running every invariant of the reviews over all providers, and keeping what was found.

The night asks, and whoever keeps the installation may ask at any time. Only numbers of rows leave
the wall, nothing of what they say.
"""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.cache import cache
from django.utils import timezone

from filings import walls
from filings.models import User
from reviews import invariants
from reviews.invariants import INVARIANTS, Finding

logger = logging.getLogger(__name__)
RESULT = "reviews-checked"
RESULT_SECONDS = 30 * 86_400
STALE = timedelta(hours=26)
NAMED = 20
"""Rows named of one invariant; a fault in the rules may break thousands."""


@dataclass(frozen=True)
class Checked:
    at: datetime
    findings: list[Finding]

    @property
    def broken(self) -> list[Finding]:
        return [finding for finding in self.findings if not finding.holds]

    @property
    def is_stale(self) -> bool:
        return timezone.now() - self.at > STALE


def check(by: User | None = None) -> Checked:
    """Look behind every wall as the clock does, and close it again to what `by` may see."""
    with walls.for_clock():
        found = invariants.check()
        walls.leave() if by is None else walls.enter(by)
    made = Checked(timezone.now(), found)
    for finding in made.broken:
        logger.error("Invariant %s does not hold", finding.invariant.code)
    kept = {finding.invariant.code: finding.rows[:NAMED] for finding in found}
    cache.set(RESULT, {"at": made.at.isoformat(), "rows": kept}, RESULT_SECONDS)
    return made


def latest() -> Checked | None:
    """What the last check found; one that an earlier release knew otherwise counts as none."""
    kept = cache.get(RESULT)
    if not kept or kept["rows"].keys() != {invariant.code for invariant in INVARIANTS}:
        return None
    findings = [Finding(each, tuple(kept["rows"][each.code])) for each in INVARIANTS]
    return Checked(datetime.fromisoformat(kept["at"]), findings)
