"""What stands beside the form of an act, to do it rightly: who can come, what the record hints."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from filings.models import User
from reviews.selectors import hints, quorum
from reviews.selectors.hints import Hint
from reviews.selectors.quorum import Quorum


@dataclass(frozen=True)
class Beside:
    quorum: Quorum | None = None
    sentences: list[str] = field(default_factory=list)
    hints: list[Hint] = field(default_factory=list)


def _counted(found: Quorum) -> Beside:
    return Beside(found, quorum.sentences(found))


def _vote(round_: Any, _user: User) -> Beside:
    meeting = round_.meetings.filter(state="open").first()
    return _counted(quorum.live(meeting)) if meeting else Beside()


MADE: dict[str, Callable[[Any, User], Beside]] = {
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
