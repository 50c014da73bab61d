"""The expert second review: applied for, composed, held here or recorded from outside."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from filings import canonical
from filings.models import Enclosure, User
from filings.services.people import Address
from filings.statemachine import ActionRefused
from reviews import terms
from reviews.enums import (
    Discipline,
    ExpertMode,
    ExpertReviewAction,
    ExpertSeatAction,
    ExpertSeatState,
    RoundAction,
)
from reviews.models import (
    Committee,
    Exemption,
    ExpertOpinion,
    ExpertReview,
    ExpertSeat,
    Motion,
    Round,
)
from reviews.requirements import vote_of
from reviews.services import access, clearance
from reviews.services.door import moving
from reviews.services.meetings import numbers


@dataclass(frozen=True)
class Person:
    """An expert as the organiser names them."""

    name: str
    email: str
    unit: str
    discipline: Discipline
    title: str = ""


@dataclass(frozen=True)
class Said:
    agrees: bool
    compliance: str
    reasonableness: str
    points: Mapping[str, Any] | None = None


def request(
    *,
    round_: Round,
    by: User,
    organiser: Committee | None = None,
    organiser_name: str = "",
) -> ExpertReview:
    """The package is sealed: the version, the first opinion, who was recused."""
    with moving(round_, RoundAction.REQUEST_EXPERTS, by=by) as (row, says):
        vote = vote_of(row, final=False)
        package = canonical.digest(_package(row, vote))
        now = timezone.now()
        review = ExpertReview.objects.create(
            provider_id=row.provider_id,
            round=row,
            submission_id=row.submission_id,
            mode=ExpertMode.HOSTED if organiser else ExpertMode.EXTERNAL,
            organiser=organiser,
            organiser_name=organiser.name_zh if organiser else organiser_name.strip(),
            package_sha256=package,
            requested_by=by,
            due_at=terms.experts_due(row.rule_pack, row.procedure, now) if row.rule_pack else None,
        )
        says.update({"expert_review": review.pk, "sha256": package})
    return review


def _package(row: Round, vote: Motion | None) -> dict[str, Any]:
    return {
        "version": row.submission.sha256,
        "committee": row.committee_id,
        "outcome": vote.outcome if vote else "",
        "vote": numbers(vote) if vote else {},
        "opinions": list(row.opinions.order_by("id").values_list("sha256", flat=True)),
        "recused": row.case.recusals.count(),
    }


def compose(*, review: ExpertReview, by: User) -> None:
    with moving(review, ExpertReviewAction.COMPOSE, by=by):
        pass


def invite(
    *,
    review: ExpertReview,
    by: User,
    person: Person,
    replaces: ExpertSeat | None = None,
    address: Address = str,
) -> tuple[ExpertSeat, str]:
    """The expert gets a link; gives the seat and the link's secret, which nothing stores.

    `address` makes the full address of a path for the mail.
    """
    with moving(review, ExpertReviewAction.INVITE, by=by) as (row, says):
        seat = _seat(row, by, person, replaces)
        says.update({"seat": seat.pk, "discipline": seat.discipline})
        return seat, access.grant(seat, by, address)


def record_expert(*, review: ExpertReview, by: User, person: Person) -> ExpertSeat:
    """An expert of a review held outside: taken from the authority's reply."""
    with moving(review, ExpertReviewAction.RECORD_EXPERT, by=by) as (row, says):
        if row.mode != ExpertMode.EXTERNAL:
            raise ActionRefused(_("Experts of a review held here are invited."))
        seat = _seat(row, by, person, None)
        seat.relations = _("As declared to the authority.")
        says.update({"seat": seat.pk, "discipline": seat.discipline})
        _takes_part(seat)
        return seat


def _seat(row: ExpertReview, by: User, person: Person, replaces: ExpertSeat | None) -> ExpertSeat:
    return ExpertSeat.objects.create(
        provider_id=row.provider_id,
        review=row,
        name=person.name.strip(),
        email=person.email.strip().lower(),
        unit=person.unit.strip(),
        title=person.title.strip(),
        discipline=person.discipline,
        replaces=replaces,
        invited_by=by,
    )


def _takes_part(seat: ExpertSeat) -> None:
    with moving(seat, ExpertSeatAction.ACCEPT, by=None) as (row, _says):
        row.relations = seat.relations
        row.declared_at = row.confidential_at = timezone.now()


def start(*, review: ExpertReview, by: User) -> None:
    with moving(review, ExpertReviewAction.START, by=by):
        pass


