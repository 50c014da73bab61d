"""Mail of the judgement: who gets it, in their own language, naming nothing confidential."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from filings import notifications
from filings.models import User
from reviews.enums import VOTING
from reviews.models import Correction, Decision, ExpertSeat, Meeting, Recusal, Round, Seat


def reviewer_named(round_: Round, person: User) -> None:
    notifications.mail(person, "reviews_reviewer", case=round_.case, round=round_)


def meeting_called(meeting: Meeting) -> None:
    """To the voting members who are not recused."""
    recused = Recusal.objects.filter(case=meeting.round.case).values("person")
    seats = Seat.objects.current().filter(committee=meeting.round.committee_id, role__in=VOTING)
    for seat in seats.exclude(person__in=recused).select_related("person"):
        notifications.mail(seat.person, "reviews_meeting", case=meeting.round.case, meeting=meeting)


def decision_released(round_: Round, _decision: Decision) -> None:
    notifications.mail(round_.case.opened_by, "reviews_released", case=round_.case)


def letter_corrected(correction: Correction) -> None:
    case = correction.case
    notifications.mail(case.opened_by, "reviews_corrected", case=case)


def hand_in(person: User, terms: Iterable[Any], today: date) -> None:
    """What the committee has to hand in; nothing of what it judged."""
    lines = [
        {"term": term, "is_report": term.year is not None, "is_over": term.due_on < today}
        for term in terms
    ]
    notifications.mail(person, "reviews_hand_in", lines=lines, count=len(lines))


def expert_invited(seat: ExpertSeat, link: str) -> None:
    _mail(seat, "reviews_expert", link=link)


def expert_code(seat: ExpertSeat, code: str) -> None:
    _mail(seat, "reviews_code", code=code)


def _mail(seat: ExpertSeat, template: str, **context: Any) -> None:
    """An expert has no account and so no language of their own: Chinese, as the law's papers."""
    notifications.post(seat.email, "zh-hans", template, {"seat": seat, **context})
