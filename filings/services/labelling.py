"""Samples of labels taken in and read back at once, and content given out without labels."""

from dataclasses import dataclass
from datetime import date
from typing import IO, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from filings import history, labels, workdays
from filings.enums import Act, EnclosureKind, LabelModality, SampleStage
from filings.labels import Box, Finding, Grade, Report
from filings.models import Algorithm, Enclosure, LabelCheck, Product, UnlabelledContent, User
from filings.permissions import may_disclose
from filings.services import deadlines, enclosures, files
from filings.statemachine import ActionRefused

KEEP = "recipient_keep"


@dataclass(frozen=True)
class Sample:
    """A file as somebody took it. `before` is the sample it came from, `box` a visible label."""

    file: IO[bytes]
    name: str
    modality: LabelModality
    stage: SampleStage
    product: Product | None = None
    before: LabelCheck | None = None
    box: Box | None = None
    note: str = ""


def check(*, algorithm: Algorithm, sample: Sample, by: User) -> LabelCheck:
    """Keep a sample and what was read back from it; a bad one is kept as well, and says so."""
    _must_disclose(by, algorithm, sample.product)
    if sample.before and sample.before.algorithm_id != algorithm.pk:
        raise ActionRefused(_("The sample before is one of this algorithm."))
    kept = enclosures.keep(
        provider_id=algorithm.provider_id,
        algorithm=algorithm,
        kind=EnclosureKind.LABEL_SAMPLE,
        file=sample.file,
        name=sample.name,
        by=by,
    )
    report, found = _read_back(sample, algorithm.provider.uscc)
    visible = _measured(sample)
    made = LabelCheck.objects.create(
        provider_id=algorithm.provider_id,
        algorithm=algorithm,
        product=sample.product,
        modality=sample.modality,
        stage=sample.stage,
        file=kept,
        before=sample.before,
        report=_plain(report, found),
        visible=visible,
        is_well=_is_well(found) and not (visible and visible["findings"]),
        note=sample.note.strip(),
        checked_by=by,
    )
    history.record(
        Act.LABEL_CHECKED,
        by=by,
        algorithm=algorithm,
        product=sample.product.name if sample.product else "",
        modality=made.modality,
        stage=made.stage,
        is_well=made.is_well,
        findings=[finding.code for finding in found],
        sha256=kept.sha256,
    )
    return made


def _read_back(sample: Sample, uscc: str) -> tuple[Report, tuple[Finding, ...]]:
    """A picture of the interface carries no label in its metadata; every other sample must."""
    report = labels.check(sample.file, provider=uscc)
    found = report.findings
    if sample.stage == SampleStage.INTERFACE:
        found = tuple(f for f in found if f.code not in {"missing", "unknown_type"})
    if sample.before:
        try:
            with enclosures.read(sample.before.file) as file:
                found = (*found, *labels.compare(labels.check(file), report))
        except files.Damaged as damaged:
            raise ActionRefused(
                _("The sample before is gone or damaged, so nothing was compared.")
            ) from damaged
    return report, found


def _is_well(found: tuple[Finding, ...]) -> bool:
    return all(finding.grade is not Grade.ERROR for finding in found)


def _plain(report: Report, found: tuple[Finding, ...]) -> dict[str, Any]:
    return {
        "type": report.kind,
        "places": [read.slot.place.code for read in report.reads],
        "label": dict(report.label.values) if report.label else None,
        "findings": _coded(found),
    }


def _coded(found: tuple[Finding, ...]) -> list[list[Any]]:
    return [[finding.code, dict(finding.details)] for finding in found]


def _measured(sample: Sample) -> dict[str, Any] | None:
    if sample.box is None:
        return None
    sample.file.seek(0)
    try:
        found = labels.measure(sample.file, sample.box)
    except labels.Damaged as damaged:
        raise ActionRefused(_("A visible label is measured in one picture.")) from damaged
    box = found.box
    return {
        "box": [box.x, box.y, box.width, box.height],
        "width": found.width,
        "height": found.height,
        "required": found.required,
        "per_cent": str(found.per_cent),
        "findings": _coded(found.findings),
    }


@dataclass(frozen=True)
class GivenOut:
    """Content that a user asked for without explicit label, and when both agreed."""

    content: str
    recipient: str
    agreed_on: date
    provided_on: date
    purpose: str = ""
    product: Product | None = None
    agreement: IO[bytes] | None = None
    name: str = ""


def give_out(*, algorithm: Algorithm, given: GivenOut, by: User) -> UnlabelledContent:
    """Record it for six months at least (Labelling Measures, Art. 9)."""
    _must_disclose(by, algorithm, given.product)
    if given.provided_on > timezone.localdate():
        raise ActionRefused(_("The date lies in the future. Record what has happened."))
    if given.agreed_on > given.provided_on:
        raise ActionRefused(
            _("The user agrees before the content is given out. Correct the dates.")
        )
    kept = _agreement(algorithm, given, by)
    made = UnlabelledContent.objects.create(
        provider_id=algorithm.provider_id,
        algorithm=algorithm,
        product=given.product,
        content=given.content.strip(),
        recipient=given.recipient.strip(),
        purpose=given.purpose.strip(),
        agreed_on=given.agreed_on,
        provided_on=given.provided_on,
        kept_until=deadlines.due(KEEP, given.provided_on, workdays.calendar()).on,
        agreement=kept,
        recorded_by=by,
    )
    history.record(
        Act.UNLABELLED_PROVIDED,
        by=by,
        algorithm=algorithm,
        content=made.content,
        provided_on=made.provided_on.isoformat(),
        kept_until=made.kept_until.isoformat(),
        sha256=kept.sha256 if kept else "",
    )
    return made


def _agreement(algorithm: Algorithm, given: GivenOut, by: User) -> Enclosure | None:
    if given.agreement is None:
        return None
    return enclosures.keep(
        provider_id=algorithm.provider_id,
        algorithm=algorithm,
        kind=EnclosureKind.AGREEMENT,
        file=given.agreement,
        name=given.name,
        by=by,
    )


def _must_disclose(by: User, algorithm: Algorithm, product: Product | None) -> None:
    if not may_disclose.allows(by, algorithm):
        raise ActionRefused(may_disclose.otherwise)
    if product and (product.algorithm_id != algorithm.pk or product.withdrawn):
        raise ActionRefused(_("This product is no longer part of the algorithm."))
