"""Everything the pages of a disclosure show."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from filings import answers as said
from filings import contents, findings
from filings.answers import Missing, reading
from filings.enums import DisclosureState, SectionState
from filings.models import Algorithm, Disclosure, DisclosureSection, Evidence, Membership, User
from filings.regulations import Condition, Field, Form, Section
from filings.selectors import prechecks


@dataclass(frozen=True)
class Line:
    """One section on the task list."""

    section: Section
    state: SectionState
    row: DisclosureSection | None
    missing: int
    findings: tuple[str, ...]
    reason: str = ""


@dataclass(frozen=True)
class TaskList:
    lines: tuple[Line, ...]
    missing: tuple[Missing, ...]
    precheck: prechecks.Summary

    @property
    def applying(self) -> list[Line]:
        return [line for line in self.lines if line.state != SectionState.NOT_APPLICABLE]

    @property
    def resting(self) -> list[Line]:
        return [line for line in self.lines if line.state == SectionState.NOT_APPLICABLE]

    @property
    def complete(self) -> int:
        return sum(line.state == SectionState.COMPLETE for line in self.lines)


def task_list(disclosure: Disclosure) -> TaskList:
    form = contents.form_of(disclosure)
    rows = {row.code: row for row in disclosure.sections.all()}
    answers = {code: row.answers for code, row in rows.items()}
    report = findings.of(disclosure)
    gaps = said.missing(form, answers)
    lines = tuple(
        _line(form, section, answers, rows.get(section.code), gaps, report)
        for section in form.sections
    )
    return TaskList(lines, tuple(gaps), prechecks.summary(report, disclosure))


def _line(
    form: Form,
    section: Section,
    answers: Mapping[str, Any],
    row: DisclosureSection | None,
    gaps: Sequence[Missing],
    report: findings.Report,
) -> Line:
    missing = sum(gap.section.code == section.code for gap in gaps)
    if not said.shows(section.when, answers):
        reason = why_not(form, section.when, answers)
        return Line(section, SectionState.NOT_APPLICABLE, row, 0, (), reason)
    found = tuple(_telling(report, section))
    if row is None or said.is_blank(row.answers):
        state = SectionState.NOT_STARTED
    elif missing:
        state = SectionState.IN_PROGRESS
    else:
        state = SectionState.FINDINGS if found else SectionState.COMPLETE
    return Line(section, state, row, missing, found)


def _telling(report: findings.Report, section: Section) -> Iterator[str]:
    """What one should know of a section before opening it; hints wait on its page."""
    for each in report.of_section(section.code):
        if each.rule.severity != "hint":
            yield each.why


def is_expired(file: Evidence) -> bool:
    return file.expires_on is not None and file.expires_on < timezone.localdate()


def why_not(form: Form, condition: Condition | None, answers: Mapping[str, Any]) -> str:
    """Why something is not asked: the answers that ruled it out, as one reads them."""
    if condition is None:
        return ""
    parts = []
    for path in condition.evaluate(answers).because:
        if found := _field_at(form, path):
            value = _value_at(answers, path)
            words = reading.read_value(found, value).words
            answer = words[0].text if words else _("not answered")
            parts.append(
                _("“%(field)s” is “%(answer)s”") % {"field": found.label, "answer": answer}
            )
    return _("; ").join(dict.fromkeys(parts))


def _field_at(form: Form, path: str) -> Field | None:
    return next(
        (
            field
            for section in form.sections
            for place, field in contents.columns(section)
            if place == path
        ),
        None,
    )


def _value_at(answers: Mapping[str, Any], path: str) -> Any:
    value: Any = answers
    for part in path.split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    return value


# -- versions of an algorithm ---------------------------------------------------------------------
@dataclass(frozen=True)
class Versions:
    draft: Disclosure | None
    frozen: list[Disclosure]
    siblings: list[Algorithm]
    comparable: list[Disclosure]


def versions(algorithm: Algorithm, user: User) -> Versions:
    """The versions of an algorithm, and the frozen ones of its siblings that the person may see."""
    family = (
        Disclosure.objects.visible_to(user)
        .filter(algorithm__family=algorithm.family)
        .select_related("algorithm", "provider", "started_by", "frozen_by")
        .defer("content")
        .order_by("algorithm_id", "-number")
    )
    own = [d for d in family if d.algorithm_id == algorithm.pk]
    others = [d for d in family if d.algorithm_id != algorithm.pk and d.is_frozen]
    frozen = [d for d in own if d.is_frozen]
    return Versions(
        draft=next((d for d in own if d.state == DisclosureState.DRAFT), None),
        frozen=frozen,
        siblings=list({d.algorithm_id: d.algorithm for d in others}.values()),
        comparable=[*frozen, *others],
    )


def people_of(provider_id: int) -> dict[int, str]:
    """Who acts for a provider, by name: the answers to a question for a person."""
    members = Membership.objects.filter(provider_id=provider_id, user__is_system=False)
    people = {m.user_id: m.user.name for m in members.select_related("user")}
    return dict(sorted(people.items(), key=lambda person: person[1]))


@dataclass(frozen=True)
class Difference:
    """One field that two people answered differently, each answer as one reads it."""

    field: Field
    mine: reading.ReadField
    theirs: reading.ReadField
    chosen: str


def differences(
    section: Section, mine: Mapping[str, Any], theirs: Mapping[str, Any], chosen: Mapping[str, str]
) -> list[Difference]:
    return [
        Difference(
            field,
            reading.read_value(field, mine.get(field.code)),
            reading.read_value(field, theirs.get(field.code)),
            chosen.get(field.code, ""),
        )
        for field in section.fields
        if said.essence(mine.get(field.code)) != said.essence(theirs.get(field.code))
    ]


def files_of(disclosure: Disclosure, section: Section) -> dict[str, list[Evidence]]:
    files: dict[str, list[Evidence]] = {}
    for file in disclosure.evidence.filter(removed_at=None, path__startswith=f"{section.code}."):
        files.setdefault(file.path, []).append(file)
    return files


def section_page(disclosure: Disclosure, section: Section) -> dict[str, Any]:
    """The section as it was saved last, its neighbours, and the files of its fields."""
    form, answers = contents.form_of(disclosure), contents.answers_of(disclosure)
    asked = [each for each in form.sections if said.shows(each.when, answers)]
    place = next((n for n, each in enumerate(asked) if each.code == section.code), None)
    row = next((row for row in disclosure.sections.all() if row.code == section.code), None)
    report = findings.of(disclosure)
    return {
        "row": row,
        "findings": prechecks.shown(report, disclosure, report.of_section(section.code)),
        "place": place + 1 if place is not None else None,
        "total": len(asked),
        "following": asked[place + 1] if place is not None and place + 1 < len(asked) else None,
        "reason": why_not(form, section.when, answers) if place is None else "",
        "not_asked": [
            (each, why_not(form, each.when, answers))
            for each in section.fields
            if not said.shows(each.when, answers)
        ],
    }
