"""Which decided cases would differ under other numbers. Nothing is changed by looking."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _

from filings.models import User
from reviews.enums import Category, Procedure
from reviews.models import Case, Committee, Decision, ExpertReview, Motion, RulePack

NUMBERS = (
    "min_present",
    "pass_num",
    "pass_den",
    "simplified_min",
    "expert_min",
    "expert_num",
    "expert_den",
    "decision_days",
)
"""What can be changed for a replay; the rest is as in the pack it starts from."""


@dataclass(frozen=True)
class Rules:
    numbers: dict[str, int]
    categories: list[str]

    def __getattr__(self, name: str) -> int:
        try:
            return self.numbers[name]
        except KeyError as error:
            raise AttributeError(name) from error


@dataclass(frozen=True)
class Difference:
    case: Case
    what: Any
    was: str
    would: str
    why: str


@dataclass(frozen=True)
class Replay:
    looked_at: int
    differences: list[Difference]


def rules_of(pack: RulePack, **changed: int | None) -> Rules:
    numbers = {name: getattr(pack, name) for name in NUMBERS}
    numbers |= {name: value for name, value in changed.items() if value is not None}
    return Rules(numbers, list(pack.categories))


def replay(committee: Committee, user: User, rules: Rules) -> Replay:
    """Of the cases of the committee that the person judges; others are not even counted."""
    cases = Case.objects.judged_by(user).filter(committee=committee).values("pk").order_by()
    motions = list(
        Motion.objects.filter(round__case__in=cases, carried__isnull=False)
        .select_related("round__case__algorithm")
        .prefetch_related("voters__seat")
    )
    reviews = list(
        ExpertReview.objects.filter(round__case__in=cases, passed__isnull=False).select_related(
            "round__case__algorithm"
        )
    )
    decisions = list(
        Decision.objects.released()
        .filter(round__case__in=cases, round__accepted_at__isnull=False)
        .select_related("round__case__algorithm")
    )
    found = [
        *(each for motion in motions for each in _vote(motion, rules)),
        *(each for review in reviews for each in _experts(review, rules)),
        *(each for decision in decisions for each in _decided(decision, rules)),
    ]
    return Replay(len(motions) + len(reviews) + len(decisions), found)


def _vote(motion: Motion, rules: Rules) -> Iterator[Difference]:
    there = {voter.seat.category for voter in motion.voters.all()}
    lacking = [str(Category(c).label) for c in rules.categories if c not in there]
    yes, basis, present = motion.yes or 0, motion.basis or 0, motion.present or 0
    why = ""
    if present < rules.min_present:
        why = _("%(present)d present, %(needed)d needed") % {
            "present": present,
            "needed": rules.min_present,
        }
    elif lacking:
        why = _("nobody for %(categories)s") % {"categories": ", ".join(lacking)}
    left, right = yes * rules.pass_den, rules.pass_num * basis
    carried = not why and left >= right
    if carried != motion.carried:
        why = why or f"{left} {'≥' if left >= right else '<'} {right}"
        yield _difference(motion.round.case, _("Vote"), bool(motion.carried), carried, why)


def _experts(review: ExpertReview, rules: Rules) -> Iterator[Difference]:
    seats, agreed = review.seats_counted or 0, review.agreed or 0
    left, right = agreed * rules.expert_den, rules.expert_num * seats
    enough = seats >= rules.expert_min
    passed = enough and left >= right
    if passed != review.passed:
        few = _("%(seats)d experts, %(needed)d needed") % {
            "seats": seats,
            "needed": rules.expert_min,
        }
        why = few if not enough else f"{left} {'≥' if left >= right else '<'} {right}"
        yield _difference(
            review.round.case, _("Expert second review"), bool(review.passed), passed, why
        )


def _decided(decision: Decision, rules: Rules) -> Iterator[Difference]:
    round_ = decision.round
    if decision.simplified:
        agreed = round_.opinions.count()
        if agreed < rules.simplified_min:
            why = _("%(agreed)d reviewers, %(needed)d needed") % {
                "agreed": agreed,
                "needed": rules.simplified_min,
            }
            yield _difference(
                round_.case, _("Simplified procedure"), was=True, would=False, why=why
            )
    if round_.procedure == Procedure.EMERGENCY or round_.extended_from or not round_.accepted_at:
        return
    due = round_.accepted_at + timedelta(days=rules.decision_days)
    released = decision.released_at
    if released and round_.due_at and (released <= round_.due_at) != (released <= due):
        days = (released - round_.accepted_at).days
        in_time, late = _("in time"), _("late")
        yield Difference(
            round_.case,
            _("Term of the decision"),
            in_time if released <= round_.due_at else late,
            in_time if released <= due else late,
            _("decided after %(days)d days, allowed %(allowed)d")
            % {"days": days, "allowed": rules.decision_days},
        )


def _difference(case: Case, what: str, was: bool, would: bool, why: str) -> Difference:
    words = {True: _("carried"), False: _("not carried")}
    return Difference(case, what, words[was], words[would], why)
