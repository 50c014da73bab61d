"""Who takes part in a case: declarations, recusals, reviewers."""

from collections.abc import Collection

from django.utils import timezone
from django.utils.translation import gettext as _

from filings.models import User
from filings.statemachine import ActionRefused
from reviews import notifications
from reviews.enums import (
    AssignmentAction,
    AssignmentState,
    CaseAction,
    Interest,
    Procedure,
    RecusalGround,
    RoundAction,
    Ruling,
)
from reviews.models import Assignment, Case, InterestDeclaration, Recusal, Round, Seat
from reviews.permissions import is_judge
from reviews.requirements import open_round
from reviews.services.door import moving


def declare(*, case: Case, by: User, level: Interest, words: str = "") -> None:
    """Of one's interests in the version that the open round rests on; asked anew for each."""
    with moving(case, CaseAction.DECLARE, by=by) as (row, says):
        found = open_round(row)
        version = found.submission if found else row.approved
        if version is None:
            raise ActionRefused(_("There is no version to declare interests in."))
        if level != Interest.NONE and not words.strip():
            raise ActionRefused(_("Say which interest it is."))
        InterestDeclaration.objects.create(
            provider_id=row.provider_id,
            case=row,
            submission=version,
            person=by,
            level=level,
            words=words.strip(),
        )
        says["level"] = level.value
    if level == Interest.RECUSE:
        recuse(case=case, by=by, person=by, ground=RecusalGround.OTHER, words=words)


def rule(*, declaration: InterestDeclaration, by: User, ruling: Ruling) -> None:
    """Whoever presides decides on a declared interest; on their own somebody else does."""
    if declaration.person_id == by.pk:
        raise ActionRefused(_("Another chair decides on your own interest."))
    with moving(declaration.case, CaseAction.RULE, by=by) as (row, says):
        locked = InterestDeclaration.objects.select_for_update(of=("self",)).get(pk=declaration.pk)
        if locked.level != Interest.DECLARED or locked.ruling:
            raise ActionRefused(_("There is nothing left to decide on this declaration."))
        locked.ruling, locked.ruled_by, locked.ruled_at = ruling, by, timezone.now()
        locked.save()
        says.update({"person": locked.person_id, "ruling": ruling.value})
    if ruling == Ruling.RECUSED:
        recuse(
            case=row,
            by=by,
            person=locked.person,
            ground=RecusalGround.OTHER,
            words=locked.words,
        )


def recuse(*, case: Case, by: User, person: User, ground: RecusalGround, words: str = "") -> None:
    """Never refused to whoever recuses themselves, whatever runs. A running vote becomes void."""
    if by.pk != person.pk and not is_judge.allows(by, case):
        raise ActionRefused(is_judge.otherwise)
    with moving(case, CaseAction.RECUSE, by=by) as (row, says):
        Recusal.objects.get_or_create(
            case=row,
            person=person,
            defaults={
                "provider_id": row.provider_id,
                "ground": ground,
                "words": words.strip(),
                "claimed_by": by,
            },
        )
        says.update({"person": person.pk, "ground": ground.value})


def assign(*, round_: Round, by: User, seats: Collection[Seat]) -> None:
    """Independent opinions begin; in the simplified procedure the chair names the reviewers."""
    with moving(round_, RoundAction.ASSIGN, by=by) as (row, says):
        says["seats"] = _name(row, by, seats)


def assign_more(*, round_: Round, by: User, seats: Collection[Seat]) -> None:
    with moving(round_, RoundAction.ASSIGN_MORE, by=by) as (row, says):
        says["seats"] = _name(row, by, seats)


def _name(row: Round, by: User, seats: Collection[Seat]) -> list[int]:
    if not seats:
        raise ActionRefused(_("Name at least one reviewer."))
    for seat in seats:
        Assignment.objects.create(provider_id=row.provider_id, round=row, seat=seat, named_by=by)
        notifications.reviewer_named(row, seat.person)
    return [seat.pk for seat in seats]


def release_reviewer(*, assignment: Assignment, by: User, reason: str) -> None:
    if not reason.strip():
        raise ActionRefused(_("Say why the review goes on without this opinion."))
    with moving(assignment, AssignmentAction.RELEASE_REVIEWER, by=by) as (row, says):
        row.release_reason = reason.strip()
        says["reason"] = row.release_reason


def convert(*, round_: Round, by: User, reason: str) -> None:
    """Simplified to general, one way: on a doubt, a no, a difference, or a member's wish."""
    with moving(round_, RoundAction.CONVERT, by=by) as (row, says):
        row.procedure = Procedure.GENERAL
        row.procedure_reason = f"{row.procedure_reason}\n{reason.strip()}".strip()
        says["reason"] = reason.strip()


def awaited(round_: Round) -> int:
    return round_.assignments.filter(state=AssignmentState.INVITED).count()
