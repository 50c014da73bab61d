"""Dossiers of many algorithms of one provider: one job, one ZIP with one manifest.

Each is made as if it had been ordered alone. The ZIP has no name until the job ends, so that a job
which is stopped, fails or loses its worker leaves nothing. What cannot be made is named in the
manifest and the others are made.
"""

import hashlib
import json
import tempfile
import zipfile
from collections.abc import Sequence
from typing import IO, Any

from django.core.files.base import File
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from filings import canonical, history, printing
from filings.documents.dossier import MOST_AT_ONCE, PROFILES
from filings.documents.paper import filename, spoken
from filings.enums import Act, DocumentKind, DossierProfile, JobKind
from filings.models import Algorithm, Document, Job, User
from filings.services import dossiers, files, jobs
from filings.statemachine import ActionRefused

ZIP = "application/zip"
MANIFEST = "manifest.json"
FORMAT = "beian.dossiers/1"
SHARE = 100
"""Parts of the progress that one dossier is."""
ENDS_ALL = {"access_lost", "disk_full"}


def ask(*, algorithms: Sequence[Algorithm], profile: DossierProfile, by: User, **order: Any) -> Job:
    """Order the dossiers of algorithms of one provider; `order` as for one alone."""
    if not algorithms or len(algorithms) > MOST_AT_ONCE:
        raise ActionRefused(_("Choose between 1 and %(most)d algorithms.") % {"most": MOST_AT_ONCE})
    if len({each.provider_id for each in algorithms}) > 1:
        raise ActionRefused(_("Choose algorithms of one provider; each gets a file of its own."))
    dossiers.must_export(by, algorithms[0], profile)
    return jobs.ask(
        kind=JobKind.DOSSIERS,
        provider_id=algorithms[0].provider_id,
        by=by,
        algorithms=[[each.pk, each.reference, each.name_zh] for each in algorithms],
        dossier=profile.value,
        chapters=[each.value for each in PROFILES[profile].chapters],
        on=order.get("on") or "",
        **dossiers.told(order),
    )


def work(job: Job, progress: jobs.Progress, *, gather: dossiers.Gather) -> jobs.Deliver:
    """Make them one after the other; keep the ZIP when all were tried."""
    file: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - `deliver` closes it
    try:
        lines = _packed(job, progress, gather, file)
    except BaseException:
        file.close()
        raise

    def deliver(current: Job) -> dict[str, Any]:
        with file:
            asker = current.asked_by
            if asker is None or not dossiers.OF_ALGORITHM.may(asker, current):
                raise jobs.JobFailed("access_lost")
            document = _kept(current, file, lines)
        _record(current, asker, document, lines)
        failed = [line for line in lines if "trouble" in line]
        return {"documents": [document.pk], "all": len(lines), "failed": failed}

    return deliver


def _packed(
    job: Job, progress: jobs.Progress, gather: dossiers.Gather, file: IO[bytes]
) -> list[dict[str, Any]]:
    chosen, lines = job.order["algorithms"], list[dict[str, Any]]()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        for number, (pk, reference, name) in enumerate(chosen):
            line = {"algorithm": pk, "reference": reference, "name": name}

            def told(_step: str, done: int, of: int, number: int = number) -> None:
                share = SHARE * number + min(SHARE - 1, SHARE * done // of)
                progress("dossiers", share, SHARE * len(chosen))

            lines.append(line | _one(_alone(job, pk), told, gather, archive, number + 1))
        if all("trouble" in line for line in lines):
            first = lines[0]
            raise jobs.JobFailed(first["trouble"], **first["parameters"])
        archive.writestr(_entry(job, MANIFEST), _manifest(job, lines))
    return lines


def _one(
    job: Job, told: dossiers.Told, gather: dossiers.Gather, archive: zipfile.ZipFile, number: int
) -> dict[str, Any]:
    """One dossier into the ZIP; its line of the manifest."""
    try:
        made = dossiers.printed(job, told, gather=gather)
    except jobs.JobFailed as failed:
        if failed.code in ENDS_ALL:
            raise
        return {"trouble": failed.code, "parameters": failed.parameters}
    name = filename(f"{number:03} {made.facts.title}.pdf")
    archive.writestr(_entry(job, name), made.content)
    return {
        "file": name,
        "title": made.facts.title,
        "pages": made.pages,
        "size": len(made.content),
        "sha256": hashlib.sha256(made.content).hexdigest(),
    }


def _alone(job: Job, algorithm_id: int) -> Job:
    """The order of one of them, as if it had been given alone; never saved."""
    return Job(
        kind=JobKind.DOSSIER,
        provider_id=job.provider_id,
        algorithm_id=algorithm_id,
        asked_by_id=job.asked_by_id,
        asked_at=job.asked_at,
        order=job.order,
    )


def _entry(job: Job, name: str) -> zipfile.ZipInfo:
    return zipfile.ZipInfo(name, timezone.localtime(job.asked_at).timetuple()[:6])


def _told(job: Job) -> dict[str, Any]:
    order = job.order
    return {
        "profile": order["dossier"],
        "purpose": order["purpose"],
        "recipient": order["recipient"],
    }


def _manifest(job: Job, lines: list[dict[str, Any]]) -> str:
    made = timezone.localtime(job.asked_at).isoformat(timespec="seconds")
    told = {"format": FORMAT, "made": made, **_told(job), "dossiers": lines}
    return json.dumps(told, ensure_ascii=False, indent=1)


def _kept(job: Job, file: IO[bytes], lines: list[dict[str, Any]]) -> Document:
    made = [line for line in lines if "file" in line]
    with override(spoken(job.order["language"])):
        title = _("Dossiers of %(count)d algorithms") % {"count": len(made)}
    document = Document(
        provider_id=job.provider_id,
        job=job,
        kind=DocumentKind.DOSSIER,
        language=job.order["language"],
        media_type=ZIP,
        name=filename(f"{title} {timezone.localtime(job.asked_at):%Y-%m-%d}.zip"),
        facts={"title": title, **_told(job), "dossiers": lines},
        sha256=files.digest(file),
        size=file.seek(0, 2),
        pages=sum(line["pages"] for line in made),
        shop=printing.fingerprint(),
        issued_by=job.asked_by,
    )
    document.facts_sha256 = canonical.digest(document.facts)
    file.seek(0)
    files.store(document.storage_name, File(file))
    document.save()
    return document


def _record(job: Job, asker: User, document: Document, lines: list[dict[str, Any]]) -> None:
    """Of the whole, and in the history of each algorithm with the digest of its dossier."""
    kind, profile = document.kind, job.order["dossier"]
    dossiers.delivered(document, by=asker)
    chosen = Algorithm.objects.in_bulk([line["algorithm"] for line in lines if "file" in line])
    history.record_each(
        Act.EXPORTED,
        by=asker,
        algorithms=[
            (chosen[line["algorithm"]],
             {"kind": kind, "profile": profile, "pages": line["pages"], "sha256": line["sha256"]})
            for line in lines if "file" in line
        ],
    )  # fmt: skip
