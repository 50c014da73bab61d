"""By which way personal information may leave: the route, its reasons, its clocks.

The thresholds are those of the provisions of 2024-03-22; the rules of the determination decide,
so that the page says the same as the list of duties.
"""

from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from filings import contents, determination, lawbook, workdays
from filings.answers.reading import ReadField, read_value
from filings.determination import Finding
from filings.enums import Verdict
from filings.models import Algorithm, Deadline, Disclosure, User
from filings.permissions import is_filer
from filings.regulations import Clause, Field, Law, Text
from filings.regulations.conditions import values_at
from filings.selectors.deadlines import Term, words
from filings.statemachine import Sentence

ROUTES = ("export_assessment", "export_contract", "export_free")
NOTICE = "export_notice"
TERMS = ("export_contract", "export_validity")
COUNTED = (
    ("personal.abroad_count", ("export_contract_people", "export_assessment_people")),
    ("personal.abroad_sensitive", ("export_assessment_sensitive",)),
)
COMPUTING = ("techniques", "parties", "leaves", "parameters")


@dataclass(frozen=True)
class Reason:
    """An answer that decided it, or that is still missing."""

    field: Field
    answer: ReadField


@dataclass(frozen=True)
class Route:
    title: Text
    action: Text
    verdict: Verdict
    note: Text | None
    clauses: tuple[Clause, ...]
    because: list[Reason]
    unknown: list[Field]


@dataclass(frozen=True)
class Threshold:
    title: Text
    number: int
    counted: int | None
    room: int
    """People until it is reached; 0 once it is."""
    certainty: str


@dataclass(frozen=True)
class Computing:
    """The declaration of privacy-preserving computation; `lacks` what it does not say."""

    fields: list[ReadField]
    lacks: list[Field]


@dataclass(frozen=True)
class Abroad:
    leaves: bool | None
    routes: list[Route]
    thresholds: list[Threshold]
    terms: list[Term]
    refusal: Sentence
    computing: Computing | None


def abroad(algorithm: Algorithm, version: Disclosure | None, user: User) -> Abroad:
    book, answers = lawbook.law(), contents.applying(version) if version else {}
    fields = contents.form_of(version).paths() if version else {}
    said = answers.get("personal", {})
    leaves = said.get("abroad")
    found: list[Finding] = []
    if leaves:
        rules = lawbook.adopted(book)
        today = timezone.localdate()
        every = determination.determine(answers, rules, book, workdays.calendar(), today)
        found = [f for f in every if f.code in {*ROUTES, NOTICE}]
    return Abroad(
        leaves=leaves,
        routes=[
            _route(each, book, answers, fields)
            for each in found
            if each.verdict != Verdict.DOES_NOT_APPLY
        ],
        thresholds=_thresholds(book, answers) if leaves else [],
        terms=_terms(algorithm),
        refusal="" if is_filer.allows(user, algorithm) else is_filer.otherwise,
        computing=_computing(said, fields) if said.get("computing") else None,
    )


def _route(finding: Finding, book: Law, answers: dict[str, Any], fields: dict[str, Field]) -> Route:
    rule = finding.rule
    exempt = finding.verdict == Verdict.EXEMPTION_POSSIBLE
    return Route(
        title=rule.title,
        action=rule.action,
        verdict=finding.verdict,
        note=rule.exempt_note if exempt else None,
        clauses=tuple(book.clauses[ref] for ref in rule.clauses),
        because=[
            Reason(fields[path], read_value(fields[path], next(iter(values), None)))
            for path in finding.because
            if path in fields and (values := values_at(answers, path))
        ],
        unknown=[fields[path] for path in finding.unknown if path in fields],
    )


def _thresholds(book: Law, answers: dict[str, Any]) -> list[Threshold]:
    made = []
    for path, codes in COUNTED:
        counted = next(iter(values_at(answers, path)), None)
        for code in codes:
            number = book.parameters[code]
            least = int(number.value)
            made.append(
                Threshold(
                    title=number.title,
                    number=least,
                    counted=counted,
                    room=max(0, least - (counted or 0)),
                    certainty=number.certainty.value,
                )
            )
    return made


def _terms(algorithm: Algorithm) -> list[Term]:
    rows = Deadline.objects.filter(algorithm=algorithm, rule__in=TERMS, state="open")
    running = list(rows.order_by("due_on"))
    return words(running, timezone.localdate(), workdays.calendar()) if running else []


def _computing(said: dict[str, Any], fields: dict[str, Field]) -> Computing:
    known = [(code, fields[f"personal.computing_{code}"]) for code in COMPUTING]
    values = {code: said.get(f"computing_{code}") for code in COMPUTING}
    return Computing(
        fields=[read_value(field, values[code]) for code, field in known if values[code]],
        lacks=[field for code, field in known if not values[code]],
    )
