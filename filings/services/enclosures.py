"""Files that came from outside: taken in only as scans, kept by digest, given back unharmed."""

from typing import IO

from django.conf import settings
from django.utils.translation import gettext as _

from filings import history, regulations, uploads
from filings.enums import Act, EnclosureKind
from filings.models import Algorithm, Enclosure, Filing, User
from filings.models.filing import OPEN_STATES
from filings.permissions import is_filer
from filings.services import files
from filings.statemachine import ActionRefused

SCANS = ("application/pdf", "image/png", "image/jpeg")
ANYTHING = {EnclosureKind.LABEL_SAMPLE}
"""Kinds that may be of any type that is taken in."""


def keep(
    *,
    provider_id: int,
    algorithm: Algorithm | None,
    kind: EnclosureKind,
    file: IO[bytes],
    name: str,
    by: User,
) -> Enclosure:
    """Keep a scan or a screenshot with the act that brings it; the act records its digest."""
    accepted = _accepted(file, name)
    if accepted.media_type not in SCANS and kind not in ANYTHING:
        raise ActionRefused(_("A scan is a PDF, PNG or JPEG file. Choose such a file."))
    made = Enclosure(provider_id=provider_id, algorithm=algorithm, kind=kind)
    return _keep(made, accepted, file, by)


def attach(*, filing: Filing, material: str, file: IO[bytes], name: str, by: User) -> Enclosure:
    """A file that goes out with a filing. A newer one stands beside the former, which stays."""
    if not is_filer.allows(by, filing):
        raise ActionRefused(is_filer.otherwise)
    if material not in regulations.load().materials_of(filing.kind):
        raise ActionRefused(_("A filing of this kind has no such material."))
    locked = Filing.objects.select_for_update(of=("self",)).get(pk=filing.pk)
    if locked.state not in OPEN_STATES:
        raise ActionRefused(_("This filing is closed; its materials stay as they are."))
    accepted = _accepted(file, name)
    if locked.enclosures.filter(material=material, sha256=files.digest(file)).exists():
        raise ActionRefused(_("This very file is attached here already."))
    made = Enclosure(
        provider_id=filing.provider_id,
        algorithm_id=filing.algorithm_id,
        filing=locked,
        material=material,
        kind=EnclosureKind.MATERIAL,
    )
    _keep(made, accepted, file, by)
    history.record(Act.EVIDENCE_ADDED, by=by, filing=locked, material=material, sha256=made.sha256)
    return made


def _accepted(file: IO[bytes], name: str) -> uploads.Accepted:
    try:
        return uploads.accept(file, name, limit=settings.UPLOAD_LIMIT)
    except uploads.FileRefused as refused:
        raise ActionRefused(str(refused)) from refused


def _keep(made: Enclosure, accepted: uploads.Accepted, file: IO[bytes], by: User) -> Enclosure:
    made.name, made.media_type, made.size = accepted.name, accepted.media_type, accepted.size
    made.sha256, made.added_by = files.digest(file), by
    files.store(made.storage_name, file)
    made.save()
    return made


def read(enclosure: Enclosure) -> IO[bytes]:
    """The stored bytes; raises files.Damaged."""
    return files.read(enclosure.storage_name, enclosure.sha256)
