"""The second review for its organiser, and what an expert reads."""

from dataclasses import dataclass
from typing import Any

from filings.enums import Audience
from filings.models import Disclosure, User
from filings.selectors.mechanism import reading_page
from reviews.enums import ExpertReviewState, ExpertSeatState
from reviews.models import AccessToken, ExpertOpinion, ExpertReview, ExpertSeat, Motion
from reviews.requirements import vote_of
from reviews.selectors.acts import Act, in_order, offered
from reviews.selectors.votes import arithmetic


@dataclass(frozen=True)
class SeatShown:
    seat: ExpertSeat
    opinion: ExpertOpinion | None
    acts: list[Act]


@dataclass(frozen=True)
class ReviewShown:
    review: ExpertReview
    organises: bool
    seats: list[SeatShown]
    acts: list[Act]
    result: str


def shown(review: ExpertReview, user: User) -> ReviewShown:
    """The applicant sees that it runs and how it ended; who the experts are, they do not."""
    acts = list(offered(review, user))
    organises = (
        bool(acts)
        or ExpertReview.objects.visible_to(user).organised_by(user).filter(pk=review.pk).exists()
    )
    opinions = {o.seat_id: o for o in ExpertOpinion.objects.visible_to(user)}
    seats = [
        SeatShown(seat, opinions.get(seat.pk), in_order(offered(seat, user)))
        for seat in (review.seats.order_by("id") if organises else [])
    ]
    return ReviewShown(review, organises, seats, in_order(acts), result(review))


def result(review: ExpertReview) -> str:
    pack = review.round.rule_pack
    if review.passed is None or pack is None or review.agreed is None:
        return ""
    left, right = (
        review.agreed * pack.expert_den,
        (review.seats_counted or 0) * pack.expert_num,
    )
    return (
        f"{review.agreed} / {review.seats_counted}: {left} {'≥' if left >= right else '<'} {right}"
    )


@dataclass(frozen=True)
class ForExpert:
    """What the link's holder sees at their step."""

    seat: ExpertSeat
    step: str
    number: int
    vote: Motion | None
    arithmetic: Any
    reasons: list[str]
    version: int
    sections: list[dict[str, Any]]
    """The very version under review; nothing before the declaration."""


STEPS = ("code", "declare", "wait", "opine", "done")


def step_of(token: AccessToken, *, verified: bool) -> str:
    seat = token.seat
    if not verified:
        return "code"
    if seat.state == ExpertSeatState.INVITED:
        return "declare"
    if ExpertOpinion.objects.filter(seat=seat).exists():
        return "done"
    return "opine" if seat.review.state == ExpertReviewState.REVIEWING else "wait"


def for_expert(token: AccessToken, *, verified: bool) -> ForExpert:
    """Papers only after the declaration and the promise of confidentiality."""
    step = step_of(token, verified=verified)
    may_read = step in {"wait", "opine", "done"}
    round_ = token.seat.review.round
    vote = vote_of(round_, final=False) if may_read else None
    version = token.seat.review.submission.disclosure
    return ForExpert(
        seat=token.seat,
        step=step,
        number=STEPS.index(step) + 1,
        vote=vote,
        arithmetic=arithmetic(vote) if vote else "",
        reasons=list(round_.opinions.values_list("summary", flat=True)) if may_read else [],
        version=version.number,
        sections=_read(version) if may_read else [],
    )


def _read(version: Disclosure) -> list[dict[str, Any]]:
    """The disclosure as the authority reads it, with the names of its files; the files themselves
    open for people of the house only."""
    sections: list[dict[str, Any]] = reading_page(version, Audience.REGULATOR)["sections"]
    for section in sections:
        for field in section["fields"]:
            field["named"], field["files"] = field["files"], []
    return sections
