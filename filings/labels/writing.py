"""Write a label into a copy, never twice and never over another; read it back from the copy."""

from io import SEEK_SET
from typing import IO

from django.utils.translation import gettext as _

from filings.labels import carriers, reading
from filings.labels.carriers import Carrier
from filings.labels.checking import check
from filings.labels.element import Label
from filings.labels.findings import Grade
from filings.labels.slots import Slot
from filings.labels.source import Damaged, Locked, Source, WriteRefused


def write(file: IO[bytes], out: IO[bytes], label: Label) -> None:
    """`out` is empty, readable and writable. Raises WriteRefused; `out` is then worthless."""
    report = check(file)
    if report.reads:
        raise WriteRefused(
            _("The file carries a label already; labels must not be removed or altered.")
        )
    if any(finding.code == "damaged" for finding in report.findings):
        raise _damaged()
    _put(file, out, label)


def pass_on(
    file: IO[bytes], out: IO[bytes], *, propagator: str, propagate_id: str, reserved: str = ""
) -> None:
    """The one label of the file with another propagator (Measures, Art. 6)."""
    report = check(file)
    carrier = carriers.recognise(Source(file))
    if report.label is None or len(report.reads) != 1 or carrier is None:
        raise WriteRefused(_("Exactly one label must stand in the file to be passed on."))
    if report.reads[0].slot.place.guide != carrier.place.guide:
        raise WriteRefused(_("The label stands at an unusual place and cannot be passed on."))
    _put(file, out, report.label.passed_on(propagator, propagate_id, reserved))


def _put(file: IO[bytes], out: IO[bytes], label: Label) -> None:
    source = Source(file)
    carrier = carriers.recognise(source)
    if carrier is None:
        raise WriteRefused(_("Labels are not written into this type of file."))
    _refuse_faulty(label, carrier)
    try:
        carrier.write(source, out, label.text())
    except (Damaged, Locked) as fault:
        raise _damaged() from fault
    out.seek(0, SEEK_SET)
    written = check(out)
    if written.label != label or len(written.reads) != 1:
        raise WriteRefused(_("The label could not be read back from the copy."))


def _damaged() -> WriteRefused:
    return WriteRefused(_("The file is damaged or locked; no label was written."))


def _refuse_faulty(label: Label, carrier: Carrier) -> None:
    findings = reading.read(Slot(carrier.place, label.text())).findings
    wrong = [f.sentence for f in findings if f.grade is Grade.ERROR]
    if wrong:
        raise WriteRefused(" ".join(wrong))
