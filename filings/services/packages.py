"""Everything that goes to the authority in one round, as one ZIP with the digests of its files."""

import hashlib
import json
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from io import BytesIO
from typing import IO, Any

from django.utils.translation import gettext as _

from filings import canonical, history, papers_of, walls
from filings.documents import CHINESE
from filings.enums import Act, DocumentKind, JobKind
from filings.models import Disclosure, Document, Filing, Job, User
from filings.models.filing import OPEN_STATES
from filings.permissions import may_print
from filings.services import enclosures, evidence, files, issuing, jobs
from filings.statemachine import ActionRefused

ZIP = "application/zip"
MOST = 400 * 2**20
"""Bytes of all files together; a package is made in memory."""
EPOCH = (1980, 1, 1, 0, 0, 0)
"""ZIP knows no earlier day; one fixed day makes equal contents equal files."""
FOLDERS = {
    "paper": "1-文书",
    "signed": "2-签字盖章件",
    "proof": "3-证明材料",
    "material": "4-本类备案材料",
}


@dataclass(frozen=True)
class Part:
    """A line of the manifest. `of` is the digest of the printed paper that a scan belongs to."""

    name: str
    role: str
    sha256: str
    size: int
    of: str = ""


Opened = Callable[[], IO[bytes]]


def ask(*, filing: Filing, by: User) -> Job:
    """Order the package of the round that is next, or that is with the authority."""
    if not may_print.allows(by, filing):
        raise ActionRefused(may_print.otherwise)
    if not papers_of.newest(filing) and not papers_of.materials(filing):
        raise ActionRefused(_("Nothing is printed from this version yet. Print the papers first."))
    return jobs.ask(
        kind=JobKind.PACKAGE,
        provider_id=filing.provider_id,
        algorithm=filing.algorithm,
        by=by,
        paper=DocumentKind.PACKAGE.value,
        filing=filing.pk,
        disclosure=filing.disclosure_id,
        round=round_of(filing),
    )


def keep_submitted(filing: Filing, by: User) -> Job | None:
    """What has just gone to the authority is packed, unless it lies there packed as it is."""
    found = [part for part, _opened in _found(filing)]
    if not any(part.role in {"paper", "material"} for part in found):
        return None
    digest = canonical.digest(_manifest(filing, round_of(filing), found))
    packages = Document.objects.filter(filing=filing, kind=DocumentKind.PACKAGE)
    return None if packages.filter(facts_sha256=digest).exists() else ask(filing=filing, by=by)


def work(job: Job, progress: jobs.Progress) -> jobs.Deliver:
    """The work of a package job: the ZIP is whole before anything is recorded."""
    progress("gather", 0, 3)
    with walls.for_provider(job.provider_id):
        rows = Filing.objects.select_related("algorithm", "provider")
        filing = rows.get(pk=job.order["filing"])
        # the filing may have gone on to another version since it was asked
        filing.disclosure = Disclosure.objects.get(pk=job.order["disclosure"])
        found = list(_found(filing))
        facts = _manifest(filing, job.order["round"], [part for part, _opened in found])
    progress("pack", 1, 3)
    packed = _packed(facts, found)
    progress("store", 2, 3)

    def deliver(current: Job) -> dict[str, Any]:
        if current.asked_by and not may_print.allows(current.asked_by, filing):
            raise jobs.JobFailed("access_lost")
        return {"documents": [_issue(filing, facts, packed, current).pk]}

    return deliver


def round_of(filing: Filing) -> int:
    """The round that is with the authority or comes next; of a filing that is over, its last."""
    last = filing.rounds.order_by("-number").first()
    if last is None:
        return 1
    comes_again = last.answered_on is not None and filing.state in OPEN_STATES
    return int(last.number) + comes_again


def _found(filing: Filing) -> Iterator[tuple[Part, Opened]]:
    """Chinese papers, the last signed copy of each, evidence, and what the kind itself asks for."""
    for number, document in enumerate(papers_of.newest(filing).values(), 1):
        yield _part("paper", number, document), _opener(issuing.read, document)
        if copy := papers_of.signed_copy(document):
            scan = copy.scan
            yield _part("signed", number, scan, of=document.sha256), _opener(enclosures.read, scan)
    for place, file in enumerate(filing.disclosure.evidence.filter(removed_at=None), 1):
        yield _part("proof", place, file), _opener(evidence.read, file)
    for place, material in enumerate(papers_of.materials(filing), 1):
        yield _part("material", place, material), _opener(enclosures.read, material)


def _part(role: str, number: int, row: Any, of: str = "") -> Part:
    return Part(f"{FOLDERS[role]}/{number:02} {row.name}", role, row.sha256, row.size, of)


def _opener(read: Callable[[Any], IO[bytes]], row: Any) -> Opened:
    return lambda: read(row)


def _manifest(filing: Filing, round_: int, parts: list[Part]) -> dict[str, Any]:
    return {
        "language": CHINESE,
        "title": str(DocumentKind.PACKAGE.label),
        "round": round_,
        "filing": filing.pk,
        "kind": filing.kind,
        "provider": {"name": filing.provider.name_zh, "uscc": filing.provider.uscc},
        "algorithm": {
            "reference": filing.algorithm.reference,
            "name": filing.algorithm.name_zh,
            "number": filing.number or filing.algorithm.number,
        },
        "disclosure": {"version": filing.disclosure.number, "sha256": filing.disclosure.sha256},
        "files": [asdict(part) for part in parts],
    }


def _packed(facts: dict[str, Any], found: list[tuple[Part, Opened]]) -> bytes:
    """Raises JobFailed where a file is gone or damaged: half a package is none."""
    if (size := sum(part.size for part, _opened in found)) > MOST:
        raise jobs.JobFailed("package_too_large", size=size // 2**20, most=MOST // 2**20)
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        text = json.dumps(facts, ensure_ascii=False, indent=2, sort_keys=True)
        _write(archive, "manifest.json", text.encode())
        sums = "".join(f"{part.sha256}  {part.name}\n" for part, _opened in found)
        _write(archive, "SHA256SUMS", sums.encode())
        for part, opened in found:
            try:
                with opened() as file:
                    _write(archive, part.name, file.read())
            except files.Damaged as damaged:
                name = part.name.partition("/")[2]
                raise jobs.JobFailed("file_damaged", name=name) from damaged
    return stream.getvalue()


def _write(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    entry = zipfile.ZipInfo(name, EPOCH)
    entry.external_attr = 0o644 << 16
    archive.writestr(entry, content)


def _issue(filing: Filing, facts: dict[str, Any], packed: bytes, job: Job) -> Document:
    name = f"{filing.algorithm.name_zh[:120]} 第{facts['round']}轮报送材料包.zip"
    document = Document(
        provider_id=filing.provider_id,
        algorithm=filing.algorithm,
        disclosure=filing.disclosure,
        filing=filing,
        job=job,
        kind=DocumentKind.PACKAGE,
        language=CHINESE,
        name=name.replace("/", "-"),
        media_type=ZIP,
        facts=facts,
        facts_sha256=canonical.digest(facts),
        size=len(packed),
        sha256=hashlib.sha256(packed).hexdigest(),
        shop="",
        issued_by=job.asked_by,
    )
    files.store(document.storage_name, BytesIO(packed))
    document.save()
    history.record(
        Act.DOCUMENT_ISSUED,
        by=job.asked_by,
        document=document,
        disclosure=filing.disclosure,
        filing=filing,
        kind=document.kind,
        round=facts["round"],
        sha256=document.sha256,
    )
    return document
