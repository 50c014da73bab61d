"""Signed and stamped scans come back beside what was printed, both by their digests."""

from typing import IO

from django.utils.translation import gettext as _

from filings import history
from filings.enums import Act, EnclosureKind
from filings.models import Document, SignedCopy, User
from filings.permissions import may_print
from filings.services import enclosures
from filings.statemachine import ActionRefused


def add(*, document: Document, file: IO[bytes], name: str, by: User) -> SignedCopy:
    """Keep a scan with the printed paper. A later one stands beside it, none is replaced."""
    if not may_print.allows(by, document):
        raise ActionRefused(may_print.otherwise)
    scan = enclosures.keep(
        provider_id=document.provider_id,
        algorithm=document.algorithm,
        kind=EnclosureKind.SIGNED_COPY,
        file=file,
        name=name,
        by=by,
    )
    if scan.sha256 == document.sha256:
        raise ActionRefused(
            _("This is the printed file itself. Print it, sign and stamp it, then choose the scan.")
        )
    if document.signed_copies.filter(scan__sha256=scan.sha256).exists():
        raise ActionRefused(_("This very scan is kept with the paper already."))
    copy = SignedCopy.objects.create(provider_id=document.provider_id, document=document, scan=scan)
    history.record(
        Act.SIGNED_COPY_ADDED,
        by=by,
        document=document,
        kind=document.kind,
        printed=document.sha256,
        scan=scan.sha256,
    )
    return copy
