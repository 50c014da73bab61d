"""Check the label of a file, and what a step on the way did to it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import IO

from filings.labels import carriers, codes, reading
from filings.labels.element import KEYS, Label
from filings.labels.findings import Finding, Grade, found, shown
from filings.labels.reading import Read
from filings.labels.source import Damaged, Locked, Source

MOST_LABELS = 50
_OF_PRODUCER = KEYS[:4]


@dataclass(frozen=True)
class Report:
    """`kind` is empty where the file is of no type that is read."""

    kind: str
    reads: tuple[Read, ...]
    findings: tuple[Finding, ...]

    @property
    def label(self) -> Label | None:
        return next((read.label for read in self.reads if read.label), None)

    @property
    def is_well(self) -> bool:
        return all(finding.grade is not Grade.ERROR for finding in self.findings)

    def as_json(self) -> dict[str, object]:
        return {
            "well": self.is_well,
            "type": self.kind,
            "places": [read.slot.place.code for read in self.reads],
            "label": self.label.values if self.label else None,
            "findings": [finding.as_json() for finding in self.findings],
        }


def check(file: IO[bytes], *, provider: str = "") -> Report:
    """`provider` is a provider code, or a credit code where any product of its holder will do."""
    source = Source(file)
    carrier = carriers.recognise(source)
    if carrier is None:
        return Report("", (), (found("unknown_type"),))
    reads: list[Read] = []
    faults: list[Finding] = []
    try:
        reads += map(reading.read, islice(carrier.read(source), MOST_LABELS))
    except Locked:
        faults.append(found("locked"))
    except Damaged as fault:
        faults.append(found("damaged", detail=shown(str(fault))))
    if not (reads or faults):
        faults.append(found("missing"))
    findings = (*faults, *_of_all(reads), *_of_each(reads), *_of_provider(reads, provider))
    return Report(carrier.kind, tuple(reads), _once(findings))


def _once(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Two labels may break a rule in the same way."""
    kept: list[Finding] = []
    for finding in findings:
        if finding not in kept:
            kept.append(finding)
    return tuple(kept)


def _of_all(reads: list[Read]) -> Iterator[Finding]:
    if len(reads) > 1:
        places = ", ".join(sorted({read.slot.place.code for read in reads}))
        yield found("several", count=len(reads), places=places)
    if len({read.label for read in reads}) > 1:
        yield found("disagree")


def _of_each(reads: list[Read]) -> Iterator[Finding]:
    for read in reads:
        if not read.slot.place.is_named_by_a_guide:
            yield found("odd_place", place=read.slot.place.code)
        yield from read.findings


def _of_provider(reads: list[Read], provider: str) -> Iterator[Finding]:
    for label in {read.label for read in reads if read.label} if provider else ():
        code = codes.parse(label.producer)
        if provider not in {label.producer, code.subject if code else ""}:
            yield found("other_provider")


def compare(before: Report, after: Report) -> tuple[Finding, ...]:
    """What became of the label on the way; a propagator may have signed in between (Art. 6)."""
    if before.label is None:
        return ()
    if after.label is None:
        return (found("lost"),)
    old, new = before.label.values, after.label.values
    changed = [key for key in _OF_PRODUCER if old[key] != new[key]]
    return (found("changed", keys=", ".join(changed)),) if changed else ()
