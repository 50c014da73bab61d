"""Evidence as pictures for a paper: screenshots as they are, PDF files page by page."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from filings import documents
from filings.enums import EnclosureKind
from filings.models import Disclosure, Enclosure, Evidence
from filings.printing.errors import NotReadable
from filings.printing.sheets import sheets_of
from filings.services import files, jobs

PICTURES = {"image/png", "image/jpeg"}
PDF = "application/pdf"
BESIDE = (EnclosureKind.LABEL_SAMPLE, EnclosureKind.DISPLAY)
MOST_PAGES = 12
"""Of one file; a longer one is attached beside the paper."""


@dataclass(frozen=True)
class Sheets:
    """`counts`: by digest, how many sheets are shown of how many pages."""

    pictures: dict[str, bytes]
    counts: dict[str, tuple[int, int]]


def sheets(disclosure: Disclosure, wanted: Collection[str]) -> Sheets:
    """The pictures of the version's files with these digests; raises JobFailed for damaged ones.

    Samples and screenshots that are kept beside the version count as well.
    """
    found = Sheets({}, {})
    for row in _rows(disclosure, wanted) if wanted else ():
        if row.sha256 in found.counts:
            continue
        drawn, pages = _drawn(row)
        found.counts[row.sha256] = (len(drawn), pages)
        found.pictures.update(_named(row, drawn))
    return found


def _rows(disclosure: Disclosure, wanted: Collection[str]) -> Iterator[Evidence | Enclosure]:
    yield from disclosure.evidence.filter(sha256__in=wanted)
    yield from Enclosure.objects.filter(
        algorithm_id=disclosure.algorithm_id, kind__in=BESIDE, sha256__in=wanted
    ).order_by("id")


def _named(row: Evidence | Enclosure, drawn: list[bytes]) -> Iterator[tuple[str, bytes]]:
    for number, content in enumerate(drawn, 1):
        yield documents.asset_of(row.sha256, number), content


def _drawn(row: Evidence | Enclosure) -> tuple[list[bytes], int]:
    if row.media_type not in PICTURES | {PDF}:
        return [], 0
    try:
        with files.read(row.storage_name, row.sha256) as file:
            content = file.read()
    except files.Damaged as damaged:
        raise jobs.JobFailed("file_damaged", name=row.name) from damaged
    if row.media_type in PICTURES:
        return [content], 1
    try:
        return sheets_of(content, MOST_PAGES)
    except NotReadable as failure:
        raise jobs.JobFailed("file_damaged", name=row.name) from failure
