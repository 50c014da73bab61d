"""The papers of a filing as they stand: the last printed ones and their signed copies."""

from django.db.models import Prefetch

from filings.enums import JUDGED_PAPERS
from filings.models import Document, Enclosure, Filing, SignedCopy

PDF, CHINESE = "application/pdf", "zh-Hans"


def newest(filing: Filing) -> dict[str, Document]:
    """The last issued Chinese PDF of each kind, from the version that the filing rests on."""
    rows = Document.objects.filter(
        disclosure_id=filing.disclosure_id, language=CHINESE, media_type=PDF
    ).exclude(kind__in=JUDGED_PAPERS)
    copies = Prefetch(
        "signed_copies", SignedCopy.objects.select_related("scan__added_by").order_by("-id")
    )
    found = rows.defer("facts").select_related("issued_by").prefetch_related(copies)
    return {row.kind: row for row in found.order_by("id")}


def signed_copy(document: Document) -> SignedCopy | None:
    """The last one; earlier ones stay beside it."""
    return next(iter(document.signed_copies.all()), None)


def materials(filing: Filing) -> list[Enclosure]:
    """Files that a filing of its kind asks for, beside the papers."""
    return list(filing.enclosures.exclude(material="").order_by("material", "id"))
