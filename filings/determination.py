"""Which duties follow from a disclosure, why, and until when. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from filings.enums import Verdict
from filings.regulations import (
    Calendar,
    DeadlineRule,
    DueDate,
    DutyRule,
    Law,
    Outcome,
    RuleSet,
)
from filings.regulations.conditions import values_at

ALWAYS = Outcome(True)


@dataclass(frozen=True)
class Finding:
    """One duty of a rule set.

    `because` names the answers that decided it, `unknown` those that could still change it; a path
    is `section.field`. `due` is missing while nothing starts the term, or where there is none.
    """

    rule: DutyRule
    verdict: Verdict
    because: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    deadline: DeadlineRule | None = None
    started_on: date | None = None
    due: DueDate | None = None

    @property
    def code(self) -> str:
        return self.rule.code

    @property
    def clause(self) -> str:
        return self.rule.clause

    @property
    def binds(self) -> bool:
        return self.verdict in (Verdict.APPLIES, Verdict.EXEMPTION_POSSIBLE)

    def basis(self) -> dict[str, Any]:
        """How the due date came about, as plain data; empty without a term."""
        if self.deadline is None:
            return {}
        reason = self.due and self.due.reason
        return {
            "deadline": self.deadline.code,
            "clause": self.deadline.clause,
            "starts_from": self.rule.starts_from,
            "started_on": self.started_on.isoformat() if self.started_on else None,
            "formula": vars(self.due.formula) if self.due else None,
            "reason": vars(reason) if reason else None,
        }


def determine(
    answers: Mapping[str, Any], rule_set: RuleSet, law: Law, calendar: Calendar, today: date
) -> tuple[Finding, ...]:
    """One finding for every rule, in the order of the rule set.

    `today` starts the terms that recur each year.
    """
    return tuple(_finding(rule, answers, law, calendar, today) for rule in rule_set.rules)


def _finding(
    rule: DutyRule, answers: Mapping[str, Any], law: Law, calendar: Calendar, today: date
) -> Finding:
    outcome = rule.when.evaluate(answers) if rule.when else ALWAYS
    if outcome.truth is None:
        return Finding(rule, Verdict.UNDETERMINED, outcome.because, outcome.unknown)
    if not outcome.truth:
        return Finding(rule, Verdict.DOES_NOT_APPLY, outcome.because)
    exempt = rule.exempt_when.evaluate(answers) if rule.exempt_when else Outcome(False)
    deadline = law.deadlines[rule.deadline] if rule.deadline else None
    started_on = _start(rule, deadline, answers, today)
    return Finding(
        rule,
        Verdict.EXEMPTION_POSSIBLE if exempt.truth else Verdict.APPLIES,
        tuple(dict.fromkeys((*outcome.because, *exempt.because))),
        exempt.unknown,
        deadline,
        started_on,
        _due(deadline, started_on, calendar),
    )


def _start(
    rule: DutyRule, deadline: DeadlineRule | None, answers: Mapping[str, Any], today: date
) -> date | None:
    """The day that starts the term; of several rows the earliest."""
    if deadline is None:
        return None
    if deadline.unit == "annual":
        return today
    given = [day for value in values_at(answers, rule.starts_from) if (day := _day(value))]
    return min(given, default=None)


def _day(value: Any) -> date | None:
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        return None


def _due(deadline: DeadlineRule | None, start: date | None, calendar: Calendar) -> DueDate | None:
    """Hours run from a moment, which a disclosure does not hold."""
    if deadline is None or start is None or deadline.unit == "hour":
        return None
    return calendar.due(start, deadline.amount, deadline.unit, deadline.fixed)
