"""What waits for one person: their next acts, what others owe, what is coming up."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from filings import workdays
from filings.enums import (
    AlgorithmStatus,
    AlgorithmType,
    DeadlineState,
    DisclosureState,
    FilingState,
    Role,
)
from filings.models import Algorithm, Deadline, Disclosure, Filing, User
from filings.models.filing import OPEN_STATES
from filings.regulations import Calendar
from filings.selectors import deadlines, desk_items
from filings.selectors.deadlines import Term
from filings.selectors.desk_items import LONGEST, Item

HORIZON = timedelta(days=60)


@dataclass(frozen=True)
class Cell:
    type: AlgorithmType
    count: int


@dataclass(frozen=True)
class Row:
    status: AlgorithmStatus
    cells: list[Cell]
    total: int


@dataclass(frozen=True)
class Desk:
    mine: list[Item]
    waiting: list[Item]
    coming: list[Term]
    portfolio: list[Row]
    types: list[AlgorithmType]


def desk(user: User, provider_ids: list[int], today: date) -> Desk:
    """Ten queries, whatever the size of the portfolio; each list is cut at its length."""
    filings = list(_open_filings(provider_ids))
    drafts = list(_drafts(user, provider_ids))
    calendar = workdays.calendar()
    concerned = {f.algorithm_id for f in filings} | {d.algorithm_id for d in drafts}
    nearest = _nearest(concerned, today, calendar)
    mine, waiting = [], []
    for filing in filings:
        if item := _my_filing(user, filing, nearest.get(filing.algorithm_id)):
            mine.append(item)
        elif item := _others_filing(user, filing, nearest.get(filing.algorithm_id)):
            waiting.append(item)
    mine += [
        Item(
            _("Continue the disclosure"),
            draft.algorithm,
            draft.get_absolute_url(),
            nearest.get(draft.algorithm_id),
        )
        for draft in drafts
    ]
    mine += desk_items.to_file(user, provider_ids, today, calendar)
    mine += desk_items.to_look_at(user, provider_ids, today)
    mine += desk_items.to_sign(user, provider_ids)
    return Desk(
        mine=_by_due(mine),
        waiting=_by_due(waiting),
        coming=deadlines.words(_coming(provider_ids, today), today, calendar),
        portfolio=_portfolio(provider_ids),
        types=list(AlgorithmType),
    )


def _open_filings(provider_ids: list[int]) -> QuerySet[Filing]:
    return (
        Filing.objects.filter(provider_id__in=provider_ids, state__in=OPEN_STATES)
        .select_related("algorithm", "algorithm__provider")
        .order_by("state_since")[: 4 * LONGEST]
    )


def _drafts(user: User, provider_ids: list[int]) -> QuerySet[Disclosure]:
    return (
        Disclosure.objects.filter(provider_id__in=provider_ids, state=DisclosureState.DRAFT)
        .filter(Q(started_by=user) | Q(algorithm__owner=user) | Q(sections__edited_by=user))
        .select_related("algorithm", "algorithm__provider")
        .distinct()[:LONGEST]
    )


def _nearest(algorithm_ids: set[int], today: date, calendar: Calendar) -> dict[int, Term]:
    running = Deadline.objects.filter(
        algorithm_id__in=algorithm_ids, state=DeadlineState.OPEN
    ).order_by("-due_on")
    terms = deadlines.words(running, today, calendar)
    return {term.deadline.algorithm_id: term for term in terms}


MINE = {
    FilingState.DRAFT: (Role.FILER, _("Send the filing to approval")),
    FilingState.APPROVAL: (Role.APPROVER, _("Approve the filing or send it back")),
    FilingState.READY: (Role.FILER, _("Submit to the authority and record it")),
    FilingState.RETURNED: (Role.FILER, _("Take up what the authority returned")),
}
THEIRS = {
    FilingState.APPROVAL: _("Waits for an approver"),
    FilingState.READY: _("Waits for a filer to submit"),
    FilingState.SUBMITTED: _("With the authority"),
    FilingState.RETURNED: _("Returned, waits for a filer to take it up"),
}


def _my_filing(user: User, filing: Filing, term: Term | None) -> Item | None:
    role, what = MINE.get(FilingState(filing.state), (None, ""))
    prepared = filing.prepared_by_id == user.pk
    if role is None or not user.acts_as(role, filing.provider_id):
        return None
    if (role is Role.APPROVER and prepared) or (filing.state == FilingState.DRAFT and not prepared):
        return None
    return Item(what, filing.algorithm, filing.get_absolute_url(), term)


def _others_filing(user: User, filing: Filing, term: Term | None) -> Item | None:
    what = THEIRS.get(FilingState(filing.state))
    concerned = any(
        user.acts_as(role, filing.provider_id) for role in (Role.FILER, Role.APPROVER, Role.LEGAL)
    )
    if what is None or (not concerned and filing.algorithm.owner_id != user.pk):
        return None
    return Item(what, filing.algorithm, filing.get_absolute_url(), term)


def _by_due(items: list[Item]) -> list[Item]:
    return sorted(items, key=lambda item: item.due)[:LONGEST]


def _coming(provider_ids: list[int], today: date) -> QuerySet[Deadline]:
    return (
        Deadline.objects.filter(
            provider_id__in=provider_ids,
            state=DeadlineState.OPEN,
            due_on__lte=today + HORIZON,
        )
        .select_related("algorithm", "algorithm__provider", "filing")
        .order_by("due_on", "id")[:LONGEST]
    )


def _portfolio(provider_ids: list[int]) -> list[Row]:
    """A row for each status that occurs: the count of each type, and the sum."""
    counted = Counter(
        {
            (entry["status"], entry["type"]): entry["how_many"]
            for entry in Algorithm.objects.filter(provider_id__in=provider_ids)
            .values("status", "type")
            .annotate(how_many=Count("id"))
        }
    )
    cells = {
        status: [Cell(kind, counted[status.value, kind.value]) for kind in AlgorithmType]
        for status in AlgorithmStatus
    }
    rows = [Row(status, row, sum(cell.count for cell in row)) for status, row in cells.items()]
    return [row for row in rows if row.total]
