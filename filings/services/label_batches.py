"""Many files at once: a ZIP is taken in, each file in it read back by a worker, and then let go.

What was found is the result of the job. A broken file among them is a finding like any other.
"""

import zipfile
import zlib
from collections.abc import Iterator
from datetime import datetime, timedelta
from tempfile import SpooledTemporaryFile
from typing import IO, Any
from uuid import uuid4

from django.conf import settings
from django.utils.translation import gettext as _

from filings import labels, uploads, walls
from filings.enums import JobKind
from filings.labels import Report
from filings.models import Algorithm, Job, User
from filings.permissions import may_disclose
from filings.services import files, jobs
from filings.statemachine import ActionRefused

MOST_FILES = 2_000
MOST_BYTES = 600 * 2**20
"""Of all files together once unpacked; one alone has the limit of an upload."""
IN_MEMORY = 4 * 2**20
PIECE = 2**20
FOLDER = "batches"
KEPT = timedelta(days=7)
"""No job waits so long; what is older was left by a crash."""
EVERY = 10
"""Files between two signs of life."""


def ask(*, algorithm: Algorithm, file: IO[bytes], name: str, by: User) -> Job:
    """Keep the ZIP until a worker has read it; refuse what is none, or what is too much."""
    if not may_disclose.allows(by, algorithm):
        raise ActionRefused(may_disclose.otherwise)
    try:
        name = uploads.check_name(name)
    except uploads.FileRefused as refused:
        raise ActionRefused(str(refused)) from refused
    _refuse(file)
    digest = files.digest(file)
    stored = f"{FOLDER}/{algorithm.provider_id}/{uuid4().hex}"
    files.store(stored, file)
    return jobs.ask(
        kind=JobKind.LABELS,
        provider_id=algorithm.provider_id,
        algorithm=algorithm,
        by=by,
        scratch=stored,
        sha256=digest,
        name=name,
    )


def forget_old(now: datetime) -> int:
    """Delete what no job let go; how many."""
    return files.forget_old(FOLDER, now - KEPT)


def _refuse(file: IO[bytes]) -> None:
    if file.seek(0, 2) > settings.UPLOAD_LIMIT:
        most = settings.UPLOAD_LIMIT // 2**20
        raise ActionRefused(
            _("This file is larger than %(limit)d MB. Split it or save it smaller.")
            % {"limit": most}
        )
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            found = list(_inside(archive))
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise ActionRefused(
            _("This is no ZIP file. Pack the files into one, then choose it.")
        ) from error
    finally:
        file.seek(0)
    if not found:
        raise ActionRefused(_("There is no file in the ZIP."))
    if len(found) > MOST_FILES or sum(each.file_size for each in found) > MOST_BYTES:
        raise ActionRefused(
            _("A ZIP takes %(files)d files and %(size)d MB unpacked. Split it.")
            % {"files": MOST_FILES, "size": MOST_BYTES // 2**20}
        )


def _inside(archive: zipfile.ZipFile) -> Iterator[zipfile.ZipInfo]:
    """Files, without folders and without what systems hide beside them."""
    for entry in archive.infolist():
        parts = entry.filename.split("/")
        if not entry.is_dir() and not any(p.startswith(".") or p == "__MACOSX" for p in parts):
            yield entry


def work(job: Job, progress: jobs.Progress) -> jobs.Deliver:
    with walls.for_provider(job.provider_id):
        uscc = job.provider.uscc
    try:
        file = files.read(job.order["scratch"], job.order["sha256"])
    except files.Damaged as damaged:
        raise jobs.JobFailed("file_damaged", name=job.order["name"]) from damaged
    with file, zipfile.ZipFile(file) as archive:
        entries = list(_inside(archive))
        rows = []
        for number, entry in enumerate(entries):
            if number % EVERY == 0:
                progress("check", number, len(entries))
            rows.append(_row(entry.filename, _checked(archive, entry, uscc)))

    def deliver(_current: Job) -> dict[str, Any]:
        return {"files": rows, "well": sum(row["well"] for row in rows), "all": len(rows)}

    return deliver


def _checked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, uscc: str) -> Report:
    """What stands in one file; a lie about its size ends the reading, not the job."""
    with SpooledTemporaryFile(IN_MEMORY) as out:
        try:
            with archive.open(entry) as inside:
                left = min(entry.file_size, settings.UPLOAD_LIMIT)
                while left > 0 and (piece := inside.read(min(PIECE, left))):
                    out.write(piece)
                    left -= len(piece)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError):
            return Report("", (), (labels.found("unreadable", detail="ZIP"),))
        out.seek(0)
        return labels.check(out, provider=uscc)


def _row(name: str, report: Report) -> dict[str, Any]:
    label = report.label
    return {
        "file": name[:300],
        "well": report.is_well,
        "type": report.kind,
        "producer": label.producer if label else "",
        "produce_id": label.produce_id if label else "",
        "findings": [[each.code, dict(each.details)] for each in report.findings],
    }
