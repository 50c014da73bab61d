"""Files that prove what a disclosure says: kept once by their digest, never overwritten."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import IO, Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from filings import contents, history, regulations, uploads
from filings.enums import Act, Restriction
from filings.models import Disclosure, Evidence, User
from filings.permissions import may_disclose
from filings.services import files
from filings.statemachine import ActionRefused


@dataclass(frozen=True)
class About:
    """What is known of a file besides its bytes."""

    kind: str
    owner: User | None = None
    dated_on: date | None = None
    expires_on: date | None = None
    marks: Collection[str] = ()


def attach(
    *, disclosure: Disclosure, path: str, file: IO[bytes], name: str, about: About, by: User
) -> Evidence:
    """Keep a file with one field (`section.field`) of a draft."""
    draft = _draft(disclosure, by)
    _check(draft, path, about)
    try:
        accepted = uploads.accept(file, name, limit=settings.UPLOAD_LIMIT)
    except uploads.FileRefused as refused:
        raise ActionRefused(str(refused)) from refused
    evidence = Evidence(
        provider_id=draft.provider_id,
        algorithm_id=draft.algorithm_id,
        disclosure=draft,
        path=path,
        kind=about.kind,
        name=accepted.name,
        media_type=accepted.media_type,
        size=accepted.size,
        sha256=files.digest(file),
        owner=about.owner,
        dated_on=about.dated_on,
        expires_on=about.expires_on,
        marks=sorted(set(about.marks)),
        added_by=by,
    )
    if draft.evidence.filter(path=path, sha256=evidence.sha256, removed_at=None).exists():
        raise ActionRefused(_("This very file is attached here already."))
    files.store(evidence.storage_name, file)
    evidence.save()
    _record(Act.EVIDENCE_ADDED, evidence, by)
    return evidence


def remove(*, evidence: Evidence, by: User) -> None:
    """Take a file out of a draft. Its row and bytes stay for the history."""
    _draft(evidence.disclosure, by)
    if evidence.removed_at is None:
        evidence.removed_at = timezone.now()
        evidence.save(update_fields=["removed_at"])
        _record(Act.EVIDENCE_REMOVED, evidence, by)


def read(evidence: Evidence) -> IO[bytes]:
    """The stored bytes, after their digest was taken anew; raises files.Damaged."""
    return files.read(evidence.storage_name, evidence.sha256)


def _draft(disclosure: Disclosure, by: User) -> Disclosure:
    if not may_disclose.allows(by, disclosure):
        raise ActionRefused(may_disclose.otherwise)
    draft = Disclosure.objects.select_for_update(of=("self",)).get(pk=disclosure.pk)
    if draft.is_frozen:
        raise ActionRefused(_("This version is frozen; its files stay as they are."))
    return draft


def _check(draft: Disclosure, path: str, about: About) -> None:
    section = contents.section_of(draft, path.partition(".")[0])
    if path not in dict(contents.columns(section)):
        raise ActionRefused(_("The form has no such field."))
    if about.kind not in regulations.load().evidence_kinds:
        raise ActionRefused(_("Choose what kind of file this is."))
    if set(about.marks) - set(Restriction.values):
        raise ActionRefused(_("The form has no such mark."))
    if about.dated_on and about.expires_on and about.expires_on < about.dated_on:
        raise ActionRefused(_("A file cannot expire before its own date. Correct the two dates."))
    if about.dated_on and about.dated_on > timezone.localdate():
        raise ActionRefused(_("The file's date lies in the future. Correct it."))


def _record(act: Act, evidence: Evidence, by: User, **payload: Any) -> None:
    history.record(
        act,
        by=by,
        disclosure=evidence.disclosure,
        evidence=evidence.pk,
        path=evidence.path,
        sha256=evidence.sha256,
        size=evidence.size,
        **payload,
    )
