"""What proves a version besides the files attached to it: assessments, samples of labels, looks.

The checks and the papers read these like attached files, so nobody proves the same thing twice.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.utils import timezone

from filings import assessments
from filings.assessments import Standing
from filings.enums import DisplayItem, SampleStage
from filings.models import Algorithm, Disclosure, DisplayCheck, Enclosure, LabelCheck
from filings.precheck import FileFacts

PDF = "application/pdf"


def assessment_state(standing: Standing) -> str:
    """`holds`, `outdated` or `stop`; nothing while none is signed."""
    if standing.signed is None:
        return ""
    if not standing.holds:
        return "outdated"
    return "stop" if assessments.result_of(standing.signed) == "stop" else "holds"


def of_assessment(standing: Standing) -> list[FileFacts]:
    signed = standing.signed
    if signed is None or signed.signed_at is None or not standing.holds:
        return []
    day = timezone.localdate(signed.signed_at)
    path = f"{assessments.SECTION}.assessed"
    return [FileFacts(path=path, kind="pipia", name=str(signed), media_type=PDF, dated_on=day)]


def standing_of(disclosure: Disclosure) -> Standing:
    return assessments.standing(disclosure.algorithm, disclosure)


# -- users' rights --------------------------------------------------------------------------------
RIGHTS = {
    DisplayItem.SWITCH_OFF: "rights.switch_off",
    DisplayItem.TAGS: "rights.tags",
    DisplayItem.EXPLANATION: "rights.explanation",
    DisplayItem.MINORS: "rights.minor_mode",
    DisplayItem.ELDERLY: "rights.elderly_mode",
    DisplayItem.WORKERS: "rights.labour_rules",
    DisplayItem.PRICES: "rights.price_fairness",
    DisplayItem.COMPLAINTS: "rights.complaints",
}
"""Looks at a product, by the field of the disclosure that each proves."""
SEEN = RIGHTS | {DisplayItem.NOTICE: "rights.informed", DisplayItem.NUMBER: "rights.number_shown"}


def current_looks(algorithm: Algorithm) -> list[DisplayCheck]:
    """The last look at each product and item, where it found what is owed."""
    rows = (
        DisplayCheck.objects.filter(algorithm=algorithm, item__in=SEEN, product__withdrawn=False)
        .select_related("screenshot")
        .order_by("product_id", "item", "-id")
        .distinct("product_id", "item")
    )
    return sorted((row for row in rows if row.is_met), key=lambda row: row.pk)


def of_looks(looks: list[DisplayCheck]) -> list[FileFacts]:
    return [
        FileFacts(
            path=SEEN[DisplayItem(look.item)],
            kind=_kind_of(look),
            name=look.screenshot.name,
            media_type=look.screenshot.media_type,
            dated_on=look.checked_on,
        )
        for look in looks
        if look.screenshot
    ]


def _kind_of(look: DisplayCheck) -> str:
    """A test of prices is proven by its report, everything else by what users see."""
    return "test_report" if look.item == DisplayItem.PRICES else "screenshot"


# -- labels ---------------------------------------------------------------------------------------
EXPLICIT, IMPLICIT = "labels.explicit", "labels.implicit"


def current_samples(algorithm: Algorithm) -> list[LabelCheck]:
    """The newest sample of each product, modality and stage."""
    rows = (
        LabelCheck.objects.filter(algorithm=algorithm)
        .select_related("file", "product", "before__file", "checked_by")
        .order_by("product_id", "modality", "stage", "-id")
        .distinct("product_id", "modality", "stage")
    )
    return sorted(rows, key=lambda row: row.pk)


def paths_of(sample: LabelCheck) -> Iterator[str]:
    """The fields that a sample without faults proves."""
    if sample.is_well and (sample.stage == SampleStage.INTERFACE or sample.visible):
        yield EXPLICIT
    if sample.is_well and sample.report.get("label"):
        yield IMPLICIT


def of_samples(samples: list[LabelCheck]) -> list[FileFacts]:
    return [
        FileFacts(
            path=path,
            kind="label_sample",
            name=sample.file.name,
            media_type=sample.file.media_type,
            dated_on=timezone.localdate(sample.checked_at),
        )
        for sample in samples
        for path in paths_of(sample)
    ]


def enclosed(algorithm: Algorithm) -> Iterator[dict[str, Any]]:
    """Files kept beside the version, told like those of its content."""
    for sample in current_samples(algorithm):
        for path in list(paths_of(sample))[:1]:
            day = timezone.localdate(sample.checked_at)
            yield _told(path, "label_sample", sample.file, day)
    for look in current_looks(algorithm):
        if look.screenshot:
            path = SEEN[DisplayItem(look.item)]
            yield _told(path, _kind_of(look), look.screenshot, look.checked_on)


def _told(path: str, kind: str, file: Enclosure, day: date) -> dict[str, Any]:
    return {
        "path": path,
        "kind": kind,
        "name": file.name,
        "media_type": file.media_type,
        "size": file.size,
        "sha256": file.sha256,
        "dated_on": day.isoformat(),
        "expires_on": None,
        "marks": [],
    }