def recompose(*, review: ExpertReview, by: User, reason: str) -> None:
    """Somebody is missing; opinions given so far stay."""
    with moving(review, ExpertReviewAction.RECOMPOSE, by=by) as (_row, says):
        says["reason"] = reason.strip()


def recuse_expert(*, seat: ExpertSeat, by: User, reason: str) -> None:
    """Their opinion counts no longer and stays in the record; their link ends."""
    with moving(seat, ExpertSeatAction.RECUSE, by=by) as (row, says):
        row.ended_reason = reason.strip()
        says["reason"] = row.ended_reason
        access.end(row)


def close(*, review: ExpertReview, by: User) -> ExpertReview:
    """The database counts all experts; the links end."""
    with moving(review, ExpertReviewAction.CLOSE, by=by) as (row, _says):
        row.closed_by = by
        for seat in row.seats.all():
            access.end(seat)
    row.refresh_from_db()
    return row


def record_reply(
    *,
    review: ExpertReview,
    by: User,
    reference: str,
    replied_on: date,
    scan: Enclosure,
    replies: Sequence[tuple[ExpertSeat, Said]],
) -> ExpertReview:
    """What the authority answered, under the same checks as a review held here."""
    if replied_on > timezone.localdate():
        raise ActionRefused(_("The date lies in the future. Record what has happened."))
    with moving(review, ExpertReviewAction.RECORD_REPLY, by=by) as (row, says):
        row.reference, row.replied_on = reference.strip(), replied_on
        row.scan = scan
        says.update({"sha256": scan.sha256, "reference": row.reference})
    for seat, said in replies:
        opine(seat=seat, said=said)
    return close(review=row, by=by)


def void(*, review: ExpertReview, by: User, reason: str) -> None:
    if not reason.strip():
        raise ActionRefused(_("Say why the second review is void."))
    with moving(review, ExpertReviewAction.VOID, by=by) as (row, says):
        row.void_reason = reason.strip()
        says["reason"] = row.void_reason
        for seat in row.seats.all():
            access.end(seat)


# -- what the expert does, let in by the link -----------------------------------------------------
def accept_seat(*, seat: ExpertSeat, relations: str) -> None:
    """Relations declared and confidentiality promised; only then papers are shown."""
    if not relations.strip():
        raise ActionRefused(_("Declare your relations, or write that there are none."))
    seat.relations = relations.strip()
    _takes_part(seat)


def decline_seat(*, seat: ExpertSeat, reason: str) -> None:
    with moving(seat, ExpertSeatAction.DECLINE, by=None) as (row, _says):
        row.ended_reason = reason.strip()
        access.end(row)


def opine(*, seat: ExpertSeat, said: Said) -> None:
    """On compliance and reasonableness of the first opinion (2023 measures, Art. 29)."""
    if not said.compliance.strip() or not said.reasonableness.strip():
        raise ActionRefused(_("Give your reasons on compliance and on reasonableness."))
    with moving(seat, ExpertSeatAction.OPINE, by=None) as (row, says):
        opinion = ExpertOpinion.objects.create(
            provider_id=row.provider_id,
            seat=row,
            agrees=said.agrees,
            compliance=said.compliance.strip(),
            reasonableness=said.reasonableness.strip(),
            points=dict(said.points or {}),
        )
        opinion.refresh_from_db(fields=["sha256"])
        says["sha256"] = opinion.sha256


# -- exemption ------------------------------------------------------------------------------------
def propose_exemption(
    *, round_: Round, by: User, grounds: str, evidence: str, clauses: Sequence[str] = ()
) -> Exemption:
    """Only the second review can be omitted, never the committee's (2023 measures, Art. 34)."""
    if not grounds.strip() or not evidence.strip():
        raise ActionRefused(_("Give the grounds and what proves them."))
    with moving(round_, RoundAction.PROPOSE_EXEMPTION, by=by) as (row, says):
        says["grounds"] = grounds.strip()
        return Exemption.objects.create(
            provider_id=row.provider_id,
            round=row,
            submission_id=row.submission_id,
            grounds=grounds.strip(),
            evidence=evidence.strip(),
            clauses=list(clauses) or ["ai-ethics-exemption"],
            proposed_by=by,
        )


def sign_exemption(*, round_: Round, by: User) -> None:
    with moving(round_, RoundAction.SIGN_EXEMPTION, by=by) as (row, _says):
        found = row.exemptions.get(submission=row.submission_id)
        found.signed_by = by
        found.save(update_fields=["signed_by"])
        clearance.exempt(found, by)


def seats_taking_part(review: ExpertReview) -> list[ExpertSeat]:
    return list(review.seats.filter(state=ExpertSeatState.ACCEPTED))
