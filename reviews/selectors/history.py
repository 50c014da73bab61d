"""What happened in a case, without what would bias those who have yet to judge."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from filings.enums import Act as Happened
from filings.models import Event
from filings.statemachine import Sentence
from reviews.enums import (
    AssignmentAction,
    CaseAction,
    ConditionAction,
    CorrectionAction,
    DecisionAction,
    ExpertReviewAction,
    ExpertSeatAction,
    FollowUpAction,
    MeetingAction,
    MotionAction,
    RoundAction,
)
from reviews.history import TOLD
from reviews.models import Case

LABELS: Mapping[str, Sentence] = {
    str(action.value): action.label
    for actions in (
        CaseAction,
        RoundAction,
        AssignmentAction,
        MeetingAction,
        MotionAction,
        ConditionAction,
        DecisionAction,
        CorrectionAction,
        FollowUpAction,
        ExpertReviewAction,
        ExpertSeatAction,
    )
    for action in actions
} | {
    "open_case": _("Case opened"),
    "vote_counted": _("Vote counted"),
    "paper_issued": _("Paper issued"),
    "registered": _("Activity registered"),
    "dossier_job_asked": _("Dossier ordered"),
    "dossier_job_cancelled": _("Dossier stopped"),
    "dossier_exported": _("Dossier exported"),
}

BLIND = {"submit_opinion", "cast", "opine", "accept_seat", "decline_seat", "declare", "rule"}
"""Acts that would tell who has judged already, or who declared what."""


@dataclass(frozen=True)
class Told:
    """An act of the history."""

    act: Sentence
    actor: str
    at: datetime | None
    reason: str


def history(case: Case, *, judges: bool) -> list[Told]:
    events = Event.objects.filter(algorithm=case.algorithm_id, payload__case=case.pk)
    if judges:
        events = events.filter(act__in=[Happened.REVIEW_MOVED, Happened.REVIEW_JUDGED])
        events = events.exclude(payload__action__in=sorted(BLIND))
    else:
        events = events.filter(act=Happened.REVIEW_MOVED, payload__action__in=sorted(TOLD))
    return [_told(event) for event in events.select_related("actor").order_by("-id")]


def _told(event: Event) -> Told:
    payload: dict[str, Any] = event.payload
    code = str(payload.get("action", ""))
    return Told(
        LABELS.get(code, code),
        event.actor.name if event.actor else "",
        event.at,
        str(payload.get("reason") or payload.get("missing") or payload.get("remark") or ""),
    )
