"""Is a committee composed as the law asks, today and for the months to come?"""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from filings.statemachine import Sentence
from reviews.enums import VOTING, Category, SeatRole
from reviews.models import RulePack, Seat


@dataclass(frozen=True)
class Change:
    """From a day on the committee lacks something, and whose term ends then."""

    on: date
    leaving: tuple[Seat, ...]
    lacks: tuple[Sentence, ...]


def pack_on(day: date) -> RulePack:
    """The rules in force on a day; the oldest ones before they began."""
    packs = RulePack.objects.order_by("-from_on", "-id")
    return packs.filter(from_on__lte=day).first() or packs.reverse()[0]


def lacks(committee_id: int, day: date, pack: RulePack | None = None) -> list[Sentence]:
    """What is missing (2023 measures, Art. 7; 2026 measures, Art. 10); nothing when complete."""
    seats = Seat.objects.filter(committee=committee_id).current(day)
    return missing(list(seats), pack or pack_on(timezone.localdate()))


def missing(seats: list[Seat], pack: RulePack) -> list[Sentence]:
    members = [seat for seat in seats if seat.role in VOTING]
    roles = Counter(seat.role for seat in members)
    found: list[Sentence] = []
    if len(members) < pack.committee_min:
        found.append(
            _("%(there)d of at least %(wanted)d members")
            % {"there": len(members), "wanted": pack.committee_min}
        )
    if not roles[SeatRole.CHAIR]:
        found.append(_("no chair"))
    if pack.both_sexes and len({seat.sex for seat in members}) < 2:
        found.append(_("women and men are not both represented"))
    if sum(seat.is_external for seat in members) < pack.external_min:
        found.append(_("nobody from outside"))
    covered = {seat.category for seat in members}
    found += [
        _("nobody for %(category)s") % {"category": Category(category).label}
        for category in pack.categories
        if category not in covered
    ]
    return found


def ahead(committee_id: int, today: date, until: date) -> list[Change]:
    """Each day until then on which a term ends, with what the committee lacks from then on."""
    pack = pack_on(today)
    seats = list(Seat.objects.filter(committee=committee_id).select_related("person"))
    ends = sorted({last_day(seat) for seat in seats if today <= last_day(seat) < until})
    changes = []
    for end in ends:
        after = date.fromordinal(end.toordinal() + 1)
        staying = [s for s in seats if s.valid_from <= after <= last_day(s)]
        changes.append(
            Change(
                after,
                tuple(s for s in seats if last_day(s) == end),
                tuple(missing(staying, pack)),
            )
        )
    return changes


def last_day(seat: Seat) -> date:
    if seat.ended_on:
        return date.fromordinal(seat.ended_on.toordinal() - 1)
    return seat.valid_until
