"""One importer for two targets: judge every row first, write nothing until told, then all of it.

A target says which columns it takes, what each row comes to, and how rows are written.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from filings.enums import RowOutcome, Severity
from filings.models import User
from filings.spreadsheets import Sheet
from filings.statemachine import ActionRefused

Sentence = str | Promise


class Column(NamedTuple):
    code: str
    titles: tuple[str, ...]
    """Every head by which files name it; the first one stands in the template."""
    label: Sentence
    help: Sentence
    required: bool = False


class Finding(NamedTuple):
    severity: Severity
    sentence: Sentence


@dataclass
class PlannedRow:
    """What one row of the file says, what was found about it, and what it comes to."""

    line: int
    facts: dict[str, Any]
    findings: list[Finding] = field(default_factory=list)
    outcome: RowOutcome = RowOutcome.NEW
    standing: Any = None
    changes: dict[str, list[Any]] = field(default_factory=dict)

    def refuse(self, sentence: Sentence) -> None:
        self.findings.append(Finding(Severity.BLOCKING, sentence))
        self.outcome = RowOutcome.REFUSED

    def warn(self, sentence: Sentence) -> None:
        self.findings.append(Finding(Severity.WARNING, sentence))

    def note(self, sentence: Sentence) -> None:
        self.findings.append(Finding(Severity.NOTE, sentence))

    @property
    def is_refused(self) -> bool:
        return self.outcome == RowOutcome.REFUSED


class Target(Protocol):
    columns: tuple[Column, ...]

    def judge(self, rows: Sequence[PlannedRow]) -> None:
        """Turn the texts in `facts` into facts, add findings, set outcome and changes."""

    def write(self, rows: Sequence[PlannedRow], by: User | None) -> None:
        """Write the rows that are new or changed."""


@dataclass(frozen=True)
class Plan:
    rows: list[PlannedRow]
    ignored: list[str]
    """Heads of the file that no column answers to."""

    @property
    def counts(self) -> dict[str, int]:
        counted = Counter(row.outcome for row in self.rows)
        return {"read": len(self.rows)} | {o.value: counted[o] for o in RowOutcome}


def plan(sheet: Sheet, target: Target) -> Plan:
    """Judge every row. Raises ActionRefused when a column is missing that every row needs."""
    found = _columns_of(sheet, target)
    missing = [c.label for c in target.columns if c.required and c.code not in found]
    if missing:
        raise ActionRefused(
            _("The file lacks the column “%(columns)s”. Compare its first row with the template.")
            % {"columns": "”, “".join(map(str, missing))}
        )
    if not sheet.lines:
        raise ActionRefused(_("The file holds no row under its head."))
    rows = [
        PlannedRow(line.number, {code: line.cells[title] for code, title in found.items()})
        for line in sheet.lines
    ]
    target.judge(rows)
    known = {*found.values(), *(title for title in sheet.head if _plain(title) in _SERIAL)}
    return Plan(rows, [title for title in sheet.head if title not in known])


def carry_out(
    planned: Plan, target: Target, *, by: User | None, without_refused: bool = False
) -> dict[str, int]:
    """Write the plan, wholly or not at all; a refused row holds up all others unless left out."""
    refused = planned.counts[RowOutcome.REFUSED]
    if refused and not without_refused:
        raise ActionRefused(
            _(
                "%(count)d rows are refused, so nothing was imported. "
                "Correct them in the file, or import the others without them."
            )
            % {"count": refused}
        )
    written = {RowOutcome.NEW, RowOutcome.CHANGED}
    with transaction.atomic():
        target.write([row for row in planned.rows if row.outcome in written], by)
    return planned.counts


def compare(row: PlannedRow, standing: Any, facts: Mapping[str, Any]) -> None:
    """Whether a row says anything new of what stands."""
    if row.is_refused:
        return
    row.standing = standing
    row.changes = {
        name: [getattr(standing, name), value]
        for name, value in facts.items()
        if getattr(standing, name) != value
    }
    row.outcome = RowOutcome.CHANGED if row.changes else RowOutcome.UNCHANGED


_SERIAL = {"序号", "no", "no.", "#"}


def _columns_of(sheet: Sheet, target: Target) -> dict[str, str]:
    """Code of each column -> its head in this file."""
    heads = {_plain(title): title for title in sheet.head}
    found = {}
    for column in target.columns:
        for title in (column.code, *column.titles):
            if (head := heads.get(_plain(title))) is not None:
                found[column.code] = head
                break
    return found


def _plain(title: str) -> str:
    return re.sub(r"[\s_*]", "", unicodedata.normalize("NFKC", title)).lower()
