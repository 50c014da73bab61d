"""Which duties follow: run the rules over a frozen version and record what they say."""

import json

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from filings import determination, history, lawbook, workdays
from filings.determination import Finding
from filings.enums import Act, InstallationAct, Verdict
from filings.models import Algorithm, Determination, Disclosure, RuleSetAdoption, User
from filings.permissions import may_disclose
from filings.regulations import Calendar, Law, RuleSet
from filings.services import deadlines
from filings.statemachine import ActionRefused

FILE = "alg_file"
"""The provider's term for the first filing (Order 9, Art. 24(1))."""


class Rules:
    """A rule set with the law and calendar it is read by, for one run over many versions."""

    def __init__(self, rule_set: RuleSet | None = None) -> None:
        self.law: Law = lawbook.law()
        self.calendar: Calendar = workdays.calendar()
        self.rule_set: RuleSet = rule_set or lawbook.adopted(self.law)
        self.parameters = lawbook.parameters()

    def findings(self, disclosure: Disclosure) -> tuple[Finding, ...]:
        answers = (disclosure.content or {})["answers"]
        today = timezone.localdate()
        return determination.determine(answers, self.rule_set, self.law, self.calendar, today)

    def made(self, standing: Determination) -> bool:
        """Whether a determination was made by this rule set and these numbers."""
        return (standing.rule_set, standing.parameters) == (self.rule_set.version, self.parameters)


def determine(
    *, disclosure: Disclosure, by: User | None, rules: Rules | None = None
) -> Determination:
    """Record what follows from a frozen version; terms that a fact has started begin to run."""
    if not disclosure.is_frozen:
        raise ActionRefused(_("Duties follow from a frozen version. Freeze this one first."))
    rules = rules or Rules()
    algorithm = Algorithm.objects.select_for_update(of=("self",)).get(pk=disclosure.algorithm_id)
    algorithm.determinations.filter(current=True).update(current=False)
    made = Determination.objects.create(
        provider_id=disclosure.provider_id,
        algorithm=algorithm,
        disclosure=disclosure,
        rule_set=rules.rule_set.version,
        parameters=rules.parameters,
        made_by=by,
    )
    findings = rules.findings(disclosure)
    _write_duties(made, findings)
    _start_terms(algorithm, findings, by)
    history.record(
        Act.DETERMINED,
        by=by,
        disclosure=disclosure,
        rule_set=made.rule_set,
        applies=[f.code for f in findings if f.binds],
        open=[f.code for f in findings if f.verdict == Verdict.UNDETERMINED],
    )
    return made


def determine_again(*, disclosure: Disclosure, by: User) -> Determination:
    """The same version by the rules in force here now."""
    if not may_disclose.allows(by, disclosure):
        raise ActionRefused(may_disclose.otherwise)
    return determine(disclosure=disclosure, by=by)


def adopt_first() -> None:
    """A new installation begins with the rules in force; later ones wait for their adoption."""
    if RuleSetAdoption.objects.exists():
        return
    book = lawbook.law()
    with transaction.atomic():
        first = RuleSetAdoption.objects.create(version=lawbook.adopted(book).version)
        history.record_for_all(InstallationAct.RULE_SET_ADOPTED, by=None, rule_set=first.version)


def adopt(*, version: str, by: User) -> RuleSetAdoption:
    """From now on determine by this rule set; the clock brings every provider in line."""
    if not by.is_operator:
        raise ActionRefused(_("Only the installation administrator adopts rule sets. Ask them."))
    book = lawbook.law()
    if version not in {rules.version for rules in book.rule_sets}:
        raise ActionRefused(_("There is no rule set of this version."))
    before = lawbook.adopted(book).version
    if before == version and RuleSetAdoption.objects.exists():
        raise ActionRefused(_("This rule set is adopted already."))
    history.record_for_all(
        InstallationAct.RULE_SET_ADOPTED, by=by, rule_set=version, earlier_rule_set=before
    )
    return RuleSetAdoption.objects.create(
        version=version, parameters=lawbook.parameters(), adopted_by=by
    )


# Seventy rows for each of ten thousand algorithms: one statement each is five times faster than
# as many objects.
DUTIES = """
INSERT INTO filings_duty (provider_id, determination_id, position, code, verdict, clause, because,
  unknown, due_on, provisional, basis)
SELECT %s, %s, found.* FROM jsonb_to_recordset(%s::jsonb) AS found (position int, code text,
  verdict text, clause text, because jsonb, unknown jsonb, due_on date, provisional boolean,
  basis jsonb)
"""


def _write_duties(made: Determination, findings: tuple[Finding, ...]) -> None:
    rows = [
        {
            "position": position,
            "code": finding.code,
            "verdict": finding.verdict.value,
            "clause": finding.clause,
            "because": finding.because,
            "unknown": finding.unknown,
            "due_on": finding.due.on.isoformat() if finding.due else None,
            "provisional": bool(finding.due and finding.due.provisional),
            "basis": finding.basis(),
        }
        for position, finding in enumerate(findings)
    ]
    with connection.cursor() as cursor:
        cursor.execute(DUTIES, [made.provider_id, made.pk, json.dumps(rows)])


def _start_terms(algorithm: Algorithm, findings: tuple[Finding, ...], by: User | None) -> None:
    """Once-only terms get a running deadline; yearly dates stand in the list of duties."""
    known = set(algorithm.deadlines.values_list("rule", "starts_on"))
    if algorithm.number:  # filed already, here or before it came into this ledger
        findings = tuple(f for f in findings if not (f.deadline and f.deadline.code == FILE))
    for finding in findings:
        term, day = finding.deadline, finding.started_on
        if finding.binds and term and day and _runs(finding) and (term.code, day) not in known:
            deadlines.start(algorithm=algorithm, rule=term.code, starts_on=day, by=by)
            known.add((term.code, day))


def _runs(finding: Finding) -> bool:
    """A yearly date recurs, and what was due before a day gone by cannot begin to run."""
    term, due = finding.deadline, finding.due
    if term is None or due is None or term.unit == "annual":
        return False
    return term.unit != "before" or due.on >= timezone.localdate()
