"""Protection of personal information where profiles or sensitive data are used."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from filings.precheck.facts import Facts, Place
from filings.precheck.findings import Checks, Hits, hit

PERSONAL, PROFILING = Place("data.personal"), Place("basics.profiling")
SENSITIVE = Place("personal.sensitive")


def profile_personal(facts: Facts) -> Hits:
    if facts.value(PROFILING.path) and facts.value(PERSONAL.path) is False:
        yield hit(
            PERSONAL,
            PROFILING,
            say=_("Profiles or tags of users are personal information; answer the section on it."),
        )


def personal_denied(facts: Facts) -> Hits:
    shown = tuple(_shown(facts)) if facts.value(PERSONAL.path) is False else ()
    for place in shown:
        yield hit(
            PERSONAL,
            place,
            say=_(
                "No personal information is said to be processed, yet “%(field)s” is answered "
                "with yes."
            ),
            field=facts.fields[place.path].label,
        )


def _shown(facts: Facts) -> Iterator[Place]:
    for place in (Place("data.biometric"), Place("data.identity")):
        if facts.value(place.path):
            yield place
    for row in facts.rows("data.sources"):
        if row.values.get("personal"):
            yield row.at("personal")


def profile_assessed(facts: Facts) -> Hits:
    decides = facts.value(PROFILING.path) or facts.value("personal.automated")
    if decides and facts.value("personal.assessed") is False:
        yield hit(
            Place("personal.assessed"),
            say=_("Automated decisions need an impact assessment before they begin."),
        )


def profile_automated(facts: Facts) -> Hits:
    if facts.value(PROFILING.path) and facts.value("personal.automated") is False:
        yield hit(
            Place("personal.automated"),
            PROFILING,
            say=_("What follows from a profile is an automated decision; the answers differ."),
        )


def biometric_sensitive(facts: Facts) -> Hits:
    if facts.value("data.biometric") and facts.value(SENSITIVE.path) is False:
        yield hit(
            SENSITIVE,
            Place("data.biometric"),
            say=_("Faces, voices and other biometric features are sensitive information."),
        )


def minors_sensitive(facts: Facts) -> Hits:
    if facts.value("personal.under_14") and facts.value(SENSITIVE.path) is False:
        yield hit(
            SENSITIVE,
            Place("personal.under_14"),
            say=_("Information on persons under fourteen is sensitive information."),
        )


def sensitive_consent(facts: Facts) -> Hits:
    if facts.value(SENSITIVE.path) and facts.value("personal.separate_consent") is False:
        yield hit(
            Place("personal.separate_consent"),
            SENSITIVE,
            say=_("Sensitive information is processed with separate consent only."),
        )


def switch_missing(facts: Facts) -> Hits:
    place = Place("rights.switch_off")
    if facts.value(PROFILING.path) and facts.value(place.path) is False:
        yield hit(
            place,
            PROFILING,
            say=_(
                "Users must be able to switch personalisation off or to choose a service without "
                "their features."
            ),
        )


def pipia_missing(facts: Facts) -> Hits:
    place = Place("personal.assessed")
    if facts.value(place.path) and not facts.files_at("personal", "pipia"):
        yield hit(place, say=_("Attach the report of the impact assessment, or its summary."))


def pipia_outdated(facts: Facts) -> Hits:
    if facts.assessment == "outdated":
        yield hit(
            Place("personal.assessed"),
            say=_(
                "The impact assessment was signed on other facts than this version has. Assess "
                "again, or bring the answers in line."
            ),
        )


def pipia_stops(facts: Facts) -> Hits:
    if facts.assessment == "stop":
        yield hit(
            Place("personal.assessed"),
            say=_("The signed impact assessment says that the processing must not go ahead."),
        )


CHECKS: Checks = {
    "profile_personal": profile_personal,
    "personal_denied": personal_denied,
    "profile_assessed": profile_assessed,
    "profile_automated": profile_automated,
    "biometric_sensitive": biometric_sensitive,
    "minors_sensitive": minors_sensitive,
    "sensitive_consent": sensitive_consent,
    "switch_missing": switch_missing,
    "pipia_missing": pipia_missing,
    "pipia_outdated": pipia_outdated,
    "pipia_stops": pipia_stops,
}
