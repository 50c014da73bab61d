"""What the law's pages show."""

from collections.abc import Iterator
from dataclasses import dataclass

from filings import lawbook, regulations, workdays
from filings.models import HolidaySchedule, LegalParameter
from filings.regulations import (
    Certainty,
    Clause,
    DeadlineRule,
    Instrument,
    Law,
    Parameter,
    Schedule,
    Text,
)


@dataclass(frozen=True)
class Number:
    """A number of law: ours, how sure we are, and what was set here instead."""

    code: str
    title: Text
    ours: str
    unit: str
    clause: Clause
    certainty: Certainty
    editable: bool
    set_here: LegalParameter | None


def numbers(only: str = "") -> Iterator[Number]:
    """Parameters and lengths of terms, those not verified first."""
    ours: Law = regulations.load()
    rows = LegalParameter.objects.order_by("code", "-id").distinct("code").select_related("set_by")
    standing = {row.code: row for row in rows}
    entries: list[tuple[str, Parameter | DeadlineRule, str]] = [
        *((p.code, p, f"{p.value:,}") for p in ours.parameters.values()),
        *((f"deadline.{d.code}", d, str(d.amount or "")) for d in ours.deadlines.values()),
    ]
    for code, fact, value in sorted(entries, key=lambda e: (e[1].certainty.verified, e[0])):
        if only in ("", code):
            yield Number(
                code=code,
                title=fact.title,
                ours=value,
                unit=fact.unit,
                clause=ours.clause(fact.clause),
                certainty=fact.certainty,
                editable=not fact.certainty.verified,
                set_here=standing.get(code),
            )


def instruments() -> list[Instrument]:
    """The newest version of each, by the day it came into force."""
    return sorted(lawbook.law().instruments.values(), key=lambda each: each.in_force_on)


def resting_on(ref: str) -> tuple[list[DeadlineRule], list[tuple[str, Text]]]:
    """The terms and the duties of the rules in force that stand on a clause."""
    book = lawbook.law()
    terms = [rule for rule in book.deadlines.values() if rule.clause == ref]
    duties = [(r.code, r.title) for r in lawbook.adopted(book).rules if ref in r.clauses]
    return terms, duties


def schedules() -> list[tuple[Schedule, HolidaySchedule | None]]:
    """Every year with a schedule, newest first, and the row where it was entered here."""
    entered = {row.year: row for row in HolidaySchedule.objects.select_related("entered_by")}
    known = workdays.calendar().schedules.values()
    return [(s, entered.get(s.year)) for s in sorted(known, key=lambda s: -s.year)]
