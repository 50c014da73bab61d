"""What people and freezes leave beside a precheck: overrides by legal, texts to compare with."""

from django.utils.translation import gettext as _

from filings import findings, history
from filings.enums import Act
from filings.models import Algorithm, Disclosure, Override, TextPrint, User
from filings.permissions import is_legal
from filings.precheck import Finding, copying, similarity
from filings.statemachine import ActionRefused


def let_pass(*, disclosure: Disclosure, digest: str, reason: str, by: User) -> Override:
    """Legal lets one blocking finding of a frozen version pass; the reason stays in the history.

    The digest names the finding with its facts: were another fact found, it would block again.
    """
    if not is_legal.allows(by, disclosure):
        raise ActionRefused(is_legal.otherwise)
    if not disclosure.is_frozen:
        raise ActionRefused(_("Freeze the version first; a draft can still be corrected."))
    if not reason.strip():
        raise ActionRefused(_("Say why this finding may pass."))
    found = _blocking(disclosure, digest)
    made = Override.objects.create(
        provider_id=disclosure.provider_id,
        disclosure=disclosure,
        code=found.rule.code,
        path=found.at[0].path,
        digest=digest,
        why=found.why,
        reason=reason.strip(),
        made_by=by,
    )
    history.record(
        Act.FINDING_OVERRIDDEN,
        by=by,
        disclosure=disclosure,
        check=found.rule.code,
        path=found.at[0].path,
        digest=digest,
        reason=reason.strip(),
    )
    return made


def _blocking(disclosure: Disclosure, digest: str) -> Finding:
    """The version is locked, so that two people cannot let the same finding pass twice."""
    locked = Disclosure.objects.select_for_update(of=("self",), no_key=True).select_related(
        "algorithm", "provider"
    )
    report = findings.of(locked.get(pk=disclosure.pk))
    if digest in report.overrides:
        raise ActionRefused(
            _("%(person)s has let this finding pass already.")
            % {"person": report.overrides[digest].made_by.name}
        )
    found = next((each for each in report.open_blocks if each.digest == digest), None)
    if found is None:
        raise ActionRefused(
            _("This finding does not block, or no longer exists. Open the precheck again.")
        )
    return found


def keep_texts(disclosure: Disclosure) -> None:
    """The texts of a version just frozen take the place of those of the version before."""
    texts = copying.own_texts(findings.answered(disclosure))
    _write(disclosure, texts | dict.fromkeys(_no_longer(disclosure.algorithm, texts), ""))


def _no_longer(algorithm: Algorithm, texts: dict[str, str]) -> list[str]:
    kept = TextPrint.objects.filter(algorithm=algorithm).exclude(text="")
    return list(kept.exclude(path__in=texts).values_list("path", flat=True))


def _write(disclosure: Disclosure, texts: dict[str, str]) -> None:
    TextPrint.objects.bulk_create(
        [
            TextPrint(
                provider_id=disclosure.provider_id,
                algorithm=disclosure.algorithm,
                disclosure=disclosure,
                path=path,
                text=text,
                prints=list(similarity.prints(text)),
            )
            for path, text in texts.items()
        ],
        update_conflicts=True,
        unique_fields=["algorithm", "path"],
        update_fields=["disclosure", "text", "prints"],
    )
