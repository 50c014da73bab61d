"""What is to be handed in on the national platform, by when, and what was.

Nothing here is kept twice: a term follows from the day a committee was set up, an activity on the
list was approved, or a year ended; only that it was done is a row.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Min, Q
from django.utils import timezone

from filings import regulations, workdays
from filings.models import Provider, User
from filings.regulations import DeadlineRule
from reviews import composition
from reviews import terms as law
from reviews.enums import APPROVING, OWN_COMMITTEE, Handed
from reviews.models import Case, Committee, CommitteeService, Decision, Registration
from reviews.permissions import may_hand_in

COMMITTEE, ACTIVITY, REPORT = "eth_reg_committee", "eth_reg_activity", "eth_annual"


@dataclass(frozen=True)
class Term:
    rule: DeadlineRule
    committee: Committee
    provider: Provider | None
    about: Any
    """The committee, the case or the year."""
    starts_on: date
    due_on: date
    days_left: int | None
    """Working days to go; nothing once it is done."""
    done_on: date | None
    reference: str
    may_record: bool

    @property
    def kind(self) -> str:
        return self.rule.code


def terms(user: User, today: date) -> list[Term]:
    """Those still to be done first, by their day."""
    found = [*_committees(user, today), *_activities(user, today), *_reports(user, today)]
    return sorted(found, key=lambda term: (term.done_on is not None, term.due_on))


def waiting(user: User, today: date, within: timedelta) -> list[Term]:
    """What this person may record and is due soon, or overdue."""
    return [
        term
        for term in terms(user, today)
        if term.may_record and not term.done_on and term.due_on <= today + within
    ]


def _services(user: User) -> list[CommitteeService]:
    seen = Committee.objects.visible_to(user).values("pk")
    rows = CommitteeService.objects.filter(
        committee__in=seen, committee__kind__in=OWN_COMMITTEE, until=None
    )
    return list(rows.select_related("committee", "provider").order_by("committee", "provider"))


def _committees(user: User, today: date) -> Iterator[Term]:
    for committee in {each.committee for each in _services(user)}:
        pack = composition.pack_on(committee.founded_on)
        due = law.registration_due(pack, committee.founded_on)
        yield _term(
            COMMITTEE,
            today,
            (committee.founded_on, due),
            committee=committee,
            provider=None,
            about=committee,
            done_on=committee.registered_on,
            reference=committee.registration,
            may_record=may_hand_in(user, committee.pk),
        )


def _activities(user: User, today: date) -> Iterator[Term]:
    """Approved activities of the list; whether one is on it and nobody said counts as yes."""
    approved = Case.objects.visible_to(user).filter(Q(listed=True) | Q(listed=None))
    rows = approved.exclude(approved=None).select_related("algorithm", "provider", "committee")
    done = _handed_in(user, Handed.ACTIVITY)
    released = dict(
        Decision.objects.released()
        .filter(round__case__in=rows.values("pk"), outcome__in=APPROVING)
        .values_list("round__case")
        .annotate(first=Min("released_at"))
    )
    for case in rows:
        start = timezone.localdate(released[case.pk])
        row = done.get(case.pk)
        yield _term(
            ACTIVITY,
            today,
            (start, law.registration_due(composition.pack_on(start), start)),
            committee=case.committee,
            provider=case.provider,
            about=case,
            done_on=row.done_on if row else None,
            reference=row.reference if row else "",
            may_record=may_hand_in(user, case.committee_id, case.provider_id),
        )


def _reports(user: User, today: date) -> Iterator[Term]:
    """Of the last full year and of every one before it in which the committee served."""
    done = _handed_in(user, Handed.REPORT)
    for service in _services(user):
        for year in range(service.since.year, today.year):
            pack = composition.pack_on(date(year, 12, 31))
            row = done.get((service.provider_id, service.committee_id, year))
            yield _term(
                REPORT,
                today,
                (date(year, 12, 31), law.report_due(pack, year)),
                committee=service.committee,
                provider=service.provider,
                about=year,
                done_on=row.done_on if row else None,
                reference=row.reference if row else "",
                may_record=may_hand_in(user, service.committee_id, service.provider_id),
            )


def _handed_in(user: User, kind: Handed) -> dict[Any, Registration]:
    rows = Registration.objects.visible_to(user).filter(kind=kind)
    return {row.case_id or (row.provider_id, row.committee_id, row.year): row for row in rows}


def _term(rule: str, today: date, span: tuple[date, date], **facts: Any) -> Term:
    starts_on, due_on = span
    left = None if facts["done_on"] else workdays.left(workdays.calendar(), today, due_on)
    return Term(
        rule=regulations.load().deadlines[rule],
        starts_on=starts_on,
        due_on=due_on,
        days_left=left,
        **facts,
    )
