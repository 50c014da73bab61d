"""Evidence that is stale, gone, unreadable or missing."""

from django.utils.translation import gettext as _

from filings.precheck.facts import Facts, Place
from filings.precheck.findings import Checks, Hits, hit


def evidence_expired(facts: Facts) -> Hits:
    for file in facts.files:
        if file.expires_on and file.expires_on < facts.today:
            yield hit(
                file.place,
                say=_("“%(file)s” expired on %(day)s."),
                file=file.name,
                day=file.expires_on.isoformat(),
            )


def evidence_expiring(facts: Facts) -> Hits:
    for file in facts.files:
        left = (file.expires_on - facts.today).days if file.expires_on else -1
        if 0 <= left <= facts.number("expiring_days"):
            yield hit(
                file.place,
                say=_("“%(file)s” expires on %(day)s, while the authority examines the filing."),
                file=file.name,
                day=str(file.expires_on),
            )


def evidence_old(facts: Facts) -> Hits:
    for file in facts.files:
        days = (facts.today - file.dated_on).days if file.dated_on else 0
        if file.kind == "screenshot" and days > facts.number("screen_days"):
            yield hit(
                file.place,
                say=_("“%(file)s” is of %(day)s; take it anew from the version in service."),
                file=file.name,
                day=str(file.dated_on),
            )


def evidence_undated(facts: Facts) -> Hits:
    for file in facts.files:
        if file.kind == "screenshot" and not file.dated_on:
            yield hit(file.place, say=_("Say of which day “%(file)s” is."), file=file.name)


def evidence_gone(facts: Facts) -> Hits:
    for file in facts.files:
        if file.is_kept is False:
            yield hit(
                file.place,
                say=_("The bytes of “%(file)s” are gone from the store. Attach the file again."),
                file=file.name,
            )


def unreadable(facts: Facts) -> Hits:
    for file in facts.files:
        if not file.width or not file.height:
            continue
        is_scan = file.media_type == "application/pdf"
        least = facts.number("scan_width" if is_scan else "width")
        if file.width < least or file.height < facts.number("height"):
            yield hit(
                file.place,
                say=_(
                    "“%(file)s” has %(width)s by %(height)s pixels; at least %(least)s by "
                    "%(low)s can be read."
                ),
                file=file.name,
                width=file.width,
                height=file.height,
                least=least,
                low=facts.number("height"),
            )


def switch_screen(facts: Facts) -> Hits:
    places = [Place("rights.switch_off"), Place("rights.switch_path")]
    if facts.value("rights.switch_off") and not any(facts.files_at(p.path) for p in places):
        yield hit(places[0], say=_("Attach a screenshot of the switch as users see it."))


def complaint_screen(facts: Facts) -> Hits:
    place = Place("rights.complaints")
    if facts.text(place.path) and not facts.files_at(place.path):
        yield hit(place, say=_("Attach a screenshot of the way to complain as users see it."))


def pages_screen(facts: Facts) -> Hits:
    """A technical supporter has no pages of its own."""
    if any(facts.rows("products.products")) and not any(
        file.kind in {"screenshot", "label_sample"} for file in facts.files
    ):
        yield hit(
            Place("products.products"),
            say=_("Reviewers compare the report with the pages; attach screenshots of them."),
        )


def measure_proof(facts: Facts) -> Hits:
    if any(facts.rows("risks.risks")) and not any(
        file.path.startswith(("risks.", "strategy.features", "model.", "rights."))
        for file in facts.files
    ):
        yield hit(
            Place("risks.risks"),
            say=_("Prove the measures: one screenshot, rule or test report each."),
        )


def appointment_missing(facts: Facts) -> Hits:
    place = Place("assessment.responsible")
    if facts.value(place.path) and not facts.files_at(place.path, "appointment", "signature"):
        yield hit(
            place,
            say=_(
                "The filing system asks for the responsible person's proof of work, signed and "
                "stamped; keep the scan here."
            ),
        )


CHECKS: Checks = {
    "evidence_expired": evidence_expired,
    "evidence_expiring": evidence_expiring,
    "evidence_old": evidence_old,
    "evidence_undated": evidence_undated,
    "evidence_gone": evidence_gone,
    "unreadable": unreadable,
    "switch_screen": switch_screen,
    "complaint_screen": complaint_screen,
    "pages_screen": pages_screen,
    "measure_proof": measure_proof,
    "appointment_missing": appointment_missing,
}
