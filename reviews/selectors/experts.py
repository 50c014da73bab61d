"""The second review for its organiser, and what an expert reads."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse

from filings.enums import DocumentKind
from filings.models import Document, Evidence, User
from reviews.enums import ExpertReviewState, ExpertSeatState
from reviews.models import (
    AccessToken,
    Case,
    ExpertOpinion,
    ExpertReview,
    ExpertSeat,
    Motion,
    Paper,
)
from reviews.requirements import vote_of
from reviews.selectors import expert_hints
from reviews.selectors.acts import Act, in_order, offered
from reviews.selectors.facts import Facts, facts
from reviews.selectors.votes import arithmetic


@dataclass(frozen=True)
class SeatShown:
    seat: ExpertSeat
    opinion: ExpertOpinion | None
    acts: list[Act]
    hints: list[str]


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
    rows = list(review.seats.order_by("id")) if organises else []
    hinted = expert_hints.of_review(review, rows) if rows else {}
    seats = [
        SeatShown(
            seat, opinions.get(seat.pk), in_order(offered(seat, user)), hinted.get(seat.pk, [])
        )
        for seat in rows
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
    case: Case | None
    """Whose activity it is and which committee judged it, to declare one's relations to them;
    nothing before the code from the mail."""
    until: datetime
    vote: Motion | None
    arithmetic: Any
    reasons: list[str]
    version: int
    facts: Facts | None
    """The very version under review; nothing before the declaration."""
    package: list[Document]
    """The sealed list of material, in its forms."""


STEPS = ("code", "declare", "wait", "opine", "done")
READING = frozenset({"wait", "opine", "done"})


def step_of(token: AccessToken, *, verified: bool) -> str:
    seat = token.seat
    if not verified:
        return "code"
    if seat.state == ExpertSeatState.INVITED:
        return "declare"
    if ExpertOpinion.objects.filter(seat=seat).exists():
        return "done"
    return "opine" if seat.review.state == ExpertReviewState.REVIEWING else "wait"


def for_expert(token: AccessToken, link: str, *, verified: bool) -> ForExpert:
    """Papers only after the declaration and the promise of confidentiality."""
    step = step_of(token, verified=verified)
    may_read = step in READING
    round_ = token.seat.review.round
    vote = vote_of(round_, final=False) if may_read else None
    version = token.seat.review.submission.disclosure
    return ForExpert(
        seat=token.seat,
        step=step,
        number=STEPS.index(step) + 1,
        case=round_.case if step != "code" else None,
        until=token.expires_at,
        vote=vote,
        arithmetic=arithmetic(vote) if vote else "",
        reasons=list(round_.opinions.values_list("summary", flat=True)) if may_read else [],
        version=version.number,
        facts=facts(token.seat.review.submission, _at(link)) if may_read else None,
        package=package(token.seat.review) if may_read else [],
    )


def _at(link: str) -> Callable[[Evidence], str]:
    return lambda file: reverse("reviews:expert_file", args=[link, file.pk])


def package(review: ExpertReview) -> list[Document]:
    """The list of what was sealed, as it was printed last."""
    papers = Paper.objects.filter(
        expert_review=review, kind=DocumentKind.REVIEW_EXPERT_PACKAGE
    ).select_related("document")
    newest = papers.order_by("-pk").first()
    if newest is None:
        return []
    together = (
        papers.filter(document__job=newest.document.job_id) if newest.document.job_id else [newest]
    )
    return [each.document for each in sorted(together, key=lambda p: p.pk)]


def may_read(token: AccessToken, *, verified: bool) -> bool:
    """Whether the link's holder has declared and promised."""
    return step_of(token, verified=verified) in READING


def file_for(token: AccessToken, pk: int) -> Evidence | None:
    """A file of the version under review, of no other."""
    version = token.seat.review.submission.disclosure_id
    return Evidence.objects.filter(pk=pk, disclosure=version, removed_at=None).first()


def document_for(token: AccessToken, pk: int) -> Document | None:
    return next((each for each in package(token.seat.review) if each.pk == pk), None)
