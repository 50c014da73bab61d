"""The duties of one algorithm as a list one can read aloud."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone

from filings import assessments, contents, lawbook, workdays
from filings.answers.reading import ReadField, read_value
from filings.enums import DeadlineState, Verdict
from filings.models import Algorithm, Deadline, Determination, Duty
from filings.models.deadline import LIVE
from filings.regulations import Calendar, Clause, DutyRule, Field, Law, Text
from filings.regulations.conditions import values_at

FIRST_FILING = "alg_file"
PAGES = {
    assessments.DUTY: "filings:personal",
    "export_assessment": "filings:personal",
    "export_contract": "filings:personal",
    "automated_decisions": "filings:personal",
    "label_explicit": "filings:labels",
    "label_implicit": "filings:labels",
    "label_records": "filings:labels",
    "label_in_filing": "filings:labels",
}
"""Where a duty is met in the product: names of pages that take the algorithm's id."""


@dataclass(frozen=True)
class Answer:
    """One answer that decided a duty, or the question that is still open."""

    path: str
    label: str
    section: str
    values: tuple[ReadField, ...] = ()


@dataclass(frozen=True)
class ReadDuty:
    rule: DutyRule | None
    duty: Duty
    clauses: tuple[Clause, ...]
    because: tuple[Answer, ...]
    unknown: tuple[Answer, ...]
    days_left: int | None
    """Only while its term runs."""
    met_on: date | None
    is_filed: bool
    """The duty is to file, and the algorithm has its number."""
    due_on: date | None
    paused_on: date | None
    """Of a term that stands still."""
    formula: Text | None
    reason: Text | None
    starts_from: Answer | None
    page: str = ""
    """Where it is met; empty where that is not in the product."""


@dataclass(frozen=True)
class Group:
    """The duties of one verdict, those with a term first, then by track."""

    verdict: Verdict
    timed: tuple[ReadDuty, ...]
    tracks: tuple[tuple[Text, tuple[ReadDuty, ...]], ...]
    count: int


@dataclass(frozen=True)
class DutyList:
    made: Determination
    groups: tuple[Group, ...]
    is_outdated: bool
    rule_set_title: Text | str


def current(algorithm: Algorithm) -> DutyList | None:
    """The current determination in the reader's language; nothing before the first freeze."""
    made = (
        algorithm.determinations.filter(current=True)
        .select_related("algorithm", "disclosure", "made_by")
        .prefetch_related("duties")
        .first()
    )
    return _listed(made, with_terms=True) if made else None


def at(algorithm: Algorithm, until: datetime) -> DutyList | None:
    """The determination that stood at a moment, without what became of its terms since."""
    made = (
        algorithm.determinations.filter(made_at__lte=until)
        .select_related("algorithm", "disclosure", "made_by")
        .prefetch_related("duties")
        .order_by("-made_at", "-id")
        .first()
    )
    return _listed(made, with_terms=False) if made else None


def _listed(made: Determination, *, with_terms: bool) -> DutyList:
    book, calendar = lawbook.law(), workdays.calendar()
    reader = Reader(book, calendar, made)
    if not with_terms:
        reader.terms, reader.filed = {}, False
    duties = [reader.read(duty) for duty in made.duties.all()]
    groups = tuple(
        _group(verdict, found, book.tracks)
        for verdict in Verdict
        if (found := [d for d in duties if d.duty.verdict == verdict])
    )
    rule_set = next((r for r in book.rule_sets if r.version == made.rule_set), None)
    return DutyList(
        made=made,
        groups=groups,
        is_outdated=is_outdated(made, book),
        rule_set_title=rule_set.title if rule_set else made.rule_set,
    )


def is_outdated(made: Determination, book: Law) -> bool:
    """Whether the rules or the numbers in force here have changed since."""
    in_force = lawbook.adopted(book)
    return in_force.version != made.rule_set or made.parameters != lawbook.parameters()


