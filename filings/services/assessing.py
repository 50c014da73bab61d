"""Assessing the impact on personal information: start, write section by section, sign off."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from filings import answers as said
from filings import assessments, canonical, contents, history, workdays
from filings.answers import sound
from filings.enums import Act
from filings.models import Algorithm, ImpactAssessment, User
from filings.permissions import may_disclose, may_sign_assessments
from filings.regulations import Section
from filings.services import deadlines, ledger
from filings.services.assessment_papers import ask
from filings.services.meanwhile import SavedMeanwhile
from filings.statemachine import ActionRefused


def start(*, algorithm: Algorithm, by: User) -> ImpactAssessment:
    """The next assessment: from the last one, and where it is silent from the disclosure."""
    if not may_disclose.allows(by, algorithm):
        raise ActionRefused(may_disclose.otherwise)
    ledger.lock(algorithm)
    standing = assessments.standing(algorithm)
    if standing.opened:
        raise ActionRefused(_("An assessment of this algorithm is open already. Go on with it."))
    last = algorithm.assessments.aggregate(last=Max("number"))["last"] or 0
    made = ImpactAssessment(
        provider_id=algorithm.provider_id,
        algorithm=algorithm,
        disclosure=standing.version,
        number=last + 1,
        editors=[by.pk],
        started_by=by,
        started_at=timezone.now(),
    )
    made.form_version = assessments.form_of(made).version
    made.answers = _first_answers(made, standing)
    made.save()
    history.record(
        Act.ASSESSMENT_STARTED,
        by=by,
        algorithm=algorithm,
        disclosure=standing.version,
        number=made.number,
    )
    return made


def _first_answers(made: ImpactAssessment, standing: assessments.Standing) -> dict[str, Any]:
    """What the disclosure says goes before what the last assessment said of the same."""
    before = assessments.answers_of(standing.signed) if standing.signed else {}
    known = assessments.suggested(standing.version)
    first = {}
    for section in assessments.form_of(made).sections:
        values = {**before.get(section.code, {}), **known.get(section.code, {})}
        fields = {field.code for field in section.fields}
        if kept := {code: value for code, value in values.items() if code in fields}:
            first[section.code] = kept
    first.get("conclusion", {}).pop("again_on", None)
    return first


def save(
    *,
    assessment: ImpactAssessment,
    section: Section,
    answers: Mapping[str, Any],
    seen: int,
    by: User,
) -> ImpactAssessment:
    """Save what is known of one section; `seen` is the count of its saves that was shown."""
    if not may_disclose.allows(by, assessment):
        raise ActionRefused(may_disclose.otherwise)
    locked = _locked(assessment)
    if malformed := list(sound.problems(section.fields, answers)):
        raise ActionRefused(*(f"{path}: {sentence}" for path, sentence in malformed))
    if locked.revisions.get(section.code, 0) != seen:
        raise SavedMeanwhile(locked, locked.edited_by)
    kept = {name: value for name, value in answers.items() if not said.is_blank(value)}
    before = locked.answers.get(section.code, {})
    kept = said.with_behind(section.fields, before, kept, lambda _path: False)
    locked.answers = {**locked.answers, section.code: kept}
    locked.revisions = {**locked.revisions, section.code: seen + 1}
    if by.pk not in locked.editors:
        locked.editors = [*locked.editors, by.pk]
    locked.edited_by, locked.edited_at = by, timezone.now()
    locked.save()
    history.record(
        Act.ASSESSMENT_SAVED,
        by=by,
        algorithm=locked.algorithm,
        number=locked.number,
        section=section.code,
    )
    return locked


def missing(assessment: ImpactAssessment) -> list[said.Missing]:
    return said.missing(assessments.form_of(assessment), assessments.answers_of(assessment))


def sign(*, assessment: ImpactAssessment, seen: str, by: User) -> ImpactAssessment:
    """Somebody who wrote none of it signs what they read; the papers are printed at once.

    The duty to assess is met, and the term for which the report is kept begins (PIPL, Art. 56).
    """
    if not may_sign_assessments.allows(by, assessment):
        raise ActionRefused(may_sign_assessments.otherwise)
    ledger.lock(assessment.algorithm)
    locked = _locked(assessment)
    if by.pk in locked.editors:
        raise ActionRefused(_("You wrote in this assessment. Somebody else has to sign it."))
    if gaps := missing(locked):
        raise ActionRefused(
            _("%(count)d required answers are missing. Fill them in first.") % {"count": len(gaps)}
        )
    if seen != assessments.fingerprint(locked):
        raise ActionRefused(
            _("It was changed since you opened it. Read what stands here now, then sign.")
        )
    today = timezone.localdate()
    locked.disclosure = assessments.newest(locked.algorithm)
    locked.content = content(locked)
    locked.sha256 = canonical.digest(locked.content)
    locked.signed_by, locked.signed_at = by, timezone.now()
    locked.kept_until = deadlines.due(assessments.KEEP, today, workdays.calendar()).on
    locked.save()
    deadlines.meet(algorithm=locked.algorithm, rule=assessments.BEFORE, on=today, by=by)
    history.record(
        Act.ASSESSMENT_SIGNED,
        by=by,
        algorithm=locked.algorithm,
        disclosure=locked.disclosure,
        number=locked.number,
        sha256=locked.sha256,
        kept_until=locked.kept_until.isoformat(),
    )
    ask(assessment=locked, by=by)
    return locked


def content(assessment: ImpactAssessment) -> dict[str, Any]:
    """Everything that the signature covers: the answers that apply, and what they rest on."""
    form, answers = assessments.form_of(assessment), assessment.answers
    version = assessment.disclosure
    return {
        "form": form.version,
        "algorithm": contents.algorithm_facts(assessment.algorithm),
        "provider": contents.provider_facts(assessment.provider),
        "answers": {
            section.code: kept
            for section in form.sections
            if (kept := said.applying(section, answers))
        },
        "basis": {
            "disclosure": version.number if version else None,
            "sha256": version.sha256 if version else "",
            "facts": assessments.facts_of(version),
        },
    }


def _locked(assessment: ImpactAssessment) -> ImpactAssessment:
    locked = (
        ImpactAssessment.objects.select_for_update(of=("self",))
        .select_related("algorithm", "provider")
        .get(pk=assessment.pk)
    )
    if locked.is_signed:
        raise ActionRefused(_("This assessment is signed and never changes. Start the next one."))
    return locked
