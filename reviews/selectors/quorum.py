"""Is a quorum there, and who may be missing before it fails: in number and in every category."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from reviews import composition
from reviews.enums import Category, MeetingState
from reviews.models import Case, Meeting, Recusal, Round, RulePack, Seat, SubmissionVersion


@dataclass(frozen=True)
class Cover:
    """A category the law asks for, and who of those counted stands for it."""

    label: Any
    seats: list[Seat]


@dataclass(frozen=True)
class Quorum:
    needed: int
    counted: list[Seat]
    absent: list[Seat]
    covers: list[Cover]
    clause: str

    @property
    def missing(self) -> int:
        return max(self.needed - len(self.counted), 0)

    @property
    def uncovered(self) -> list[Cover]:
        return [cover for cover in self.covers if not cover.seats]

    @property
    def holds(self) -> bool:
        return not self.missing and not self.uncovered

    @property
    def spare(self) -> int:
        """How many of those counted may be missing before the number fails."""
        return max(len(self.counted) - self.needed, 0)

    @property
    def indispensable(self) -> list[Cover]:
        """Categories that fall away with one person, where a quorum is there at all."""
        if not self.holds:
            return []
        return [cover for cover in self.covers if len(cover.seats) == 1]


def ahead(round_: Round, day: date | None = None) -> Quorum:
    """If everybody came who may vote on that day."""
    return _of(able(round_.case, day), [], _pack(round_))


def live(meeting: Meeting) -> Quorum:
    """Of those recorded as present now."""
    here = set(meeting.attendance.filter(left_at=None).values_list("seat", flat=True))
    free = able(meeting.case)
    there = [seat for seat in free if seat.pk in here]
    return _of(there, [seat for seat in free if seat.pk not in here], _pack(meeting.round))


def of_meeting(meeting: Meeting) -> Quorum | None:
    """In session, whoever is there; planned, whoever could come; nothing once it has ended."""
    if meeting.state == MeetingState.OPEN:
        return live(meeting)
    if meeting.state == MeetingState.PLANNED:
        return ahead(meeting.round, timezone.localdate(meeting.starts_at))
    return None


def able(case: Case, day: date | None = None) -> list[Seat]:
    """Voting members whose term runs, who are neither recused nor the applicant's people."""
    seats = Seat.objects.filter(committee=case.committee_id).current(day).voting()
    recused = Recusal.objects.filter(case=case).values_list("person", flat=True)
    barred: set[int | None] = set(recused)
    wrote = SubmissionVersion.objects.filter(case=case)
    for pair in wrote.values_list("submitted_by", "disclosure__frozen_by"):
        barred.update(pair)
    barred.update([case.opened_by_id, case.algorithm.owner_id])
    free = [seat for seat in seats.select_related("person") if seat.person_id not in barred]
    return sorted(free, key=lambda seat: (Seat.RANK[seat.role], seat.order, seat.pk))


def hopeless(round_: Round) -> bool:
    """Whether no meeting of all who may still vote would reach a quorum."""
    return not ahead(round_).holds


def _pack(round_: Round) -> RulePack:
    return round_.rule_pack or composition.pack_on(timezone.localdate())


def _of(counted: list[Seat], absent: Iterable[Seat], pack: RulePack) -> Quorum:
    return Quorum(
        needed=pack.min_present,
        counted=counted,
        absent=list(absent),
        covers=[
            Cover(Category(code).label, [seat for seat in counted if seat.category == code])
            for code in pack.categories
        ],
        clause=str(pack.sources["min_present"]["clause"]),
    )


def sentences(found: Quorum) -> list[str]:
    """What holds and what is missing, in words."""
    said = [
        _("%(there)d of at least %(needed)d are counted.")
        % {"there": len(found.counted), "needed": found.needed}
    ]
    if found.missing:
        said.append(_("%(count)d more are needed.") % {"count": found.missing})
    elif found.spare:
        said.append(_("%(count)d may be missing before the number fails.") % {"count": found.spare})
    else:
        said.append(_("Nobody may be missing."))
    said += [_("Nobody stands for %(category)s.") % {"category": c.label} for c in found.uncovered]
    said += [
        _("Without %(person)s nobody stands for %(category)s.")
        % {"person": cover.seats[0].person, "category": cover.label}
        for cover in found.indispensable
    ]
    return said
