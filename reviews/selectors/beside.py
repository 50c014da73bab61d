"""What stands beside the form of an act, to do it rightly: who can come, what the record hints."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from filings import changed
from filings.models import User
from reviews import materiality
from reviews.enums import RoundKind
from reviews.materiality import Material
from reviews.models import Case, Condition, Correction, Decision, Motion, Paper, Round
from reviews.requirements import newest_frozen, staged
from reviews.selectors import hints, quorum
from reviews.selectors.hints import Hint
from reviews.selectors.quorum import Quorum
from reviews.selectors.votes import arithmetic


@dataclass(frozen=True)
class Beside:
    quorum: Quorum | None = None
    sentences: list[str] = field(default_factory=list)
    hints: list[Hint] = field(default_factory=list)
    facts: list[tuple[Any, Any]] = field(default_factory=list)
    """What the act is about: each with its name."""
    letter: Paper | None = None


def _counted(found: Quorum) -> Beside:
    return Beside(found, quorum.sentences(found))


def _vote(round_: Any, _user: User) -> Beside:
    meeting = round_.meetings.filter(state="open").first()
    return _counted(quorum.live(meeting)) if meeting else Beside()


def _moved(motion: Motion, _user: User) -> Beside:
    """What is voted on."""
    return Beside(
        facts=[
            (_("Proposed decision"), motion.get_outcome_display()),
            (_("Wording"), motion.wording),
        ]
    )


def _counted_out(motion: Motion, user: User) -> Beside:
    """Whoever closes the vote also reads how many have voted, never how."""
    cast = motion.voters.filter(ballot__isnull=False).count()
    said = (_("Ballots"), f"{cast} / {motion.voters.count()}")
    return Beside(facts=[*_moved(motion, user).facts, said])


def _decided(round_: Round, _user: User) -> Beside:
    """What leaves the house with this act, and the letter itself."""
    found = staged(round_)
    if found is None:
        return Beside()
    conditions = "\n".join(f"{c.number}. {c.text}" for c in found.conditions.order_by("number"))
    return Beside(
        facts=[
            (_("Decision"), found.get_outcome_display()),
            (_("Vote"), arithmetic(found.motion) if found.motion else ""),
            (_("Reasons"), found.reasons),
            (_("Suggestions"), found.advice),
            (_("Conditions"), conditions),
            (_("Prepared by"), found.staged_by),
        ],
        letter=_paper(found.letter_id),
    )


def _paper(document: int | None) -> Paper | None:
    return Paper.objects.filter(document=document).select_related("document").first()


def _owed(condition: Condition, _user: User) -> Beside:
    return Beside(
        facts=[
            (_("Condition"), condition.text),
            (_("Due"), condition.due_on),
            (_("What was done"), condition.report),
        ]
    )


def _reported(case: Case, _user: User) -> Beside:
    """What the two versions say of the change, before it is reported."""
    return _weighed(materiality.of(case, newest_frozen(case)))


def _taken_in(round_: Round, _user: User) -> Beside | None:
    if round_.kind != RoundKind.CHANGE:
        return None
    found = materiality.of(round_.case, round_.submission.disclosure)
    known = {each.code for each in found}
    said = [code for code in round_.material if code not in known]
    return _weighed([*found, *(Material(code, changed.called([code])[0], []) for code in said)])


def _weighed(found: list[Material]) -> Beside:
    lines = [(each.label, ", ".join(map(str, each.fields)) or _("said by the applicant"))
             for each in found]  # fmt: skip
    return Beside(
        facts=[
            (
                _("Material change"),
                _("Yes: it goes through the general procedure.")
                if found
                else _("No: none of the answers that count as material differs."),
            ),
            *lines,
            (_("Measured by"), _("A list of this product; the 2023 measures (Art. 20) name none.")),
        ]
    )


def _as_released(decision: Decision, _user: User) -> Beside:
    """What the letter says in somebody's own words; all else in it was counted or recorded."""
    return Beside(
        facts=[(_("Reasons"), decision.reasons), (_("Suggestions"), decision.advice)],
        letter=_paper(decision.letter_id),
    )


def _corrected(correction: Correction, _user: User) -> Beside:
    return Beside(
        facts=[
            (_("Part of the letter"), correction.get_place_display()),
            (_("As printed"), correction.passage),
            (_("As it should read"), correction.wording),
            (_("How the slip came about"), correction.reason),
            (_("Proposed by"), correction.proposed_by),
        ],
        letter=_paper(correction.letter_id),
    )


MADE: dict[str, Callable[[Any, User], Beside | None]] = {
    "cast": _moved,
    "close_vote": _counted_out,
    "report_change": _reported,
    "accept": _taken_in,
    "release": _decided,
    "unstage": _decided,
    "unstage_final": _decided,
    "propose_correction": _as_released,
    "make_correction": _corrected,
    "drop_correction": _corrected,
    "hand_in": _owed,
    "verify": _owed,
    "send_back_evidence": _owed,
    "call_meeting": lambda round_, _user: _counted(quorum.ahead(round_)),
    "open_vote": _vote,
    "attend": lambda meeting, _user: _counted(quorum.live(meeting)),
    "leave": lambda meeting, _user: _counted(quorum.live(meeting)),
    "declare": lambda case, user: Beside(hints=hints.of_oneself(case, user)),
    "rule": lambda case, user: Beside(hints=hints.of_seats(case, user)),
    "assign": lambda round_, user: Beside(hints=hints.of_seats(round_.case, user)),
    "assign_more": lambda round_, user: Beside(hints=hints.of_seats(round_.case, user)),
}


def beside(action: str, obj: Any, user: User) -> Beside | None:
    make = MADE.get(action)
    return make(obj, user) if make else None
