"""What of the reviews stands on a person's desk: theirs to do first, then what runs."""

from dataclasses import dataclass
from datetime import datetime

from filings.models import User
from reviews.enums import CaseState
from reviews.models import Case
from reviews.selectors import cases

MOST = 30
"""Cases looked at closely; a desk that holds more begins with those due first."""
RESTING = {CaseState.IN_FORCE, CaseState.WITHDRAWN, CaseState.CLOSED, CaseState.TERMINATED}


@dataclass(frozen=True)
class Item:
    case: Case
    what: str
    """The act that leads on, or the sentence that says what comes next."""
    url: str
    is_mine: bool
    due_at: datetime | None


def items(user: User) -> list[Item]:
    found = [_item(row.case, user, row.due_at) for row in _running(user)]
    return sorted(found, key=lambda item: not item.is_mine)


def _running(user: User) -> list[cases.Row]:
    rows = [row for row in cases.listed(user) if row.due_at or row.case.state not in RESTING]
    rows.sort(key=lambda row: (row.due_at is None, row.due_at and row.due_at.timestamp()))
    return rows[:MOST]


def _item(case: Case, user: User, due_at: datetime | None) -> Item:
    acts, sentence = cases.next_step(case, user)
    act = next((each for each in acts if each.is_primary), None)
    what = act.label if act else str(sentence)
    url = act.url if act and act.method == "get" else case.get_absolute_url()
    return Item(case, what, url, act is not None, due_at)
