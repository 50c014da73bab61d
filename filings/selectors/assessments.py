"""What the pages of impact assessments show."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from filings import answers as said
from filings import assessments, contents, regulations
from filings.answers.reading import ReadField, ReadSection, read, read_value
from filings.enums import Audience, SectionState
from filings.models import Algorithm, Document, Duty, ImpactAssessment, Job, User
from filings.permissions import may_disclose, may_sign_assessments
from filings.regulations import Section
from filings.selectors.papers import Line, line
from filings.statemachine import Sentence

TONES = {"low": "good", "medium": "waiting", "high": "bad", "severe": "bad"}


@dataclass(frozen=True)
class Overview:
    """The assessments of an algorithm at a glance."""

    standing: assessments.Standing
    rows: list[ImpactAssessment]
    is_due: bool | None
    """As determined; nothing while nothing is determined."""
    may_start: Sentence
    """Why nobody may start one here; empty where one may."""
    stopped: bool
    again_on: date | None


def overview(algorithm: Algorithm, user: User) -> Overview:
    standing = assessments.standing(algorithm)
    duty = Duty.objects.filter(
        determination__algorithm=algorithm, determination__current=True, code=assessments.DUTY
    ).first()
    refusal: Sentence = "" if may_disclose.allows(user, algorithm) else may_disclose.otherwise
    conclusion = (
        assessments.answers_of(standing.signed).get("conclusion", {}) if standing.signed else {}
    )
    again = conclusion.get("again_on")
    return Overview(
        standing=standing,
        rows=list(algorithm.assessments.select_related("signed_by", "started_by", "disclosure")),
        is_due=duty.verdict in {"applies", "exemption_possible"} if duty else None,
        may_start=refusal,
        stopped=conclusion.get("result") == "stop",
        again_on=date.fromisoformat(again) if again else None,
    )


@dataclass(frozen=True)
class Task:
    section: Section
    state: SectionState
    missing: int
    number: int


def tasks(assessment: ImpactAssessment) -> list[Task]:
    form, answers = assessments.form_of(assessment), assessments.answers_of(assessment)
    gaps = said.missing(form, answers)
    return [
        _task(section, answers, sum(gap.section.code == section.code for gap in gaps), number)
        for number, section in enumerate(form.sections, 1)
    ]


def _task(section: Section, answers: Mapping[str, Any], missing: int, number: int) -> Task:
    if said.is_blank(answers.get(section.code)):
        state = SectionState.NOT_STARTED
    else:
        state = SectionState.IN_PROGRESS if missing else SectionState.COMPLETE
    return Task(section, state, missing, number)


@dataclass(frozen=True)
class Cell:
    level: str
    tone: str
    before: list[str]
    after: list[str]


@dataclass(frozen=True)
class RiskRow:
    label: str
    cells: list[Cell]


@dataclass(frozen=True)
class Risks:
    """The grid with each risk before and after its measures, and what no text confirms."""

    impacts: list[str]
    rows: list[RiskRow]
    source: str
    names: list[tuple[str, ReadField | None]]
    """R1, R2 … with what they are called."""


def risks(assessment: ImpactAssessment) -> Risks:
    grid = regulations.load().risk_grid
    raw = assessments.answers_of(assessment).get("effects", {}).get("risks") or []
    named = assessments.form_of(assessment).paths()[f"{assessments.RISKS}.name"]

    def at(likelihood: str, impact: str, suffix: str) -> list[str]:
        return [
            f"R{number}"
            for number, each in enumerate(raw, 1)
            if each.get(f"likelihood{suffix}") == likelihood
            and each.get(f"impact{suffix}") == impact
        ]

    def cell(likelihood: str, impact: str) -> Cell:
        level = grid.level(likelihood, impact)
        return Cell(
            str(grid.names[level]),
            level,
            at(likelihood, impact, ""),
            at(likelihood, impact, "_after"),
        )

    return Risks(
        impacts=[str(impact.label) for impact in grid.impacts],
        rows=[
            RiskRow(str(each.label), [cell(each.code, impact.code) for impact in grid.impacts])
            for each in reversed(grid.likelihoods)
        ],
        source=str(grid.source),
        names=[
            (f"R{n}", read_value(named, each["name"]) if each.get("name") else None)
            for n, each in enumerate(raw, 1)
        ],
    )


@dataclass(frozen=True)
class Reading:
    """One assessment as one reads it before signing and afterwards."""

    sections: tuple[ReadSection, ...]
    facts: list[ReadField]
    risks: Risks
    missing: int
    lines: list[Line]
    running: list[Job]


def reading(assessment: ImpactAssessment) -> Reading:
    form, answers = assessments.form_of(assessment), assessments.answers_of(assessment)
    applying = {
        section.code: kept for section in form.sections if (kept := said.applying(section, answers))
    }
    ordered = Job.objects.filter(order__assessment=assessment.pk)
    made = Document.objects.filter(job__in=ordered.values("pk")).order_by("id")
    return Reading(
        sections=read(form, {"answers": applying, "marks": {}}, Audience.INTERNAL),
        facts=list(facts(assessment)),
        risks=risks(assessment),
        missing=len(said.missing(form, answers)),
        lines=[
            line(each)
            for each in made.select_related("disclosure", "issued_by").defer(
                "facts", "disclosure__content"
            )
        ],
        running=[job for job in ordered.order_by("-pk")[:3] if not job.is_over],
    )


def facts(assessment: ImpactAssessment) -> Iterator[ReadField]:
    """What it rests on: as signed, before that as the newest version says it."""
    version = assessment.disclosure
    known: Mapping[str, Any] = assessments.rests_on(assessment)
    if not assessment.is_signed:
        version = assessments.newest(assessment.algorithm)
        known = assessments.facts_of(version)
    fields = contents.section_of(version, assessments.SECTION).fields if version else ()
    for field in fields:
        if field.code in known:
            yield read_value(field, known[field.code])


def sign_refusal(assessment: ImpactAssessment, user: User) -> Sentence:
    """Why this person cannot sign now; empty where they can."""
    if not may_sign_assessments.allows(user, assessment):
        return may_sign_assessments.otherwise
    if user.pk in assessment.editors:
        return _("You wrote in this assessment. Somebody else has to sign it.")
    if not tasks_done(assessment):
        return _("Required answers are missing. It can be signed once it is complete.")
    return ""


def tasks_done(assessment: ImpactAssessment) -> bool:
    form = assessments.form_of(assessment)
    return not said.missing(form, assessments.answers_of(assessment))


def days_kept(assessment: ImpactAssessment) -> int:
    """Days that it must still be kept."""
    until = assessment.kept_until
    return max(0, (until - timezone.localdate()).days) if until else 0
