"""The whole law as data, read and checked once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path

from filings.regulations import readers
from filings.regulations.calendar import Calendar, Floor, Schedule
from filings.regulations.companion import Companion, Files, read_companions
from filings.regulations.facts import (
    ChangeKind,
    Clause,
    DeadlineRule,
    Instrument,
    LabelRule,
    Material,
    Parameter,
    ReturnReason,
    ReviewList,
    RuleSet,
    Sanction,
)
from filings.regulations.form import Choice, Form, read_form
from filings.regulations.outline import Outline, read_outlines
from filings.regulations.prechecks import CheckRule, Wording, read_check_rules, read_wordings
from filings.regulations.risks import RiskGrid, read_risk_grid
from filings.regulations.rules import read_rule_sets
from filings.regulations.text import Text

FOLDER = Path(__file__).parent
Overrides = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Law:
    """`editions` holds every version of an instrument, `instruments` the newest of each."""

    editions: tuple[Instrument, ...]
    choices: Mapping[str, tuple[Choice, ...]]
    evidence_kinds: dict[str, Text]
    tracks: Mapping[str, Text]
    parameters: Mapping[str, Parameter]
    deadlines: Mapping[str, DeadlineRule]
    sanctions: Mapping[str, Sanction]
    return_reasons: Mapping[str, ReturnReason]
    change_kinds: Mapping[str, ChangeKind]
    """Of the public lists."""
    material_changes: Mapping[str, ChangeKind]
    """Of what a committee approved."""
    materials: Mapping[str, Material]
    label_rules: Mapping[str, LabelRule]
    checks: Mapping[str, CheckRule]
    wordings: tuple[Wording, ...]
    review_lists: tuple[ReviewList, ...]
    forms: tuple[Form, ...]
    assessments: tuple[Form, ...]
    risk_grid: RiskGrid
    outlines: tuple[Outline, ...]
    companions: tuple[Companion, ...]
    rule_sets: tuple[RuleSet, ...]
    schedules: tuple[Schedule, ...]
    floor: Floor
    instruments: Mapping[str, Instrument]
    clauses: Mapping[str, Clause]

    def materials_of(self, kind: str) -> dict[str, Material]:
        return {code: made for code, made in self.materials.items() if kind in made.kinds}

    def clause(self, ref: str) -> Clause:
        """KeyError for a clause that no instrument has."""
        return self.clauses[ref]

    def form(self, on: date) -> Form:
        """The form in force on a day; before the first one, the first."""
        return next((form for form in reversed(self.forms) if form.from_on <= on), self.forms[0])

    def assessment(self, on: date) -> Form:
        """The questions of an impact assessment as of a day; before the first, the first."""
        editions = reversed(self.assessments)
        return next((each for each in editions if each.from_on <= on), self.assessments[0])

    def rule_set(self, on: date) -> RuleSet:
        """The rules in force on a day; LookupError before the first set."""
        for rules in reversed(self.rule_sets):
            if rules.from_on <= on:
                return rules
        raise LookupError(f"no rule set for {on}")

    def wording(self, on: date) -> Wording:
        """Words and numbers of the prechecks as of a day; before the first edition, the first."""
        editions = reversed(self.wordings)
        return next((each for each in editions if each.from_on <= on), self.wordings[0])

    def outline(self, code: str, on: date) -> Outline:
        """What a paper says, as of a day; before the first edition, the first. KeyError else."""
        editions = [each for each in self.outlines if each.code == code]
        if not editions:
            raise KeyError(code)
        return next((each for each in reversed(editions) if each.from_on <= on), editions[0])

    def companion(self, kind: str, on: date) -> Companion:
        """The form for filings of a kind as of a day; before the first edition, the first."""
        editions = [each for each in self.companions if kind in each.kinds]
        return next((each for each in reversed(editions) if each.from_on <= on), editions[0])

    @property
    def review_list(self) -> ReviewList:
        """The newest expert second-review list."""
        return self.review_lists[-1]

    def calendar(self, entered: Iterable[Schedule] = ()) -> Calendar:
        """`entered`: schedules that administrators took from later notices."""
        return Calendar((*self.schedules, *entered), self.floor)


@cache
def load(overrides: Overrides = (), folder: Path = FOLDER) -> Law:
    """All of it, read once; raises RegulationError with file, line and reason.

    `overrides` are `(code, value)` of parameters, and of `deadline.CODE` for the length of a term,
    as an administrator set them. Only what is not verified can be set: ValueError else.
    """
    editions, instruments, clauses = _instruments(folder)
    choices = readers.read_choices(folder)
    evidence, tracks = _labels(folder, "evidence"), _labels(folder, "tracks")
    parameters, deadlines = _set(
        readers.read_checked(folder, "parameters", Parameter, clauses),
        readers.read_checked(folder, "deadlines", DeadlineRule, clauses),
        dict(overrides),
    )
    forms = _forms(folder, "forms", choices, clauses, evidence)
    fields = forms[-1].paths()
    reasons = readers.read_codes(folder, "returns", ReturnReason)
    materials = readers.read_codes(folder, "materials", Material)
    known = {"clauses": set(clauses), "deadlines": set(deadlines), "tracks": set(tracks)}
    return Law(
        editions=tuple(editions),
        choices=choices,
        evidence_kinds=evidence,
        tracks=tracks,
        parameters=parameters,
        deadlines=deadlines,
        sanctions=readers.read_checked(folder, "sanctions", Sanction, clauses),
        return_reasons=reasons,
        materials=materials,
        label_rules=readers.read_checked(folder, "label-rules", LabelRule, clauses),
        **readers.read_changes(folder, fields),
        checks=read_check_rules(folder, clauses, reasons),
        wordings=read_wordings(folder, choices, fields),
        review_lists=readers.read_review_lists(folder, clauses),
        forms=forms,
        assessments=_forms(folder, "assessments", choices, clauses, evidence),
        risk_grid=read_risk_grid(folder, choices),
        outlines=read_outlines(folder, fields, clauses),
        companions=read_companions(folder, fields, Files(evidence, materials)),
        rule_sets=read_rule_sets(folder, fields, known, parameters),
        schedules=tuple(readers.read_schedules(folder)),
        floor=readers.read_floor(folder),
        instruments=instruments,
        clauses=clauses,
    )


def _instruments(
    folder: Path,
) -> tuple[list[Instrument], dict[str, Instrument], dict[str, Clause]]:
    """Every edition, the newest of each instrument, and the clauses of all by their reference."""
    paths = sorted(folder.glob("instruments/*/*.toml"))
    editions = [readers.read_instrument(path, folder) for path in paths]
    newest = {i.code: i for i in sorted(editions, key=lambda i: i.in_force_on)}
    return editions, newest, {c.ref: c for i in (*editions, *newest.values()) for c in i.clauses}


def _forms(
    folder: Path,
    name: str,
    choices: Mapping[str, tuple[Choice, ...]],
    clauses: Mapping[str, Clause],
    evidence: Mapping[str, Text],
) -> tuple[Form, ...]:
    heads = folder.glob(f"{name}/*/form.toml")
    made = (read_form(head.parent, choices, clauses, evidence) for head in heads)
    return tuple(sorted(made, key=lambda form: form.from_on))


def _labels(folder: Path, name: str) -> dict[str, Text]:
    return {c.code: c.label for c in readers.read_codes(folder, name, Choice).values()}


def _set(
    parameters: dict[str, Parameter],
    deadlines: dict[str, DeadlineRule],
    numbers: Mapping[str, str],
) -> tuple[dict[str, Parameter], dict[str, DeadlineRule]]:
    for code, value in numbers.items():
        name = code.removeprefix("deadline.")
        if code != name and name in deadlines and not deadlines[name].certainty.verified:
            deadlines = deadlines | {name: replace(deadlines[name], amount=int(value))}
        elif code in parameters and parameters[code].editable:
            number = float(value) if "." in value else int(value)
            parameters = parameters | {code: replace(parameters[code], value=number)}
        else:
            raise ValueError(f"{code} is no number that can be set")
    return parameters, deadlines
