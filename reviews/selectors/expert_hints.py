"""What the record knows of relations of outside experts to a case. Hints never decide.

Whoever works for the applicant or sits on the committee under the same address is no hint: the
database refuses to invite them.
"""

from collections import defaultdict

from django.utils.translation import gettext as _

from reviews.models import ExpertReview, ExpertSeat, Seat


def of_review(review: ExpertReview, seats: list[ExpertSeat]) -> dict[int, list[str]]:
    """By the expert's seat: units they share, and reviews for this applicant before."""
    case = review.round.case
    names = {case.provider.name_zh, case.provider.name_en} - {""}
    judges = list(Seat.objects.filter(committee=review.round.committee_id).select_related("person"))
    served = dict(
        ExpertSeat.objects.filter(provider=case.provider_id, email__in=[s.email for s in seats])
        .exclude(review=review)
        .values_list("email", "review__round__case__number")
    )
    found: dict[int, list[str]] = defaultdict(list)
    for seat in seats:
        said = found[seat.pk]
        if seat.unit and any(seat.unit in name or name in seat.unit for name in names):
            said.append(_("same unit as the applicant: %(unit)s") % {"unit": seat.unit})
        said += _among(judges, seat)
        if seat.email in served:
            said.append(
                _("was an expert for this applicant before, in %(case)s")
                % {"case": served[seat.email]}
            )
    return found


def _among(judges: list[Seat], seat: ExpertSeat) -> list[str]:
    """With those who sit, or sat, on the committee that reviewed first."""
    said = []
    for judge in judges:
        if judge.unit and judge.unit == seat.unit:
            words = {"person": judge.person, "unit": judge.unit}
            said.append(_("same unit as %(person)s of the committee: %(unit)s") % words)
    return said
