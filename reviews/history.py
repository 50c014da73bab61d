"""What the judgement writes into the history: sealed unless the applicant may know it."""

from enum import StrEnum
from typing import Any

from filings import history
from filings.enums import Act
from filings.models import Event, User
from reviews.enums import (
    CaseAction,
    ConditionAction,
    CorrectionAction,
    ExpertReviewAction,
    FollowUpAction,
    RoundAction,
)
from reviews.models import Case

TOLD: frozenset[str] = frozenset(
    str(action.value)
    for action in (
        *(set(CaseAction) - {CaseAction.DECLARE, CaseAction.RULE, CaseAction.RECUSE}),
        RoundAction.ASK_SUPPLEMENT,
        RoundAction.SUPPLEMENT,
        RoundAction.ACCEPT,
        RoundAction.REFUSE_INTAKE,
        RoundAction.EXTEND,
        RoundAction.REQUEST_EXPERTS,
        RoundAction.PROPOSE_EXEMPTION,
        RoundAction.SIGN_EXEMPTION,
        RoundAction.RELEASE,
        CorrectionAction.MAKE,
        RoundAction.WITHDRAW,
        RoundAction.ENTRUST,
        ExpertReviewAction.COMPOSE,
        *(set(ConditionAction) - {ConditionAction.PROPOSE_WAIVER}),
        *FollowUpAction,
    )
) | {"registered"}
"""Acts that the applicant takes or is told of; all others the committee keeps to itself."""


def tell(case: Case, action: StrEnum | str, *, by: User | None, **payload: Any) -> Event:
    code = str(getattr(action, "value", action))
    return history.record(
        Act.REVIEW_MOVED if code in TOLD else Act.REVIEW_JUDGED,
        by=by,
        algorithm=case.algorithm,
        case=case.pk,
        action=code,
        **payload,
    )
