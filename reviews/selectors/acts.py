"""What one person may do with what moves in a case, each act with its address or its reason."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.urls import reverse

from filings.models import User
from filings.statemachine import Transition
from reviews.enums import Procedure, RoundKind
from reviews.models import (
    Assignment,
    Case,
    Condition,
    Correction,
    Decision,
    ExpertReview,
    ExpertSeat,
    FollowUp,
    Meeting,
    Motion,
    Round,
)
from reviews.requirements import open_round, rests_on_final_vote, rests_on_first_vote
from reviews.workflow import TABLES

THINGS: dict[str, type[models.Model]] = {
    model.__name__.lower(): model
    for model in (
        Case,
        Round,
        Assignment,
        Meeting,
        Motion,
        Decision,
        Correction,
        Condition,
        FollowUp,
        ExpertReview,
        ExpertSeat,
    )
}
"""What an address of an act may name."""

QUIET = {
    "recuse",
    "withdraw_case",
    "close_case",
    "withdraw",
    "void_vote",
    "entrust",
    "suspend",
    "propose_waiver",
    "propose_correction",
    "drop_correction",
}
"""Acts that do not lead on: offered, but not first."""


CLAUSES: dict[str, str] = {
    "submit_case": "ai-ethics-12",
    "resubmit": "ethics-2023-16",
    "report_change": "ethics-2023-20",
    "appeal": "ethics-2023-18",
    "suspend": "ethics-2023-19",
    "propose": "ethics-2023-19",
    "out_of_turn": "ethics-2023-19",
    "begin_follow_up": "ethics-2023-19",
    "report_follow_up": "ethics-2023-19",
    "ask_supplement": "ethics-2023-10",
    "supplement": "ethics-2023-10",
    "accept": "ai-ethics-10",
    "refuse_intake": "ai-ethics-13",
    "entrust": "ethics-2023-13",
    "convert": "ethics-2023-22",
    "extend": "ethics-2023-17",
    "submit_opinion": "ai-ethics-procedure",
    "deliberate": "ethics-2023-14",
    "call_meeting": "ethics-2023-14",
    "open_meeting": "ethics-2023-14",
    "attend": "ethics-2023-14",
    "leave": "ethics-2023-14",
    "open_vote": "ethics-2023-14",
    "cast": "ethics-2023-16",
    "close_vote": "ethics-2023-16",
    "void_vote": "ethics-2023-16",
    "vote_again": "ethics-2023-16",
    "final_vote_again": "ethics-2023-16",
    "request_experts": "ethics-2023-25",
    "propose_exemption": "ethics-2023-34",
    "sign_exemption": "ethics-2023-34",
    "stage": "ethics-2023-25",
    "release": "ethics-2023-16",
    "hand_in": "ethics-2023-16",
    "send_back_evidence": "ethics-2023-16",
    "verify": "ethics-2023-16",
    "propose_waiver": "ethics-2023-16",
    "waive": "ethics-2023-16",
    "compose": "ethics-2023-28",
    "invite": "ethics-2023-28",
    "record_expert": "ethics-2023-28",
    "recuse_expert": "ethics-2023-28",
    "start_review": "ethics-2023-28",
    "recompose": "ethics-2023-28",
    "void_review": "ethics-2023-28",
    "record_reply": "ethics-2023-31",
    "close_review": "ethics-2023-30",
}
"""On which article an act, and so its refusal, stands."""

HOUSE = {
    "withdraw_case",
    "withdraw",
    "close_case",
    "declare",
    "rule",
    "recuse",
    "assign",
    "assign_more",
    "release_reviewer",
    "note",
    "end_meeting",
    "unstage",
    "unstage_final",
    "propose_correction",
    "make_correction",
    "drop_correction",
}
"""Acts for which the lawbook has no article: how a careful committee works, and said to be that."""


def has_spoken(case: Case, user: User) -> bool:
    """Whether nothing is to be declared: no round is open, or it was declared for its version."""
    current = open_round(case)
    return current is None or (
        case.declarations.filter(submission=current.submission_id, person=user).exists()
    )


BESIDE_THE_POINT: dict[str, Callable[[Any, User], bool]] = {
    "withdraw": lambda round_, _user: round_.kind != RoundKind.CHANGE,
    "convert": lambda round_, _user: round_.procedure != Procedure.SIMPLIFIED,
    "propose_exemption": lambda round_, _user: round_.listed is False,
    "sign_exemption": lambda round_, _user: not round_.exemptions.exists(),
    "request_experts": lambda round_, _user: round_.listed is False,
    "unstage": lambda round_, user: rests_on_first_vote(round_, user) is not None,
    "unstage_final": lambda round_, user: rests_on_final_vote(round_, user) is not None,
    "rule": lambda case, _user: not case.declarations.filter(level="declared", ruling="").exists(),
    "declare": has_spoken,
    "waive": lambda condition, _user: condition.waiver_by_id is None,
}
"""When an act has nothing to do with the case at hand; it is then not shown, even as refused."""


@dataclass(frozen=True)
class Act:
    code: str
    label: str
    url: str
    refusal: str
    is_primary: bool
    clause: str = ""
    """The article that the refusal stands on."""
    is_house_rule: bool = False
    """No article asks for it."""
    method: str = "get"


def transition_of(thing: str, action: str) -> Transition | None:
    model = THINGS.get(thing)
    return TABLES[model].rows.get(action) if model else None


def offered(obj: Any, user: User, *, about: str = "") -> Iterator[Act]:
    """The acts of the present state that are this person's to do, also those refused for now."""
    thing = type(obj).__name__.lower()
    for code, transition in TABLES[type(obj)].rows.items():
        beside = BESIDE_THE_POINT.get(code)
        if (
            obj.state in transition.sources
            and transition.who.allows(user, obj)
            and not (beside and beside(obj, user))
        ):
            reasons = transition.refusals(obj, user)
            yield Act(
                code=f"{code}-{obj.pk}",
                label=f"{transition.action.label}{about}",
                url=reverse("reviews:act", args=[thing, obj.pk, code]),
                refusal=" ".join(map(str, reasons)),
                is_primary=code not in QUIET and not reasons,
                clause=CLAUSES.get(code, ""),
                is_house_rule=code in HOUSE,
            )


def in_order(acts: Iterable[Act]) -> list[Act]:
    """What leads on first, what is closed for now last."""
    return sorted(acts, key=lambda act: (bool(act.refusal), not act.is_primary))
