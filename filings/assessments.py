"""Impact assessments of personal information: what they ask, what they rest on, whether they hold.

An assessment rests on what the disclosure says of personal information. Once that says something
else, the signed one no longer holds and the next one is due (PIPL, Art. 55).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from filings import answers as said
from filings import canonical, contents, regulations
from filings.models import Algorithm, Disclosure, ImpactAssessment
from filings.regulations import Form

SECTION = "personal"
OUTCOME = {"assessed", "assessed_on", "assessment"}
"""Answers that say that an assessment was made; they cannot outdate it."""
DUTY = "pipia"
BEFORE, KEEP = "pipia_before", "pipia_keep"
"""Terms of the law: made before processing, kept afterwards."""
RISKS = "effects.risks"


def form_of(assessment: ImpactAssessment) -> Form:
    return regulations.load().assessment(timezone.localdate(assessment.started_at))


def answers_of(assessment: ImpactAssessment) -> dict[str, Any]:
    return dict((assessment.content or {}).get("answers") or assessment.answers)


def newest(algorithm: Algorithm) -> Disclosure | None:
    """The version, open or frozen, that says most about the algorithm."""
    found: Disclosure | None = (
        Disclosure.objects.filter(algorithm=algorithm)
        .select_related("algorithm", "provider")
        .order_by("-number")
        .first()
    )
    return found


def facts_of(version: Disclosure | None) -> dict[str, Any]:
    """What the version says of personal information, without what says that it was assessed."""
    values = contents.applying(version).get(SECTION, {}) if version else {}
    return {code: value for code, value in values.items() if code not in OUTCOME}


def suggested(version: Disclosure | None) -> dict[str, Any]:
    """First answers, from those of the disclosure; whoever assesses checks them."""
    facts = facts_of(version)
    occasions = [
        code
        for code, asked in (
            ("sensitive", facts.get("sensitive")),
            ("automated", facts.get("automated")),
            ("entrusted", facts.get("entrusted")),
            ("abroad", facts.get("abroad")),
            ("other", facts.get("other_impact")),
        )
        if asked
    ]
    people = {
        "sensitive": facts.get("sensitive"),
        "sensitive_kinds": facts.get("sensitive_kinds"),
        "minors": facts.get("under_14"),
        "consent": "given" if facts.get("separate_consent") else None,
    }
    first: dict[str, dict[str, Any]] = {
        "purpose": {"occasions": occasions},
        "people": people,
    }
    return {
        code: kept
        for code, values in first.items()
        if (kept := {k: v for k, v in values.items() if not said.is_blank(v)})
    }


@dataclass(frozen=True)
class Standing:
    """Where the assessments of an algorithm stand. `holds`: the last signed one fits the facts."""

    version: Disclosure | None
    opened: ImpactAssessment | None
    signed: ImpactAssessment | None
    holds: bool

    @property
    def is_outdated(self) -> bool:
        return self.signed is not None and not self.holds


def standing(algorithm: Algorithm, version: Disclosure | None = None) -> Standing:
    """`version` asks for one version; without it the newest counts."""
    rows = list(
        ImpactAssessment.objects.filter(algorithm=algorithm)
        .select_related("signed_by", "started_by", "edited_by", "disclosure")
        .order_by("-number")[:2]
    )
    signed = next((row for row in rows if row.is_signed), None)
    version = version or newest(algorithm)
    return Standing(
        version=version,
        opened=next((row for row in rows if not row.is_signed), None),
        signed=signed,
        holds=signed is not None and rests_on(signed) == facts_of(version),
    )


def rests_on(assessment: ImpactAssessment) -> Mapping[str, Any]:
    facts: Mapping[str, Any] = (assessment.content or {}).get("basis", {}).get("facts", {})
    return facts


def fingerprint(assessment: ImpactAssessment) -> str:
    """By this a signer says which text was read."""
    facts = facts_of(newest(assessment.algorithm))
    return canonical.digest({"answers": assessment.answers, "facts": facts})


def result_of(assessment: ImpactAssessment) -> str:
    return str(answers_of(assessment).get("conclusion", {}).get("result") or "")
