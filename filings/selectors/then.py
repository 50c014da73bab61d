"""The record of one algorithm as it stood at the end of a day in the past.

What was recorded by then counts, not what is told of then since: the states of filings come from
the history, versions, papers and files from the moments at which they came.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q
from django.utils import timezone

from filings.enums import Act, DisclosureState, FilingState
from filings.models import (
    Algorithm,
    Clearance,
    Disclosure,
    Document,
    Event,
    Evidence,
    Filing,
    SubmissionRound,
    User,
)
from filings.models.filing import ENDS, NUMBERED
from filings.selectors import duties


@dataclass(frozen=True)
class Then:
    """The end of a day."""

    day: date

    @property
    def until(self) -> datetime:
        """The first moment of the next day."""
        return timezone.make_aware(datetime.combine(self.day + timedelta(days=1), time.min))

    def was_kept(self) -> Q:
        """Of files that may have been removed since."""
        return Q(added_at__lte=self.until) & (Q(removed_at=None) | Q(removed_at__gt=self.until))


@dataclass(frozen=True)
class FilingThen:
    filing: Filing
    state: FilingState
    rounds: list[SubmissionRound]

    @property
    def has_number(self) -> bool:
        return self.state in {*NUMBERED, FilingState.DEREGISTERED} and bool(self.filing.number)

    @property
    def has_ended(self) -> bool:
        return self.state in ENDS


def filings(algorithm: Algorithm, then: Then | None) -> list[FilingThen]:
    """Today's without a day."""
    rows = algorithm.filings.select_related("disclosure", "prepared_by", "approved_by")
    rows = rows.prefetch_related("rounds__disclosure").order_by("id")
    if then is None:
        return [FilingThen(each, FilingState(each.state), list(each.rounds.all())) for each in rows]
    moved = _moved(algorithm, then)
    return [
        FilingThen(
            each,
            moved.get(each.pk, FilingState.DRAFT),
            [r for r in each.rounds.all() if r.submitted_on <= then.day],
        )
        for each in rows.filter(started_at__lte=then.until)
    ]


def _moved(algorithm: Algorithm, then: Then) -> dict[int | None, FilingState]:
    """The last state that the history tells of each filing."""
    events = Event.objects.filter(
        algorithm=algorithm, act=Act.FILING_MOVED, at__lte=then.until
    ).order_by("id")
    return {
        event.filing_id: FilingState(event.payload["after"])
        for event in events
        if event.payload.get("after") in FilingState.values
    }


def number(algorithm: Algorithm, then: Then | None) -> str:
    """The number under which it was filed."""
    if then is None:
        return str(algorithm.number)
    held = [f.filing.number for f in filings(algorithm, then) if f.state == FilingState.FILED]
    return held[-1] if held else ""


def is_answered(row: SubmissionRound, then: Then | None) -> bool:
    return row.answered_on is not None and (then is None or row.answered_on <= then.day)


def clearances(algorithm: Algorithm, then: Then | None) -> Iterator[Clearance]:
    rows = algorithm.clearances.select_related("disclosure").order_by("id")
    if then is not None:
        standing = Q(withdrawn_at=None) | Q(withdrawn_at__gt=then.until)
        rows = rows.filter(standing, recorded_at__lte=then.until)
    yield from rows


# -- the page -------------------------------------------------------------------------------------
@dataclass(frozen=True)
class State:
    """What the record held at the end of a day, as the person may see it."""

    then: Then
    version: Disclosure | None
    """The last one frozen by then."""
    number: str
    duties: duties.DutyList | None
    filings: list[FilingThen]
    papers: list[Document]
    files: int
    events: int


def state(algorithm: Algorithm, then: Then, person: User) -> State:
    frozen = Disclosure.objects.visible_to(person).filter(
        algorithm=algorithm, state=DisclosureState.FROZEN, frozen_at__lte=then.until
    )
    papers = Document.objects.visible_to(person).filter(
        algorithm=algorithm, issued_at__lte=then.until
    )
    files = Evidence.objects.visible_to(person).filter(then.was_kept(), algorithm=algorithm)
    told = Event.objects.told().filter(algorithm=algorithm, at__lte=then.until)
    return State(
        then=then,
        version=frozen.defer("content").order_by("-number").first(),
        number=number(algorithm, then),
        duties=duties.at(algorithm, then.until),
        filings=filings(algorithm, then),
        papers=list(papers.select_related("issued_by").defer("facts")),
        files=files.count(),
        events=told.count(),
    )
