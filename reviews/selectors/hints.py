"""What the record knows of relations between a case and people. Hints never decide."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext as _

from filings.enums import Act
from filings.models import Event, Membership, User
from reviews.enums import Interest
from reviews.models import Case, InterestDeclaration, Recusal, Seat

JUDGING_ACTS = [Act.REVIEW_MOVED, Act.REVIEW_JUDGED]


@dataclass(frozen=True)
class Hint:
    person: User
    sentence: str


def of_seats(case: Case, user: User) -> list[Hint]:
    """Of everybody who sits on the committee, for whoever presides or names reviewers."""
    seats = Seat.objects.current().filter(committee=case.committee_id)
    return hints(case, User.objects.filter(pk__in=seats.order_by().values("person")), user)


def of_oneself(case: Case, user: User) -> list[Hint]:
    return hints(case, [user], user)


def hints(case: Case, people: Collection[User] | Any, user: User) -> list[Hint]:
    """From one's unit, from work on the record, and from what was declared before.

    What another case holds is told only of cases that the reader judges as well, or of oneself.
    """
    known = {person.pk: person for person in people}
    found = [*_units(case, known), *_work(case, known), *_before(case, known, user)]
    return sorted(found, key=lambda hint: (hint.person.name, hint.sentence))


def _units(case: Case, known: dict[int, User]) -> Iterator[Hint]:
    acting = Membership.objects.filter(provider=case.provider_id, user__in=known)
    for row in acting.order_by("user", "role"):
        yield Hint(
            known[row.user_id],
            _("acts for the applicant: %(role)s") % {"role": row.get_role_display()},
        )
    names = {case.provider.name_zh, case.provider.name_en} - {""}
    seats = Seat.objects.current().filter(committee=case.committee_id, person__in=known)
    for seat in seats.exclude(unit=""):
        if any(seat.unit in name or name in seat.unit for name in names):
            yield Hint(known[seat.person_id], _("same unit: %(unit)s") % {"unit": seat.unit})


def _work(case: Case, known: dict[int, User]) -> Iterator[Hint]:
    events = Event.objects.filter(algorithm=case.algorithm_id, actor__in=known)
    worked = events.exclude(act__in=JUDGING_ACTS).order_by().values("actor")
    for row in worked.annotate(count=Count("pk")):
        yield Hint(
            known[row["actor"]],
            _("worked on the record of this algorithm: %(count)d entries of its history")
            % {"count": row["count"]},
        )


def _before(case: Case, known: dict[int, User], user: User) -> Iterator[Hint]:
    judged = set(Case.objects.judged_by(user).values_list("pk", flat=True))

    def told(row: Any) -> bool:
        return row.case_id in judged or row.person_id == user.pk

    declared = InterestDeclaration.objects.filter(
        case__provider=case.provider_id, person__in=known
    ).exclude(level=Interest.NONE)
    if current := case.rounds.order_by("-number").first():
        declared = declared.exclude(submission=current.submission_id)
    for row in filter(told, declared.select_related("case")):
        yield Hint(
            known[row.person_id],
            _("declared an interest before, in %(case)s: %(words)s")
            % {"case": row.case.number, "words": row.words},
        )
    recused = Recusal.objects.filter(case__provider=case.provider_id, person__in=known)
    for recusal in filter(told, recused.exclude(case=case).select_related("case")):
        yield Hint(
            known[recusal.person_id],
            _("was recused from %(case)s: %(ground)s")
            % {"case": recusal.case.number, "ground": recusal.get_ground_display()},
        )
