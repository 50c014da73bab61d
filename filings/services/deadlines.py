"""The one door to the rows of running legal terms: start, meet, void, correct, follow."""

from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from filings import history, regulations, walls, workdays
from filings.enums import Act, DeadlineState
from filings.models import Algorithm, Deadline, Filing, User
from filings.permissions import is_filer
from filings.regulations import Calendar, DueDate
from filings.statemachine import ActionRefused


def start(
    *,
    algorithm: Algorithm,
    rule: str,
    starts_on: date,
    by: User | None,
    filing: Filing | None = None,
) -> Deadline:
    """Let a term of the law run from the day of its event; `rule` is a code of its deadlines.

    Asked again for the same day nothing happens; for another day the running term is corrected.
    """
    running = _running(algorithm, rule)
    if running is None:
        return _start(algorithm, rule, starts_on, filing, by)
    if running.starts_on == starts_on:
        return running
    return correct(deadline=running, starts_on=starts_on, by=by)


def meet(*, algorithm: Algorithm, rule: str, on: date, by: User | None) -> Deadline | None:
    """The act was done on that day, in time or not; nothing when no such term runs."""
    running = _running(algorithm, rule)
    if running is None:
        return None
    running.state, running.met_on = DeadlineState.MET, on
    running.save(update_fields=["state", "met_on"])
    history.record(
        Act.DEADLINE_MET,
        by=by,
        algorithm=algorithm,
        filing=running.filing,
        rule=rule,
        due_on=running.due_on.isoformat(),
        met_on=on.isoformat(),
    )
    return running


def void(*, deadline: Deadline, reason: str, by: User | None) -> None:
    """The term no longer runs: its duty has fallen away."""
    locked = _locked(deadline)
    locked.state = DeadlineState.VOID
    locked.save(update_fields=["state"])
    history.record(
        Act.DEADLINE_CORRECTED,
        by=by,
        algorithm=locked.algorithm,
        filing=locked.filing,
        rule=locked.rule,
        due_on=locked.due_on.isoformat(),
        reason=reason,
    )


def correct_by_hand(*, deadline: Deadline, starts_on: date, reason: str, by: User) -> Deadline:
    """A filer knows the day of the event better than the record did, and says how."""
    if not is_filer.allows(by, deadline):
        raise ActionRefused(is_filer.otherwise)
    if not reason.strip():
        raise ActionRefused(_("Say from where you know the day."))
    if starts_on == deadline.starts_on:
        raise ActionRefused(_("The term runs from this day already."))
    if starts_on > timezone.localdate() and deadline.rule in HAPPENED:
        raise ActionRefused(_("The date lies in the future. Record what has happened."))
    return correct(deadline=deadline, starts_on=starts_on, by=by, reason=reason.strip())


HAPPENED = {"alg_change", "alg_dereg", "alg_authority"}
"""Terms that an event starts which has happened; a launch may be planned."""


def correct(*, deadline: Deadline, starts_on: date, by: User | None, reason: str = "") -> Deadline:
    """The event was on another day: the old row stays, voided, and the new one names it."""
    locked = _locked(deadline)
    locked.state = DeadlineState.VOID
    locked.save(update_fields=["state"])
    made = _row(locked.algorithm, locked.rule, starts_on, locked.filing)
    made.replaces = locked
    made.save()
    history.record(
        Act.DEADLINE_CORRECTED,
        by=by,
        algorithm=locked.algorithm,
        filing=locked.filing,
        rule=locked.rule,
        changes={
            "starts_on": [locked.starts_on.isoformat(), starts_on.isoformat()],
            "due_on": [locked.due_on.isoformat(), made.due_on.isoformat()],
        },
        reason=reason,
    )
    return made


def follow_calendar(*, by: User | None) -> int:
    """Count provisional terms that still run anew, for every provider; how many days moved.

    Looks behind every wall as the clock does and closes it again to what `by` may see.
    """
    with walls.for_clock():
        calendar = workdays.calendar()
        waiting = Deadline.objects.filter(state=DeadlineState.OPEN, provisional=True)
        moved = sum(
            _follow(deadline, calendar, by)
            for deadline in waiting.select_for_update(of=("self",)).select_related(
                "algorithm", "filing"
            )
        )
        walls.leave() if by is None else walls.enter(by)
    return moved


def _follow(deadline: Deadline, calendar: Calendar, by: User | None) -> bool:
    before = deadline.due_on
    _count(deadline, due(deadline.rule, deadline.starts_on, calendar))
    deadline.save(update_fields=["due_on", "formula", "provisional", "reason"])
    if deadline.due_on == before and deadline.provisional:
        return False
    history.record(
        Act.DEADLINE_CORRECTED,
        by=by,
        algorithm=deadline.algorithm,
        filing=deadline.filing,
        rule=deadline.rule,
        changes={"due_on": [before.isoformat(), deadline.due_on.isoformat()]},
    )
    return deadline.due_on != before


def due(rule: str, starts: date | datetime, calendar: Calendar) -> DueDate:
    term = regulations.load().deadlines[rule]
    return calendar.due(starts, term.amount, term.unit, term.fixed)


def _start(
    algorithm: Algorithm, rule: str, starts_on: date, filing: Filing | None, by: User | None
) -> Deadline:
    made = _row(algorithm, rule, starts_on, filing)
    made.save()
    history.record(
        Act.DEADLINE_STARTED,
        by=by,
        algorithm=algorithm,
        filing=filing,
        rule=rule,
        starts_on=starts_on.isoformat(),
        due_on=made.due_on.isoformat(),
    )
    return made


def _row(algorithm: Algorithm, rule: str, starts_on: date, filing: Filing | None) -> Deadline:
    made = Deadline(
        provider_id=algorithm.provider_id,
        algorithm=algorithm,
        filing=filing,
        rule=rule,
        starts_on=starts_on,
    )
    _count(made, due(rule, starts_on, workdays.calendar()))
    return made


def _count(deadline: Deadline, due_date: DueDate) -> None:
    reason = due_date.reason
    deadline.due_on = due_date.on
    deadline.provisional = due_date.provisional
    deadline.formula = {"zh": due_date.formula.zh, "en": due_date.formula.en}
    deadline.reason = {"zh": reason.zh, "en": reason.en} if reason else {}


def _running(algorithm: Algorithm, rule: str) -> Deadline | None:
    return (
        Deadline.objects.select_for_update(of=("self",))
        .filter(algorithm=algorithm, rule=rule, state=DeadlineState.OPEN)
        .first()
    )


def _locked(deadline: Deadline) -> Deadline:
    locked = (
        Deadline.objects.select_for_update(of=("self",))
        .select_related("algorithm", "filing")
        .get(pk=deadline.pk)
    )
    if locked.state != DeadlineState.OPEN:
        raise ActionRefused(_("This term no longer runs; nothing about it can be changed."))
    return locked
