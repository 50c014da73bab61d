"""Rounds and days: who had a filing for how long, and which reasons it came back for."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from statistics import median

from django.utils import timezone
from django.utils.translation import ngettext

from filings import regulations
from filings.enums import Answer, FilingKind
from filings.models import Filing, SubmissionRound, User
from filings.models.filing import OPEN_STATES
from filings.regulations.facts import ReturnReason


@dataclass(frozen=True)
class Round:
    row: SubmissionRound
    days: int
    """Calendar days with the authority, to its answer or to today."""
    reasons: list[ReturnReason]


@dataclass(frozen=True)
class Segment:
    """A stretch of a filing's time: who had it, where it lies on the line, in percent."""

    holder: str
    start: float
    width: float
    text: str


def rounds(filing: Filing, today: date) -> list[Round]:
    known = regulations.load().return_reasons
    return [
        Round(
            row=row,
            days=((row.answered_on or today) - row.submitted_on).days,
            reasons=[known[code] for code in row.reasons if code in known],
        )
        for row in filing.rounds.select_related("submitted_by", "letter", "disclosure")
    ]


Span = tuple[str, int]
"""Who had it ("us", "them") and for how many calendar days."""


def spans(started_on: date, rows: Iterable[SubmissionRound], until: date | None) -> list[Span]:
    """Turn by turn from the start; the last stretch runs to `until`, none after the end."""
    found: list[Span] = []
    since, unanswered = started_on, False
    for row in rows:
        found.append(("us", max((row.submitted_on - since).days, 0)))
        unanswered = row.answered_on is None
        since = row.answered_on or until or row.submitted_on
        found.append(("them", (since - row.submitted_on).days))
    if until and not unanswered:
        found.append(("us", max((until - since).days, 0)))
    return found


def spans_of(filing: Filing, rows: list[SubmissionRound], today: date) -> list[Span]:
    """Of an open filing to today; of one that was never submitted to its end."""
    until: date | None = today if filing.state in OPEN_STATES else None
    if not rows and until is None:
        until = timezone.localdate(filing.state_since)
    return spans(timezone.localdate(filing.started_at), rows, until)


def segments(found: list[Span]) -> list[Segment]:
    whole = sum(days for _holder, days in found)
    drawn, start = [], 0.0
    for holder, days in found if whole else ():
        if days:
            drawn.append(Segment(holder, start, 100 * days / whole, _words(holder, days)))
        start += 100 * days / whole
    return drawn


def _words(holder: str, days: int) -> str:
    if holder == "us":
        words = ngettext("%(days)d day with us", "%(days)d days with us", days)
    else:
        words = ngettext(
            "%(days)d day with the authority", "%(days)d days with the authority", days
        )
    return words % {"days": days}


# -- over the portfolio ---------------------------------------------------------------------------
@dataclass(frozen=True)
class Line:
    """Filings of one kind that went to the authority at least once."""

    kind: str
    filings: int
    rounds: int
    in_one_round: int
    days_us: float
    """Median of the calendar days with us, over the filings; likewise with the authority."""
    days_them: float


@dataclass(frozen=True)
class Reason:
    reason: ReturnReason
    count: int
    share: int
    """Percent of the returns that gave it."""


@dataclass(frozen=True)
class Figures:
    lines: list[Line]
    returns: int
    reasons: list[Reason]


def figures(user: User, provider_ids: list[int], today: date) -> Figures:
    """Three queries, whatever the size of the portfolio."""
    filings = list(
        Filing.objects.visible_to(user)
        .filter(provider_id__in=provider_ids, rounds__isnull=False)
        .distinct()
        .only("id", "kind", "state", "started_at", "state_since")
    )
    by_filing: dict[int, list[SubmissionRound]] = {filing.pk: [] for filing in filings}
    for row in SubmissionRound.objects.filter(filing__in=by_filing).order_by("number"):
        by_filing[row.filing_id].append(row)
    lines = [
        _line(kind, its, by_filing, today)
        for kind in FilingKind
        if (its := [filing for filing in filings if filing.kind == kind])
    ]
    returned = [row for rows in by_filing.values() for row in rows if row.answer == Answer.RETURNED]
    return Figures(lines, len(returned), _reasons(returned))


def _line(
    kind: FilingKind,
    filings: list[Filing],
    by_filing: dict[int, list[SubmissionRound]],
    today: date,
) -> Line:
    whole = [spans_of(filing, by_filing[filing.pk], today) for filing in filings]
    counts = [len(by_filing[filing.pk]) for filing in filings]
    return Line(
        kind=str(kind.label),
        filings=len(filings),
        rounds=sum(counts),
        in_one_round=sum(count == 1 for count in counts),
        days_us=median(_days(found, "us") for found in whole),
        days_them=median(_days(found, "them") for found in whole),
    )


def _days(found: list[Span], holder: str) -> int:
    return sum(days for who, days in found if who == holder)


def _reasons(returned: list[SubmissionRound]) -> list[Reason]:
    known = regulations.load().return_reasons
    counted = Counter(code for row in returned for code in row.reasons if code in known)
    return [
        Reason(known[code], count, round(100 * count / len(returned)))
        for code, count in counted.most_common()
    ]
