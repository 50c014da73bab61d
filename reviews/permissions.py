"""Who may: predicates (person, object) for the `who` column. A conflict removes all power."""

from collections.abc import Callable
from typing import Any, Protocol

from django.db import connection
from django.utils.translation import gettext_lazy as _

from filings.enums import Role
from filings.models import User
from filings.permissions import acts_as
from filings.statemachine import Sentence, Who
from reviews.enums import PRESIDING, VOTING, CommitteeKind, SeatRole
from reviews.models import (
    Assignment,
    Case,
    Committee,
    CommitteeService,
    ExpertReview,
    ExpertSeat,
    Motion,
    Opinion,
    Recusal,
    Seat,
)

APPLICANTS = (Role.FILER, Role.LEGAL, Role.ALGORITHM_OWNER)


class OfCase(Protocol):
    @property
    def case(self) -> Case: ...


def is_applicant_person(user: User, case: Case) -> bool:
    """Whether the person opened, submitted, froze or owns what is judged; the database's answer."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT review_is_applicant(%s, %s)", [case.pk, user.pk])
        (answer,) = cursor.fetchone() or (True,)
    return bool(answer)


def is_conflicted(user: User, case: Case) -> bool:
    return Recusal.objects.filter(case=case, person=user).exists() or is_applicant_person(
        user, case
    )


def sits(user: User, committee_id: int | None, *roles: SeatRole) -> bool:
    seats = Seat.objects.current().filter(committee=committee_id, person=user)
    return bool(seats.filter(role__in=roles or SeatRole.values).exists())


def _judge(*roles: SeatRole) -> Callable[[Any, Any], bool]:
    def allows(user: User, obj: OfCase) -> bool:
        case = obj.case
        return sits(user, case.committee_id, *roles) and not is_conflicted(user, case)

    return allows


def _secretary(user: User, obj: OfCase) -> bool:
    """Without a secretary whoever presides does their work."""
    case = obj.case
    has_one = Seat.objects.current().filter(committee=case.committee_id, role=SeatRole.SECRETARY)
    roles = (SeatRole.SECRETARY,) if has_one.exists() else PRESIDING
    return sits(user, case.committee_id, *roles) and not is_conflicted(user, case)


def _applicant(user: User, obj: OfCase) -> bool:
    """People alone: the measures let the person responsible apply (2026 measures, Art. 12)."""
    applies = acts_as(*APPLICANTS, user=user, provider_id=obj.case.provider_id)
    return applies and not user.is_system


def _organiser(user: User, obj: ExpertReview | ExpertSeat) -> bool:
    """Whoever holds the review; an outside authority's is recorded by the committee."""
    review = obj.review if isinstance(obj, ExpertSeat) else obj
    if review.organiser_id is None:
        return _secretary(user, review)
    roles = (*PRESIDING, SeatRole.SECRETARY)
    return sits(user, review.organiser_id, *roles) and not is_conflicted(user, review.case)


def _own(user: User, assignment: Assignment) -> bool:
    return assignment.seat.person_id == user.pk and _judge(*VOTING)(user, assignment)


def _voter(user: User, motion: Motion) -> bool:
    return motion.voters.filter(seat__person=user).exists() and _judge(*VOTING)(user, motion)


def _runs(user: User, committee: Committee) -> bool:
    """Who changes a committee: administrators of those whose own it is, else the operator."""
    if committee.kind != CommitteeKind.OWN:
        return user.is_operator or sits(user, committee.pk, SeatRole.SECRETARY)
    served = CommitteeService.objects.filter(committee=committee, until=None)
    return any(
        user.acts_as(Role.ADMINISTRATOR, provider_id)
        for provider_id in served.values_list("provider_id", flat=True)
    )


def who(allows: Callable[[Any, Any], bool], otherwise: Sentence) -> Who:
    return Who(allows, otherwise)


is_applicant = who(
    _applicant,
    _("Only the applicant's filer, legal or algorithm owner may do this. Ask one of them."),
)
is_applicants_legal = who(
    lambda user, obj: acts_as(Role.LEGAL, user=user, provider_id=obj.case.provider_id),
    _("Only the applicant's legal may do this. Ask them."),
)
is_secretary = who(
    _secretary,
    _("Only the committee's secretary may do this, and not one with a conflict of interest."),
)
is_presiding = who(
    _judge(*PRESIDING),
    _("Only the chair or a vice chair without a conflict of interest may do this."),
)
runs_the_round = who(
    lambda user, obj: _secretary(user, obj) or _judge(*PRESIDING)(user, obj),
    _("Only the secretary, the chair or a vice chair without a conflict of interest may do this."),
)
is_judge = who(
    _judge(),
    _("Only those who sit on the committee and have no conflict of interest may do this."),
)
may_recuse = who(
    lambda user, obj: sits(user, obj.case.committee_id),
    _("Only those who sit on the committee may do this."),
)
is_reviewer = who(_own, _("Only the reviewer who was asked may do this."))
is_voter = who(_voter, _("Only members on the list of voters may vote."))
is_organiser = who(
    _organiser,
    _("Only whoever organises the second review may do this, and not the body that reviewed."),
)
runs_committee = who(
    _runs,
    _("Only the provider's administrator may change its committee. Ask one of them."),
)
applies_or_runs = who(
    lambda user, obj: _applicant(user, obj) or runs_the_round.allows(user, obj),
    _("Only the applicant's people, the secretary, the chair or a vice chair may do this."),
)
organises_or_runs = who(
    lambda user, obj: _organiser(user, obj) or runs_the_round.allows(user, obj),
    _("Only who organises the second review, the secretary or who presides may do this."),
)
may_export = who(
    lambda user, obj: (
        acts_as(Role.LEGAL, user=user, provider_id=obj.case.provider_id)
        or runs_the_round.allows(user, obj)
    ),
    _("Only the applicant's legal, the secretary, the chair or a vice chair may export a dossier."),
)
reads_the_opinion = who(
    lambda user, opinion: Opinion.objects.visible_to(user).filter(pk=opinion.pk).exists(),
    _("Only those who may read the opinion may do this."),
)
EFFECT = who(lambda _user, _obj: True, "")
"""Of actions that only another act brings about; no page offers them."""


HANDS_IN: Sentence = _(
    "Only the unit's filer or legal, or the committee's secretary or chair may do this. Ask one of "
    "them."
)
REPORT_IS_KEPT: Sentence = _(
    "The report counts a case from which you are recused, so you do not see it and cannot print "
    "it. The unit's filer or legal, or somebody who runs the committee and is not recused, can. "
    "Once it was handed in you may record that here."
)


def may_hand_in(user: User, committee_id: int, provider_id: int | None = None) -> bool:
    """Who deals with the platform for the unit or for its committee: a day and a reference.

    Neither tells of a case, so a recusal takes nothing away here.
    """
    served = CommitteeService.objects.filter(committee=committee_id, until=None)
    units = [provider_id] if provider_id else list(served.values_list("provider_id", flat=True))
    return sits(user, committee_id, *PRESIDING, SeatRole.SECRETARY) or any(
        acts_as(Role.FILER, Role.LEGAL, user=user, provider_id=unit) for unit in units
    )


def may_read_report(user: User, committee_id: int, provider_id: int) -> bool:
    """A report counts and names what was judged: whoever is recused from a case reads none."""
    recused = Recusal.objects.filter(
        person=user, case__committee=committee_id, case__provider=provider_id
    )
    return may_hand_in(user, committee_id, provider_id) and not recused.exists()


def runs_or_presides(user: User, committee_id: int) -> bool:
    return sits(user, committee_id, *PRESIDING, SeatRole.SECRETARY)
