"""What of an algorithm is public, what would be, and whether the two have drifted apart."""

from dataclasses import dataclass
from datetime import UTC, datetime

from filings import published as words
from filings import standing
from filings.enums import DisclosureState
from filings.models import Algorithm, Disclosure, Publication, PublishedEntry
from filings.selectors import published
from filings.selectors.published import Entry

LIST = "https://beian.cac.gov.cn/"
"""The authority's filing system; legal may name the very list instead."""


@dataclass(frozen=True)
class Overview:
    versions: list[Disclosure]
    filed: int
    """Id of the version that the authority keeps; 0 where none was filed here."""
    chosen: Disclosure | None
    preview: Entry | None
    lacking: list[str]
    history: list[Publication]
    is_behind: bool
    """What is published is not what is filed now."""

    @property
    def last(self) -> Publication | None:
        return self.history[0] if self.history else None

    @property
    def is_shown(self) -> bool:
        return bool(self.last and not self.last.is_withdrawal)

    @property
    def link(self) -> str:
        shown = next((each.content for each in self.history if each.content), None)
        return str(shown["list"]) if shown else LIST


def overview(algorithm: Algorithm, number: str, link: str = "") -> Overview:
    """`number` is the version to look at before it is published; else the filed or newest one."""
    versions = list(
        algorithm.disclosures.filter(state=DisclosureState.FROZEN)
        .select_related("algorithm", "provider")
        .order_by("-number")
    )
    filing = standing.in_force(algorithm.pk)
    filed = filing.disclosure_id if filing else 0
    chosen = next((each for each in versions if str(each.number) == number), None) or next(
        (each for each in versions if each.pk == filed), versions[0] if versions else None
    )
    rows = algorithm.publications.select_related("approved_by", "disclosure")
    history = list(rows.order_by("-number"))
    draft = words.draft(chosen, link or LIST) if chosen else None
    last = history[0] if history else None
    return Overview(
        versions=versions,
        filed=filed,
        chosen=chosen,
        preview=_preview(draft.content) if draft and not draft.lacking else None,
        lacking=draft.lacking if draft else [],
        history=history,
        is_behind=bool(last and last.disclosure_id and filed and last.disclosure_id != filed),
    )


def _preview(content: dict[str, object]) -> Entry:
    """As everybody would read it; no row is written."""
    row = PublishedEntry(content=content, latest=True, published_at=datetime.now(UTC))
    return published.read(row)
