"""The papers that a frozen version can give, and what each of them would be silent about."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone

from filings import regulations
from filings.documents import PAPERS, Gap, Paper
from filings.enums import DisclosureState, DocumentKind
from filings.models import Algorithm, Disclosure


@dataclass(frozen=True)
class GapLine:
    gap: Gap
    url: str
    """Where the fact is filled in."""


@dataclass(frozen=True)
class Offered:
    kind: DocumentKind
    about: str
    unsure: str
    """What of its layout no official text confirms."""
    source: str
    owed: list[GapLine]
    wished: list[GapLine]


def offered(algorithm: Algorithm, version: Disclosure | None) -> list[Offered]:
    if version is None:
        return []
    draft = (
        Disclosure.objects.filter(algorithm=algorithm, state=DisclosureState.DRAFT)
        .values_list("number", flat=True)
        .first()
    )
    return [_offer(paper, version, draft) for paper in PAPERS.values() if paper.fits(version)]


def _offer(paper: Paper, version: Disclosure, draft: int | None) -> Offered:
    lines = [GapLine(gap, _url(gap, version, draft)) for gap in paper.gaps(version)]
    outline = None
    if paper.outline:
        frozen = timezone.localdate(version.frozen_at)
        outline = regulations.load().outline(paper.outline, frozen)
    return Offered(
        kind=paper.kind,
        about=str(paper.about),
        unsure=str(outline.unsure) if outline else "",
        source=str(outline.source) if outline else "",
        owed=[line for line in lines if line.gap.owed],
        wished=[line for line in lines if not line.gap.owed],
    )


def _url(gap: Gap, version: Disclosure, draft: int | None) -> str:
    """The section of the open draft; without one, the versions, where the next one is started."""
    if gap.of_filing:
        return reverse("filings:filings_of", args=[version.algorithm_id])
    if not gap.path:
        return reverse("filings:provider", args=[version.provider_id])
    if draft is None:
        return reverse("filings:disclosures", args=[version.algorithm_id])
    return reverse("filings:disclosure_section", args=[version.algorithm_id, draft, gap.section])


def chosen(versions: Iterable[Disclosure], number: str) -> Disclosure | None:
    """The version asked for, else the newest."""
    known = list(versions)
    wanted = (each for each in known if str(each.number) == number)
    return next(wanted, known[0] if known else None)
