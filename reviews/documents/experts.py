"""The expert second review: sealed package, invitation, opinion of the group, exemption."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import override

from filings.documents.paper import spoken
from filings.models import Evidence
from reviews.documents.head import headed, headed_by, reference, reviewed
from reviews.documents.official import Official, Part, Table
from reviews.documents.words import (
    cited,
    day,
    lines,
    minute,
    numbered,
    of_experts,
    of_vote,
    pack_of,
    paragraphs,
    reckoned,
    table,
)
from reviews.enums import ExpertMode, ExpertSeatState
from reviews.models import Exemption, ExpertReview, ExpertSeat, Motion


def package(review: ExpertReview, language: str) -> Official:
    """The list of what was sealed, each with its digest; the request's own digest covers them."""
    with override(spoken(language)):
        vote = _first_vote(review)
        return headed(
            review.round,
            language,
            title=_("Sealed list of material for the expert second review"),
            addressee=_organiser(review),
            opening=(
                _(
                    "The activity “%(activity)s” is on the list of those that need the expert "
                    "second review. The committee's first review is done; it applies for the "
                    "second review under %(article)s and hands over the following material."
                )
                % {"activity": review.round.case.algorithm, "article": cited("ethics-2023-25")},
            ),
            parts=numbered(_packed(review, vote)),
            counted=(of_vote(vote),) if vote else (),
            dated=day(review.requested_at),
        )


def _first_vote(review: ExpertReview) -> Motion | None:
    """The vote on which the application rests."""
    carried = review.round.motions.filter(final=False, carried=True)
    return carried.filter(closed_at__lte=review.requested_at).order_by("id").last()


def _packed(review: ExpertReview, vote: Motion | None) -> Iterator[Part]:
    yield Part(_("Application"), lines=reviewed(review.round))
    if vote:
        yield Part(
            _("First opinion of the committee"),
            (str(vote.get_outcome_display()), f"{of_vote(vote).sentence}{_('.')}"),
        )
    recused = review.round.case.recusals.filter(recused_at__lte=review.requested_at).count()
    yield Part(
        _("Material"),
        tables=(_material(review),),
        lines=lines(
            (_("Recused by then"), recused),
            (_("Sealed"), minute(review.requested_at)),
            (_("Digest of the package"), review.package_sha256),
        ),
    )


def _material(review: ExpertReview) -> Table:
    """The frozen version, its proof, and every opinion, by digest; opinions without names."""
    round_ = review.round
    rows: list[tuple[str, str]] = [
        (
            _("Disclosure, version %(number)d") % {"number": round_.submission.disclosure.number},
            round_.submission.sha256,
        )
    ]
    proof = Evidence.objects.filter(disclosure=round_.submission.disclosure_id, removed_at=None)
    rows += [(each.name, each.sha256) for each in proof.order_by("id")]
    rows += [
        (_("Opinion %(number)d of the first review") % {"number": number}, each.sha256)
        for number, each in enumerate(round_.opinions.order_by("id"), 1)
    ]
    heads = ((_("No."), 8), (_("Item"), 36), ("SHA-256", 56))
    numbered_rows = [(number, *row) for number, row in enumerate(rows, 1)]
    return table(_("What is sealed"), heads, numbered_rows)


def invitation(seat: ExpertSeat, language: str) -> Official:
    review = seat.review
    with override(spoken(language)):
        words = {
            "field": seat.get_discipline_display(),
            "activity": review.round.case.algorithm,
            "least": pack_of(review.round).expert_min,
            "article": cited("ethics-2023-29"),
        }
        return headed(
            review.round,
            language,
            title=_("Invitation to an expert second review"),
            issuer=_organiser(review),
            addressee=seat.name,
            opening=(
                _(
                    "You are invited as an expert of %(field)s to the second review of "
                    "“%(activity)s”. The group has at least %(least)d experts and judges whether "
                    "the committee's first opinion complies and is reasonable (%(article)s)."
                )
                % words,
            ),
            parts=numbered(_of_an_expert(review)),
            signing=(_("%(body)s (seal)") % {"body": _organiser(review)},),
            dated=day(seat.invited_at),
        )


def _of_an_expert(review: ExpertReview) -> Iterator[Part]:
    yield Part(
        _("Before you read"),
        (
            _(
                "Declare your relations to the applicant, to the committee and to the activity, "
                "and promise confidentiality. Only then the material is shown. Members of the "
                "committee and people of the applicant cannot take part (%(article)s)."
            )
            % {"article": cited("ethics-2023-28")},
        ),
    )
    yield Part(
        _("What is asked"),
        (
            _(
                "Agree or disagree, with your reasons on compliance and on reasonableness. "
                "There is no abstention."
            ),
        ),
        lines((_("Reply due by"), minute(review.due_at))),
    )


