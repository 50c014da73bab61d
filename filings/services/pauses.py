"""Terms that stand still for a while, and go on with what was left of them.

No instrument read so far stops the terms of a filing; the authority may, in a letter, or a rule
still to come. So a pause is an act of a filer with its reason, never of the clock.
"""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from filings import history, workdays
from filings.enums import Act, DeadlineState
from filings.models import Deadline, User
from filings.permissions import is_filer
from filings.services import deadlines
from filings.statemachine import ActionRefused


def pause(*, deadline: Deadline, on: date, reason: str, by: User) -> Deadline:
    """Stop a running term with that day; nobody is reminded of it until it goes on."""
    held = _held(deadline, DeadlineState.OPEN, on, reason, by)
    if not deadlines.counted_in(held.rule):
        raise ActionRefused(_("The law names the day on which this term ends; it cannot stop."))
    if not (held.resumed_on or held.starts_on) <= on <= held.due_on:
        raise ActionRefused(
            _("The term runs from %(first)s to %(last)s. It can only stop between these days.")
            % {
                "first": (held.resumed_on or held.starts_on).isoformat(),
                "last": held.due_on.isoformat(),
            }
        )
    deadlines.stop(held, on)
    _tell(Act.DEADLINE_PAUSED, held, by, paused_on=on.isoformat(), reason=reason.strip())
    return held


def resume(*, deadline: Deadline, on: date, reason: str, by: User) -> Deadline:
    """Let it go on after that day: the paused row ends, another one has what was left of it."""
    held = _held(deadline, DeadlineState.PAUSED, on, reason, by)
    stopped = held.paused_on
    if stopped is None or on < stopped:
        raise ActionRefused(_("The term cannot go on before it stopped. Check the dates."))
    deadlines.end(held)
    made = Deadline(
        provider_id=held.provider_id,
        algorithm=held.algorithm,
        filing=held.filing,
        rule=held.rule,
        starts_on=held.starts_on,
        paused_on=stopped,
        resumed_on=on,
        left=left(held, stopped),
        replaces=held,
    )
    deadlines.count(made, workdays.calendar())
    made.save()
    _tell(
        Act.DEADLINE_RESUMED,
        made,
        by,
        resumed_on=on.isoformat(),
        changes={"due_on": [held.due_on.isoformat(), made.due_on.isoformat()]},
        reason=reason.strip(),
    )
    return made


def left(deadline: Deadline, on: date) -> int:
    """Working days, or days, from the day after `on` to the day on which the term ends."""
    if deadlines.counted_in(deadline.rule) == "workday":
        return workdays.left(workdays.calendar(), on, deadline.due_on)
    return (deadline.due_on - on) // timedelta(days=1)


def _held(deadline: Deadline, state: DeadlineState, on: date, reason: str, by: User) -> Deadline:
    if not is_filer.allows(by, deadline):
        raise ActionRefused(is_filer.otherwise)
    if not reason.strip():
        raise ActionRefused(_("Say on what this rests: the letter, its date, its number."))
    if on > timezone.localdate():
        raise ActionRefused(_("The date lies in the future. Record what has happened."))
    held = deadlines.lock(deadline)
    if held.state != state:
        raise ActionRefused(
            _("This term stands still already.")
            if held.state == DeadlineState.PAUSED
            else _("This term is running.")
        )
    return held


def _tell(act: Act, deadline: Deadline, by: User, **payload: Any) -> None:
    history.record(
        act,
        by=by,
        algorithm=deadline.algorithm,
        filing=deadline.filing,
        rule=deadline.rule,
        **payload,
    )
