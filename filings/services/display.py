"""Recording what users see of a filing on each product (Order 9, Arts. 16 and 26)."""

from dataclasses import dataclass
from datetime import date
from typing import IO

from django.utils import timezone
from django.utils.translation import gettext as _

from filings import assessments, contents, history
from filings.enums import Act, DisplayItem, EnclosureKind
from filings.models import DisplayCheck, Enclosure, Product, User
from filings.permissions import may_disclose
from filings.services import enclosures
from filings.statemachine import ActionRefused

OF_NUMBER = {DisplayItem.NUMBER, DisplayItem.LINK}
"""Owed only once there is a number."""


@dataclass(frozen=True)
class Seen:
    """What somebody saw on a product."""

    is_met: bool
    checked_on: date
    again_on: date
    text: str = ""
    link: str = ""
    note: str = ""
    days: int | None = None
    screenshot: IO[bytes] | None = None
    name: str = ""


def check(*, product: Product, item: DisplayItem, seen: Seen, by: User) -> DisplayCheck:
    if not may_disclose.allows(by, product):
        raise ActionRefused(may_disclose.otherwise)
    _refuse(product, item, seen)
    made = DisplayCheck.objects.create(
        provider_id=product.provider_id,
        algorithm_id=product.algorithm_id,
        product=product,
        item=item,
        is_met=seen.is_met,
        text=seen.text.strip(),
        link=seen.link.strip(),
        screenshot=_kept(product, seen, by),
        note=seen.note.strip(),
        days=seen.days,
        checked_on=seen.checked_on,
        again_on=seen.again_on,
        checked_by=by,
    )
    history.record(
        Act.DISPLAY_CHECKED,
        by=by,
        algorithm=product.algorithm,
        product=product.name,
        item=item.value,
        is_met=seen.is_met,
        checked_on=seen.checked_on.isoformat(),
        again_on=seen.again_on.isoformat(),
        sha256=made.screenshot.sha256 if made.screenshot else "",
    )
    return made


def _refuse(product: Product, item: DisplayItem, seen: Seen) -> None:
    number = product.algorithm.number
    if product.withdrawn:
        raise ActionRefused(_("This product is no longer part of the algorithm."))
    if item in OF_NUMBER and not number:
        raise ActionRefused(_("The algorithm has no filing number to show."))
    if seen.checked_on > timezone.localdate():
        raise ActionRefused(_("The date lies in the future. Record what has happened."))
    if seen.again_on <= seen.checked_on:
        raise ActionRefused(_("The next check comes after this one. Correct the dates."))
    if seen.is_met:
        _refuse_unproven(item, seen, number)
    if seen.is_met and item == DisplayItem.COMPLAINTS:
        _refuse_late(product, seen)


def _refuse_unproven(item: DisplayItem, seen: Seen, number: str) -> None:
    if seen.screenshot is None:
        raise ActionRefused(_("Add a screenshot that shows it."))
    if item == DisplayItem.NUMBER and number not in seen.text:
        raise ActionRefused(
            _("The wording does not hold the number %(number)s. Copy it as users see it.")
            % {"number": number}
        )
    if item in {DisplayItem.LINK, DisplayItem.TEXT} and not seen.link.strip():
        raise ActionRefused(_("Give the address where users find it."))


def _refuse_late(product: Product, seen: Seen) -> None:
    """A complaint is answered within the time that the disclosure promises (Order 9, Art. 22)."""
    if seen.days is None:
        raise ActionRefused(_("Say after how many days the test complaint was answered."))
    version = assessments.newest(product.algorithm)
    answers = contents.applying(version) if version else {}
    promised = answers.get("rights", {}).get("complaint_days")
    if promised is not None and seen.days > promised:
        raise ActionRefused(
            _("The answer took %(days)d days, %(promised)d are promised. Record it as wrong.")
            % {"days": seen.days, "promised": promised}
        )


def _kept(product: Product, seen: Seen, by: User) -> Enclosure | None:
    if seen.screenshot is None:
        return None
    return enclosures.keep(
        provider_id=product.provider_id,
        algorithm=product.algorithm,
        kind=EnclosureKind.DISPLAY,
        file=seen.screenshot,
        name=seen.name,
        by=by,
    )