# -- the group's opinion --------------------------------------------------------------------------
def opinion(review: ExpertReview, language: str) -> Official:
    """Issued by who organised the review; of one held outside, the committee's record of the reply,
    which itself lies there as a scan."""
    outside = review.mode == ExpertMode.EXTERNAL
    with override(spoken(language)):
        issuer = str(review.round.committee) if outside else _organiser(review)
        return headed(
            review.round,
            language,
            title=(
                _("Record of the expert group's opinion")
                if outside
                else _("Opinion of the expert group")
            ),
            issuer=issuer,
            addressee="" if outside else str(review.round.committee),
            parts=numbered(_of_the_group(review)),
            counted=(of_experts(review),),
            signing=(_("%(body)s (seal)") % {"body": issuer},),
            dated=day(review.closed_at),
        )


def _organiser(review: ExpertReview) -> str:
    return str(review.organiser or review.organiser_name)


def _of_the_group(review: ExpertReview) -> Iterator[Part]:
    counted = of_experts(review)
    seats = list(
        review.seats.filter(state=ExpertSeatState.ACCEPTED).select_related("opinion").order_by("id")
    )
    outside = review.mode == ExpertMode.EXTERNAL
    yield Part(
        _("Result"),
        (
            _("The expert group agrees with the committee's first opinion.")
            if review.passed
            else _("The expert group does not agree with the committee's first opinion."),
            f"{counted.sentence}{_('.')}",
            reckoned(counted),
        ),
        lines(
            (_("Organised by"), _organiser(review)),
            (_("Held"), review.get_mode_display()),
            (_("Reference of the reply"), review.reference),
            (_("Dated"), day(review.replied_on) if outside else ""),
            (_("Digest of the scan"), review.scan.sha256 if review.scan else ""),
            (_("Digest of the package"), review.package_sha256),
        ),
    )
    yield Part(_("Reviewed"), lines=reviewed(review.round))
    yield Part(_("Reasons of the experts"), tables=(_reasons(seats),))
    yield Part(
        _("Independence report"),
        (
            _(
                "Each check was made when the expert took part, and again by the database when "
                "the review was closed; with one check open it cannot be closed (%(article)s)."
            )
            % {"article": cited("ethics-2023-28")},
        ),
        tables=tuple(_independence(review, seats)),
    )


def _reasons(seats: list[ExpertSeat]) -> Table:
    heads = (
        (_("Expert"), 15),
        (_("Reply"), 17),
        (_("On compliance"), 34),
        (_("On reasonableness"), 34),
    )
    return table(
        _("Replies and reasons"),
        heads,
        (
            (
                seat.name,
                _("Agrees") if seat.opinion.agrees else _("Disagrees"),
                seat.opinion.compliance,
                seat.opinion.reasonableness,
            )
            for seat in seats
        ),
    )


def _relations(review: ExpertReview, seat: ExpertSeat) -> str:
    """Of a review held outside the declarations lie with the authority."""
    outside = review.mode == ExpertMode.EXTERNAL
    return _("As declared to the authority.") if outside else seat.relations


def _independence(review: ExpertReview, seats: list[ExpertSeat]) -> Iterator[Table]:
    heads = ((_("What was checked"), 42), (_("Finding"), 28), (_("Checked on"), 30))
    closed = day(review.closed_at)
    for seat in seats:
        yield table(
            _("%(name)s, %(unit)s, %(field)s")
            % {"name": seat.name, "unit": seat.unit, "field": seat.get_discipline_display()},
            heads,
            (
                (_("No member of the committee that reviewed"), _("met"), closed),
                (_("Not of the unit that applies"), _("met"), closed),
                (_("Relations declared"), _relations(review, seat), day(seat.declared_at)),
                (_("Confidentiality promised"), _("met"), day(seat.confidential_at)),
            ),
        )
    if left := list(review.seats.exclude(state=ExpertSeatState.ACCEPTED).order_by("id")):
        why = ((_("Expert"), 18), (_("State"), 16), (_("Reason"), 36), (_("Since"), 30))
        yield table(
            _("Invited and not counted"),
            why,
            (
                (
                    each.name,
                    each.get_state_display(),
                    each.ended_reason or "—",
                    day(each.state_since),
                )
                for each in left
            ),
        )


# -- exemption ------------------------------------------------------------------------------------
def exemption(found: Exemption, language: str) -> Official:
    with override(spoken(language)):
        return headed_by(
            found.round.committee,
            language,
            title=_("Record of an exemption from the expert second review"),
            issuer=str(found.round.provider),
            reference=reference(found.round),
            parts=numbered(
                [
                    Part(_("Application"), lines=reviewed(found.round)),
                    Part(
                        _("Grounds"),
                        paragraphs(found.grounds),
                        lines((_("Clauses relied on"), "\n".join(map(cited, found.clauses)))),
                    ),
                    Part(_("What proves them"), paragraphs(found.evidence)),
                    Part(
                        _("Effect"),
                        (
                            _(
                                "The expert second review of this version is omitted. The "
                                "committee's own review is not (%(article)s)."
                            )
                            % {"article": cited("ethics-2023-34")},
                        ),
                        lines(
                            (_("Proposed by"), found.proposed_by),
                            (_("Proposed at"), minute(found.proposed_at)),
                            (_("Signed by, for legal"), found.signed_by),
                            (_("Signed at"), minute(found.signed_at)),
                        ),
                    ),
                ]
            ),
            signing=(_("Legal (signature): %(name)s") % {"name": found.signed_by},),
            dated=day(found.signed_at),
        )