def _group(verdict: Verdict, duties: list[ReadDuty], tracks: Mapping[str, Text]) -> Group:
    """A term that is over stands with the others of its track."""
    timed = [d for d in duties if d.days_left is not None]
    rest = [d for d in duties if d.days_left is None and d.rule]
    by_track = (
        (title, tuple(d for d in rest if d.rule and d.rule.track == code))
        for code, title in tracks.items()
    )
    return Group(
        verdict=verdict,
        timed=tuple(sorted(timed, key=lambda d: d.due_on or date.max)),
        tracks=tuple((title, found) for title, found in by_track if found),
        count=len(duties),
    )


class Reader:
    """Turns rows into words: labels of the form, answers of the version, days that remain."""

    def __init__(self, book: Law, calendar: Calendar, made: Determination) -> None:
        self.book, self.calendar = book, calendar
        self.today = timezone.localdate()
        self.algorithm_id = made.algorithm_id
        self.filed = bool(made.algorithm.number)
        self.answers: dict[str, Any] = (made.disclosure.content or {}).get("answers", {})
        form = contents.form_of(made.disclosure)
        self.fields: dict[str, Field] = form.paths()
        self.titles = {section.code: str(section.title) for section in form.sections}
        terms = Deadline.objects.filter(algorithm=made.algorithm_id).order_by("id")
        self.terms = {(term.rule, term.starts_on.isoformat()): term for term in terms}
        self.assessed = assessments.standing(made.algorithm, made.disclosure)
        rules = next((r.rules for r in book.rule_sets if r.version == made.rule_set), ())
        self.rules = {rule.code: rule for rule in rules}

    def read(self, duty: Duty) -> ReadDuty:
        rule = self.rules.get(duty.code)
        names = rule.clauses if rule else (duty.clause,)
        basis = duty.basis or {}
        start = basis.get("starts_from")
        term = self.terms.get((basis.get("deadline", ""), basis.get("started_on") or ""))
        live = term if term and term.state in LIVE else None
        return ReadDuty(
            rule=rule,
            duty=duty,
            clauses=tuple(self.book.clauses[ref] for ref in names if ref in self.book.clauses),
            because=tuple(self.answer(path) for path in duty.because),
            unknown=tuple(self.answer(path) for path in duty.unknown),
            days_left=self._left(term),
            met_on=self._assessed_on(duty) or (term.met_on if term else None),
            is_filed=self.filed and basis.get("deadline") == FIRST_FILING,
            due_on=live.due_on if live else duty.due_on,
            paused_on=live.paused_on if live and live.state == DeadlineState.PAUSED else None,
            formula=_text(live.formula if live else basis.get("formula")),
            reason=_text(live.reason if live else basis.get("reason")),
            starts_from=self.answer(start) if start else None,
            page=self._page(duty),
        )

    def _page(self, duty: Duty) -> str:
        name = PAGES.get(duty.code)
        return reverse(name, args=[self.algorithm_id]) if name else ""

    def _assessed_on(self, duty: Duty) -> date | None:
        """The day on which a signed impact assessment met the duty; it fits this version."""
        signed = self.assessed.signed if self.assessed.holds else None
        if duty.code != assessments.DUTY or signed is None or signed.signed_at is None:
            return None
        return timezone.localdate(signed.signed_at)

    def answer(self, path: str) -> Answer:
        field, section = self.fields.get(path), path.split(".", 1)[0]
        if field is None:
            return Answer(path, path, section)
        found = values_at(self.answers, path)
        read = tuple(read_value(field, v, path) for v in found if v not in (None, "", []))
        return Answer(path, str(field.label), section, read)

    def _left(self, term: Deadline | None) -> int | None:
        if term is None or term.state != DeadlineState.OPEN:
            return None
        return workdays.left(self.calendar, self.today, term.due_on)


def _text(data: Any) -> Text | None:
    return Text(**data) if isinstance(data, dict) and data.get("zh") else None
