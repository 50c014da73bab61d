"""What the pages of filings show: the list, one filing, the filings of one algorithm."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from filings import regulations, standing, workdays
from filings.enums import DeadlineState, DisclosureState, FilingAction, FilingKind, FilingState
from filings.models import (
    Algorithm,
    Deadline,
    Disclosure,
    Enclosure,
    Event,
    Filing,
    SubmissionRound,
    User,
)
from filings.models.filing import OPEN_STATES
from filings.permissions import is_filer
from filings.regulations import DeadlineRule
from filings.regulations.facts import Material
from filings.selectors import mechanism, paging, rounds
from filings.selectors.paging import Order, Page, Place
from filings.selectors.rounds import Round, Segment
from filings.selectors.timeline import Entry, entry
from filings.statemachine import Offer, Sentence
from filings.workflow import FILING

FILING_TERMS = ("alg_file", "alg_change", "alg_dereg", "alg_authority")
NEWEST_FIRST = Order("id", descending=True)


@dataclass(frozen=True)
class Row:
    """One line of the list. `with_authority` says who has it, `since` from which day."""

    filing: Filing
    state: str
    kind: str
    provider: str
    due_on: date | None
    provisional: bool
    with_authority: bool
    since: date | None


@dataclass(frozen=True)
class Listing:
    page: Page[Filing]
    rows: list[Row]
    total: int


def listed(user: User, provider_ids: list[int], equal: dict[str, Any], at: Place | None) -> Listing:
    rows = Filing.objects.visible_to(user).filter(provider_id__in=provider_ids, **equal)
    page = paging.page(with_due(rows.select_related("algorithm", "provider")), NEWEST_FIRST, at)
    return Listing(page, _rows(page.rows), rows.count())


def of_algorithm(algorithm: Algorithm) -> list[Row]:
    filings = Filing.objects.filter(algorithm=algorithm)
    return _rows(with_due(filings.select_related("algorithm", "provider")).order_by("-id"))


def is_unkept(algorithm: Algorithm, rows: Iterable[Row]) -> bool:
    """The record shows a number, and no filing kept here explains it."""
    known = {FilingState.FILED, *OPEN_STATES}
    return bool(algorithm.number) and not any(
        row.filing.is_of_algorithm and row.filing.state in known for row in rows
    )


def with_due(rows: QuerySet[Filing]) -> QuerySet[Filing]:
    running = Deadline.objects.filter(
        algorithm=OuterRef("algorithm"), state=DeadlineState.OPEN
    ).order_by("due_on", "id")
    submitted = SubmissionRound.objects.filter(filing=OuterRef("pk")).order_by("-number")
    return rows.annotate(
        due_on=Subquery(running.values("due_on")[:1]),
        due_provisional=Subquery(running.values("provisional")[:1]),
        submitted_on=Subquery(submitted.values("submitted_on")[:1]),
        answered_on=Subquery(submitted.values("answered_on")[:1]),
    ).defer("disclosure")


def _rows(found: Iterable[Any]) -> list[Row]:
    states, kinds = (
        {value: str(label) for value, label in choices.choices}
        for choices in (FilingState, FilingKind)
    )
    return [
        Row(
            filing=each,
            state=states[each.state],
            kind=kinds[each.kind],
            provider=str(each.provider),
            due_on=each.due_on if each.state in OPEN_STATES else None,
            provisional=bool(each.due_provisional),
            with_authority=each.state == FilingState.SUBMITTED,
            since=_since(each),
        )
        for each in found
    ]


def _since(filing: Any) -> date | None:
    """The day from which whoever has the open filing has it."""
    if filing.state not in OPEN_STATES:
        return None
    if filing.state == FilingState.SUBMITTED:
        submitted: date | None = filing.submitted_on
        return submitted
    return filing.answered_on or timezone.localdate(filing.started_at)


# -- one filing -----------------------------------------------------------------------------------
@dataclass(frozen=True)
class Term:
    """A running or ended legal term with its bookkeeping."""

    row: Deadline
    rule: DeadlineRule | None
    formula: str
    reason: str
    left: int | None
    """Working days that remain, negative once overdue; nothing when it no longer runs."""

    @property
    def passed(self) -> regulations.Text | None:
        """What to do now that it has passed."""
        return self.rule.passed if self.rule and self.left is not None and self.left < 0 else None

    @property
    def is_late(self) -> bool:
        return bool(self.row.met_on and self.row.met_on > self.row.due_on)


def terms(algorithm: Algorithm, rules: Iterable[str], today: date) -> list[Term]:
    """The terms of an algorithm that concern its filings, running ones first."""
    rows = Deadline.objects.filter(algorithm=algorithm, rule__in=list(rules))
    calendar, law = workdays.calendar(), regulations.load()
    found = [
        Term(
            row=row,
            rule=law.deadlines.get(row.rule),
            formula=_spoken(row.formula),
            reason=_spoken(row.reason),
            left=workdays.left(calendar, today, row.due_on)
            if row.state == DeadlineState.OPEN
            else None,
        )
        for row in rows.order_by("-started_at")
    ]
    return sorted(found, key=lambda term: (term.left is None, term.row.due_on))


def _spoken(text: dict[str, str]) -> str:
    return str(regulations.Text(**text)) if text else ""


NEXT: dict[str, Sentence] = {
    FilingState.DRAFT: _("The preparer sends it to approval."),
    FilingState.APPROVAL: _("An approver who did not prepare it decides."),
    FilingState.READY: _(
        "A filer submits it in the authority's filing system and records that here."
    ),
    FilingState.SUBMITTED: _("The authority has it. Record the number when it is published."),
    FilingState.RETURNED: _(
        "The authority wants corrections. Put right what it names, freeze the next version where "
        "facts change, and submit the next round."
    ),
    FilingState.FILED: _(
        "Filed. Show the number and a link to it on every product (Order 9, Art. 26), "
        "and file every change."
    ),
    FilingState.WITHDRAWN: _("Withdrawn. Start another filing when it is needed."),
    FilingState.REFUSED: _(
        "The authority does not file it and has given its reasons. Remove them, then start anew."
    ),
    FilingState.SUPERSEDED: _("A later filing has taken the place of this one."),
    FilingState.REVOKED: _(
        "The authority has revoked the filing (Order 9, Art. 33). Take the number off every "
        "product, and settle with legal whether and how the service goes on."
    ),
    FilingState.CANCELLED_BY_AUTHORITY: _(
        "The authority has cancelled the filing (Order 9, Art. 33). "
        "Take the number off every product."
    ),
    FilingState.DEREGISTERED: _(
        "Deregistered. Take the number off every product and keep the records."
    ),
}


@dataclass(frozen=True)
class Shown:
    filing: Filing
    offers: list[Offer]
    rounds: list[Round]
    history: list[Entry]
    newer: Disclosure | None
    """A version frozen after the one that the filing rests on."""
    with_authority: bool
    since: date | datetime
    segments: list[Segment]
    terms: list[Term]
    changes: list[regulations.Text]
    """The official kinds of change that this filing is about."""
    materials: list[tuple[Material, list[Enclosure]]]
    """What goes with a filing of this kind, each with its files, the newest first."""

    @property
    def sentence(self) -> Sentence:
        return NEXT[self.filing.state]

    @property
    def due_shown(self) -> dict[str, Any] | None:
        """The term that counts now, as `components/due.html` shows it."""
        if (term := self.due) is None:
            return None
        return {"day": term.row.due_on, "left": term.left, "provisional": term.reason}

    @property
    def due(self) -> Term | None:
        """The term that whoever has the filing must keep."""
        party = "authority" if self.with_authority else "provider"
        running = (t for t in self.terms if t.left is not None and t.rule and t.rule.party == party)
        return next(running, None) if self.offers else None


def shown(filing: Filing, user: User, today: date) -> Shown:
    found = rounds.rounds(filing, today)
    known = regulations.load().change_kinds
    events = Event.objects.filter(filing=filing).select_related("actor")
    with_authority = filing.state == FilingState.SUBMITTED
    spans = rounds.spans_of(filing, [each.row for each in found], today)
    return Shown(
        filing=filing,
        offers=FILING.offers(filing, user),
        rounds=found,
        history=[entry(event) for event in events.order_by("-id")],
        newer=newer_version(filing),
        with_authority=with_authority,
        since=found[-1].row.submitted_on if with_authority and found else filing.state_since,
        segments=rounds.segments(spans),
        terms=terms(filing.algorithm, FILING_TERMS, today),
        materials=_materials(filing),
        changes=[known[code].label for code in filing.change_kinds if code in known],
    )


def _materials(filing: Filing) -> list[tuple[Material, list[Enclosure]]]:
    wanted = regulations.load().materials_of(filing.kind)
    files: dict[str, list[Enclosure]] = {code: [] for code in wanted}
    for file in filing.enclosures.filter(material__in=wanted).order_by("-id") if wanted else ():
        files[file.material].append(file)
    return [(material, files[code]) for code, material in wanted.items()]


def newer_version(filing: Filing) -> Disclosure | None:
    if filing.state not in OPEN_STATES or filing.state == FilingState.SUBMITTED:
        return None
    newer = Disclosure.objects.filter(
        algorithm_id=filing.algorithm_id,
        state=DisclosureState.FROZEN,
        number__gt=filing.disclosure.number,
    )
    return newer.defer("content").order_by("-number").first()


def since_last_filed(filing: Filing) -> dict[str, Any]:
    """What changed since the version that was filed last, as the comparison page shows it."""
    filed = standing.in_force(filing.algorithm_id, filing.kind)
    if filed is None or filed.pk == filing.pk or filed.disclosure_id == filing.disclosure_id:
        return {"before": filed.disclosure if filed else None}
    return {"before": filed.disclosure} | mechanism.comparison_page(
        filed.disclosure, filing.disclosure
    )


def may_start(algorithm: Algorithm, user: User) -> Sentence | None:
    """Why no filing can be started by this person now, or nothing."""
    if not is_filer.allows(user, algorithm):
        return is_filer.otherwise
    if not algorithm.disclosures.filter(state=DisclosureState.FROZEN).exists():
        return _("A filing rests on a frozen disclosure. Freeze a version first.")
    return None


def offer(filing: Filing, action: FilingAction, user: User) -> Offer | None:
    """The action as it stands for this person; nothing where the present state has none."""
    return next((each for each in FILING.offers(filing, user) if each.action == action), None)
