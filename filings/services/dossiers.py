"""Dossiers: the record of one algorithm as one signed file that proves itself without us.

A job does it. What the exporter may not see is not in it; access is checked again when it is given
out; nothing is kept unless all of it was made.
"""

import hashlib
from collections.abc import Callable
from typing import Any

from django.core.files.base import ContentFile
from django.utils.translation import gettext as _
from django.utils.translation import override

from filings import canonical, history, walls
from filings.documents.dossier import PROFILES, Dossier, Gathered
from filings.documents.paper import filename, spoken
from filings.enums import Act, DocumentKind, DossierProfile, JobKind
from filings.models import Algorithm, Disclosure, Document, Job, User
from filings.permissions import EXPORTERS
from filings.services import files, jobs, seals
from filings.services.dossier_making import made
from filings.services.dossier_press import facts_file
from filings.statemachine import ActionRefused

Gather = Callable[[Job, User], Gathered]
"""Reads what the person may see; see `selectors.dossiers.gather`."""
PDF = "application/pdf"


def ask(
    *,
    algorithm: Algorithm,
    profile: DossierProfile,
    by: User,
    purpose: str,
    recipient: str,
    **order: Any,
) -> Job:
    """Order a dossier. `order` may hold `language`, `chapters` and `address` (of the check)."""
    _must_export(by, algorithm, profile)
    if not purpose.strip() or not recipient.strip():
        raise ActionRefused(_("Say what the dossier is for and who will get it."))
    chapters = order.get("chapters") or [each.value for each in PROFILES[profile].chapters]
    return jobs.ask(
        kind=JobKind.DOSSIER,
        provider_id=algorithm.provider_id,
        algorithm=algorithm,
        by=by,
        dossier=profile.value,
        purpose=purpose.strip(),
        recipient=recipient.strip(),
        language=order.get("language") or "zh-Hans",
        chapters=chapters,
        address=order.get("address") or "",
    )


def work(job: Job, progress: jobs.Progress, *, gather: Gather) -> jobs.Deliver:
    """The work of a dossier job."""
    progress("read", 0, 1)
    seals.seal()  # what has just happened is to be proved as well
    gathered, person = _gathered(job, gather)
    total = len(gathered.facts.chapters) + 2 * len(gathered.papers) + 2 * len(gathered.files) + 6
    with override(spoken(gathered.facts.language)):
        content, pages, shop = made(job, gathered, lambda step, n: progress(step, n, total))
    progress("file", total - 1, total)

    def deliver(current: Job) -> dict[str, Any]:
        asker = current.asked_by
        if asker is None or not _may(asker, current):
            raise jobs.JobFailed("access_lost")
        document = _keep(current, gathered.facts, content, pages, shop)
        return {"documents": [document.pk], "by": person.pk}

    return deliver


def _gathered(job: Job, gather: Gather) -> tuple[Gathered, User]:
    with walls.for_provider(job.provider_id):
        person = User.objects.filter(pk=job.asked_by_id or 0, is_active=True).first()
    if person is None:
        raise jobs.JobFailed("access_lost")
    with walls.for_person(person):
        if not _may(person, job):
            raise jobs.JobFailed("access_lost")
        return gather(job, person), person


def _may(person: User, job: Job) -> bool:
    return EXPORTERS[DossierProfile(job.order["dossier"])].allows(person, job)


def _must_export(by: User, algorithm: Algorithm, profile: DossierProfile) -> None:
    who = EXPORTERS[profile]
    if not who.allows(by, algorithm):
        raise ActionRefused(who.otherwise)


def _keep(job: Job, facts: Dossier, content: bytes, pages: int, shop: str) -> Document:
    summary = {
        "title": facts.title,
        "profile": facts.profile,
        "purpose": facts.purpose,
        "recipient": facts.recipient,
        "facts_json": hashlib.sha256(facts_file(facts)).hexdigest(),
    }
    algorithm = job.algorithm
    assert algorithm
    last = Disclosure.objects.filter(algorithm=algorithm, frozen_at__isnull=False)
    document = Document(
        provider_id=job.provider_id,
        algorithm=algorithm,
        disclosure=last.order_by("-number").first(),
        job=job,
        kind=DocumentKind.DOSSIER,
        language=facts.language,
        name=filename(f"{facts.title} {facts.made[:10]}.pdf"),
        media_type=PDF,
        facts=summary,
        facts_sha256=canonical.digest(summary),
        size=len(content),
        pages=pages,
        sha256=hashlib.sha256(content).hexdigest(),
        shop=shop,
        issued_by=job.asked_by,
    )
    files.store(document.storage_name, ContentFile(content))
    document.save()
    history.record(
        Act.EXPORTED, by=job.asked_by, document=document, kind=document.kind,
        profile=facts.profile, pages=pages, sha256=document.sha256,
    )  # fmt: skip
    return document


def delivered(document: Document, *, by: User) -> None:
    """Every time a dossier is given out stands in the history."""
    history.record(
        Act.EXPORTED, by=by, document=document, kind=document.kind,
        profile=document.facts["profile"], sha256=document.sha256,
    )  # fmt: skip
