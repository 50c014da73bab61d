"""Committees as whoever they serve and whoever sits on them may see them."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from filings.enums import Role
from filings.models import Provider, User
from filings.statemachine import Sentence
from reviews import composition, terms
from reviews.enums import PRESIDING, CommitteeKind, SeatRole
from reviews.models import Committee, CommitteeService, RulePack, Seat
from reviews.permissions import runs_committee

AHEAD_MONTHS = 12


@dataclass(frozen=True)
class Line:
    committee: Committee
    members: int
    lacks: list[Sentence]


@dataclass(frozen=True)
class Shown:
    committee: Committee
    pack: RulePack
    current: list[Seat]
    former: list[Seat]
    serves: list[CommitteeService]
    lacks: list[Sentence]
    ahead: list[composition.Change]
    refusal: Sentence | None
    """Why the person may not change it."""


def listed(user: User, today: date) -> list[Line]:
    rows = Committee.objects.visible_to(user).distinct()
    return [
        Line(
            committee,
            Seat.objects.filter(committee=committee).current(today).voting().count(),
            composition.lacks(committee.pk, today),
        )
        for committee in rows
    ]


def shown(committee: Committee, user: User, today: date) -> Shown:
    seats = Seat.objects.filter(committee=committee).select_related("person")
    current = list(seats.current(today))
    kept = {seat.pk for seat in current}
    return Shown(
        committee=committee,
        pack=composition.pack_on(today),
        current=sorted(current, key=lambda s: (Seat.RANK[s.role], s.order, s.pk)),
        former=[seat for seat in seats if seat.pk not in kept],
        serves=list(
            CommitteeService.objects.filter(committee=committee, until=None).select_related(
                "provider"
            )
        ),
        lacks=composition.lacks(committee.pk, today),
        ahead=composition.ahead(committee.pk, today, terms.add_months(today, AHEAD_MONTHS)),
        refusal=None if runs_committee.allows(user, committee) else runs_committee.otherwise,
    )


@dataclass(frozen=True)
class Alarm:
    """What a committee lacks, or will lack, and from when."""

    committee: Committee
    on: date | None
    """Nothing when it lacks it today."""
    leaving: tuple[Seat, ...]
    lacks: tuple[Sentence, ...]


def alarms(user: User, today: date) -> list[Alarm]:
    """Of the committees that the person runs or presides over: today, and the next such day."""
    found = []
    for committee in _kept_complete_by(user):
        if lacks := composition.lacks(committee.pk, today):
            found.append(Alarm(committee, None, (), tuple(lacks)))
            continue
        ahead = composition.ahead(committee.pk, today, terms.add_months(today, AHEAD_MONTHS))
        if change := next((each for each in ahead if each.lacks), None):
            found.append(Alarm(committee, change.on, change.leaving, change.lacks))
    return found


def _kept_complete_by(user: User) -> list[Committee]:
    runs = Seat.objects.current().filter(person=user, role__in=[*PRESIDING, SeatRole.SECRETARY])
    own = [m.provider_id for m in user.acting if m.role == Role.ADMINISTRATOR]
    mine = Q(pk__in=runs.order_by().values("committee"))
    if own:
        serving = CommitteeService.objects.filter(provider__in=own, until=None)
        mine |= Q(pk__in=serving.values("committee"), kind=CommitteeKind.OWN)
    return list(Committee.objects.filter(mine))


def administered(user: User) -> list[Provider]:
    """Providers for which the person may set up a committee of its own."""
    return sorted(
        {m.provider for m in user.acting if m.role == "administrator"}, key=lambda p: p.pk
    )


def entrustable(user: User) -> list[Committee]:
    """Committees of several providers that a provider could still entrust."""
    return list(Committee.objects.exclude(kind="own"))
