"""Files that prove what a disclosure says: kept once by their digest, never overwritten."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import IO, Any

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.utils import timezone
from django.utils.translation import gettext as _

from filings import contents, history, regulations, uploads
from filings.enums import Act, Restriction
from filings.models import Disclosure, Evidence, User
from filings.permissions import may_disclose
from filings.statemachine import ActionRefused


@dataclass(frozen=True)
class About:
    """What is known of a file besides its bytes."""

    kind: str
    owner: User | None = None
    dated_on: date | None = None
    expires_on: date | None = None
    marks: Collection[str] = ()


class EvidenceDamaged(Exception):
    """The stored bytes are gone or no longer have the digest under which they were kept."""


def attach(
    *, disclosure: Disclosure, path: str, file: IO[bytes], name: str, about: About, by: User
) -> Evidence:
    """Keep a file with one field (`section.field`) of a draft.

    When the transaction fails later, bytes without a row may stay; they have no other name and
    the next upload of the same file takes them.
    """
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
        sha256=_digest(file),
        owner=about.owner,
        dated_on=about.dated_on,
        expires_on=about.expires_on,
        marks=sorted(set(about.marks)),
        added_by=by,
    )
    if draft.evidence.filter(path=path, sha256=evidence.sha256, removed_at=None).exists():
        raise ActionRefused(_("This very file is attached here already."))
    _store(evidence, file)
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
    """The stored bytes, after their digest was taken anew; raises EvidenceDamaged."""
    try:
        file: IO[bytes] = default_storage.open(evidence.storage_name)
    except FileNotFoundError as error:
        raise EvidenceDamaged(evidence.storage_name) from error
    if _digest(file) != evidence.sha256:
        file.close()
        raise EvidenceDamaged(evidence.storage_name)
    return file


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


def _digest(file: IO[bytes]) -> str:
    file.seek(0)
    digest = hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]
    file.seek(0)
    return digest


def _store(evidence: Evidence, file: IO[bytes]) -> None:
    """Equal bytes are stored once; whoever comes second in a race leaves no copy."""
    if default_storage.exists(evidence.storage_name):
        return
    stored = default_storage.save(evidence.storage_name, File(file))
    if stored != evidence.storage_name:
        default_storage.delete(stored)


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
