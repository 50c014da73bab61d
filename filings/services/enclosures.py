"""Files that came from outside: taken in only as scans, kept by digest, given back unharmed."""

from typing import IO

from django.conf import settings
from django.utils.translation import gettext as _

from filings import uploads
from filings.enums import EnclosureKind
from filings.models import Algorithm, Enclosure, User
from filings.services import files
from filings.statemachine import ActionRefused

SCANS = ("application/pdf", "image/png", "image/jpeg")


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
    try:
        accepted = uploads.accept(file, name, limit=settings.UPLOAD_LIMIT)
    except uploads.FileRefused as refused:
        raise ActionRefused(str(refused)) from refused
    if accepted.media_type not in SCANS:
        raise ActionRefused(_("A scan is a PDF, PNG or JPEG file. Choose such a file."))
    made = Enclosure(
        provider_id=provider_id,
        algorithm=algorithm,
        kind=kind,
        name=accepted.name,
        media_type=accepted.media_type,
        size=accepted.size,
        sha256=files.digest(file),
        added_by=by,
    )
    files.store(made.storage_name, file)
    made.save()
    return made


def read(enclosure: Enclosure) -> IO[bytes]:
    """The stored bytes; raises files.Damaged."""
    return files.read(enclosure.storage_name, enclosure.sha256)
