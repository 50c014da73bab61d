"""The one door to the rows of running legal terms: start, meet, void, correct, follow."""

from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from filings import history, regulations, walls, workdays
from filings.enums import Act, DeadlineState
from filings.models import Algorithm, Deadline, Filing, User
from filings.models.deadline import LIVE
from filings.permissions import is_filer
from filings.regulations import Calendar, DueDate, Text
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
    former = lock(deadline)
    end(former)
    history.record(
        Act.DEADLINE_CORRECTED,
        by=by,
        algorithm=former.algorithm,
        filing=former.filing,
        rule=former.rule,
        due_on=former.due_on.isoformat(),
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
    former = lock(deadline)
    end(former)
    made = _row(former.algorithm, former.rule, starts_on, former.filing)
    made.replaces = former
    made.save()
    history.record(
        Act.DEADLINE_CORRECTED,
        by=by,
        algorithm=former.algorithm,
        filing=former.filing,
        rule=former.rule,
        changes={
            "starts_on": [former.starts_on.isoformat(), starts_on.isoformat()],
            "due_on": [former.due_on.isoformat(), made.due_on.isoformat()],
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
    count(deadline, calendar)
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


def count(deadline: Deadline, calendar: Calendar) -> None:
    """When it ends and how that was counted; after a pause, what was left when it began."""
    resumed, left = deadline.resumed_on, deadline.left
    if resumed is None or left is None:
        found, before = due(deadline.rule, deadline.starts_on, calendar), Text("", "")
    else:
        unit = counted_in(deadline.rule)
        found = calendar.due(resumed, left, unit)
        before = _paused(deadline, left, unit)
    formula, reason = found.formula, found.reason
    deadline.due_on, deadline.provisional = found.on, found.provisional
    deadline.formula = {"zh": before.zh + formula.zh, "en": before.en + formula.en}
    deadline.reason = {"zh": reason.zh, "en": reason.en} if reason else {}


def counted_in(rule: str) -> str:
    """The unit in which what is left of a term is counted; none where it cannot be paused."""
    return PAUSABLE.get(regulations.load().deadlines[rule].unit, "")


PAUSABLE = {"workday": "workday", "day": "day", "month": "day", "year": "day"}
"""Other terms end at a moment that the law names, whatever happens before."""


def _paused(deadline: Deadline, left: int, unit: str) -> Text:
    on = deadline.paused_on
    zh, en = ("个工作日", "working days") if unit == "workday" else ("日", "days")
    return Text(f"{on}暂停，余{left}{zh}；", f"paused on {on} with {left} {en} left; ")


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
    count(made, workdays.calendar())
    return made


def _running(algorithm: Algorithm, rule: str) -> Deadline | None:
    return (
        Deadline.objects.select_for_update(of=("self",))
        .filter(algorithm=algorithm, rule=rule, state__in=LIVE)
        .first()
    )


def stop(deadline: Deadline, on: date) -> None:
    deadline.state, deadline.paused_on = DeadlineState.PAUSED, on
    deadline.save(update_fields=["state", "paused_on"])


def end(deadline: Deadline) -> None:
    deadline.state = DeadlineState.VOID
    deadline.save(update_fields=["state"])


def lock(deadline: Deadline) -> Deadline:
    """The row as it stands, held to the end of the transaction; refuses one that is over."""
    held: Deadline = (
        Deadline.objects.select_for_update(of=("self",))
        .select_related("algorithm", "filing")
        .get(pk=deadline.pk)
    )
    if held.state not in LIVE:
        raise ActionRefused(_("This term no longer runs; nothing about it can be changed."))
    return held
