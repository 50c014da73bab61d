"""Meetings and votes. Who votes and what the vote says, the database works out."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from filings.models import User
from filings.statemachine import ActionRefused
from reviews import notifications
from reviews.enums import (
    PRESIDING,
    AttendanceMode,
    Choice,
    MeetingAction,
    MotionAction,
    MotionState,
    Outcome,
    RoundAction,
)
from reviews.history import tell
from reviews.models import Attendance, Ballot, Meeting, Motion, MotionVoter, Round, Seat
from reviews.refusals import spoken
from reviews.services.door import moving


def call(*, round_: Round, by: User, starts_at: datetime, place: str = "") -> Meeting:
    with moving(round_, RoundAction.CALL_MEETING, by=by) as (row, says):
        meeting = Meeting.objects.create(
            provider_id=row.provider_id,
            round=row,
            starts_at=starts_at,
            place=place.strip(),
            called_by=by,
        )
        says["starts_at"] = starts_at.isoformat()
        notifications.meeting_called(meeting)
    return meeting


def call_for(*, rounds: Sequence[Round], by: User, starts_at: datetime, place: str = "") -> None:
    """One sitting for several cases of a committee: each has its own meeting, quorum and vote."""
    with transaction.atomic():
        for round_ in rounds:
            call(round_=round_, by=by, starts_at=starts_at, place=place)


def open_meeting(*, meeting: Meeting, by: User) -> None:
    """Whoever opens it presides, and is present."""
    with moving(meeting, MeetingAction.OPEN, by=by) as (row, says):
        seats = Seat.objects.current().filter(person=by, role__in=PRESIDING)
        row.chaired_by = seats.get(committee=row.round.committee_id)
        says["chaired_by"] = row.chaired_by.pk
    attend(meeting=row, by=by, seat=row.chaired_by)


def attend(
    *,
    meeting: Meeting,
    by: User,
    seat: Seat,
    mode: AttendanceMode = AttendanceMode.IN_PERSON,
) -> None:
    with moving(meeting, MeetingAction.ATTEND, by=by) as (row, says):
        Attendance.objects.create(
            provider_id=row.provider_id,
            meeting=row,
            seat=seat,
            mode=mode,
            arrived_at=timezone.now(),
            recorded_by=by,
        )
        says.update({"seat": seat.pk, "mode": mode.value})


def leave(*, meeting: Meeting, by: User, seat: Seat) -> None:
    """Whoever leaves during a vote is recorded as abstaining: leaving never shrinks the base."""
    with moving(meeting, MeetingAction.LEAVE, by=by) as (row, says):
        sitting = row.attendance.filter(seat=seat, left_at=None).first()
        if sitting is None:
            raise ActionRefused(_("This member is not recorded as present."))
        sitting.left_at = timezone.now()
        sitting.save(update_fields=["left_at"])
        says["seat"] = seat.pk
        missing = MotionVoter.objects.filter(
            motion__meeting=row, motion__state=MotionState.OPEN, seat=seat, ballot=None
        ).first()
        if missing:
            _cast(missing, Choice.ABSTAIN, _("Left before voting."), by)


def note(*, meeting: Meeting, by: User, heard: str, remarks: str) -> None:
    """What the applicant said, and what the chair wants in the minutes beside the facts."""
    with moving(meeting, MeetingAction.NOTE, by=by) as (row, _says):
        row.heard, row.remarks = heard.strip(), remarks.strip()


def end(*, meeting: Meeting, by: User) -> None:
    with moving(meeting, MeetingAction.END, by=by) as (row, _says):
        row.attendance.filter(left_at=None).update(left_at=timezone.now())


# -- votes ----------------------------------------------------------------------------------------
def open_vote(*, round_: Round, by: User, outcome: Outcome, wording: str = "") -> Motion:
    """The list of voters is frozen: every voting member present who is not barred."""
    with moving(round_, RoundAction.OPEN_VOTE, by=by) as (row, says):
        motion = Motion.objects.create(
            provider_id=row.provider_id,
            round=row,
            meeting=row.meetings.get(state="open"),
            submission_id=row.submission_id,
            outcome=outcome,
            wording=wording.strip() or str(outcome.label),
            opened_by=by,
        )
        says.update({"motion": motion.pk, "outcome": outcome.value})
    motion.refresh_from_db()
    return motion


def cast(*, motion: Motion, by: User, choice: Choice, reason: str = "") -> None:
    """One vote each; it stays as it was given."""
    with moving(motion, MotionAction.CAST, by=by) as (row, _says):
        voter = row.voters.get(seat__person=by)
        _cast(voter, choice, reason.strip(), by)


def _cast(voter: MotionVoter, choice: Choice, reason: str, by: User) -> None:
    Ballot.objects.create(
        provider_id=voter.provider_id, voter=voter, choice=choice, reason=reason, cast_by=by
    )


def close(*, motion: Motion, by: User) -> Motion:
    """The database counts. Carried, the round has its vote; else it stays undecided."""
    with spoken():
        with moving(motion, MotionAction.CLOSE, by=by) as (row, _says):
            row.closed_by = by
        row.refresh_from_db()
        case = row.round.case
        tell(case, "vote_counted", by=by, motion=row.pk, **numbers(row))
        if row.carried:
            step = RoundAction.RECORD_FINAL_VOTE if row.final else RoundAction.RECORD_VOTE
            with moving(row.round, step, by=by):
                pass
    return row


def numbers(motion: Motion) -> dict[str, Any]:
    return {
        "present": motion.present,
        "yes": motion.yes,
        "no": motion.no,
        "abstain": motion.abstain,
        "basis": motion.basis,
        "carried": motion.carried,
    }


def void(*, motion: Motion, by: User, reason: str) -> None:
    if not reason.strip():
        raise ActionRefused(_("Say why the vote is void."))
    with moving(motion, MotionAction.VOID, by=by) as (row, says):
        row.void_reason = reason.strip()
        says["reason"] = row.void_reason
