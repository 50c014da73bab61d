"""Dossiers: the record of one algorithm as one signed file that proves itself without us.

A job does it. What the exporter may not see is not in it; access is checked again when it is given
out; nothing is kept unless all of it was made.
"""

import hashlib
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
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
Told = Callable[[str, int, int], None]
"""How far it is: step, done, of how many. May end it all."""
PDF = "application/pdf"


def ask(
    *,
    algorithm: Algorithm,
    profile: DossierProfile,
    by: User,
    **order: Any,
) -> Job:
    """Order a dossier for a `purpose` and a `recipient`.

    `order` may hold `language`, `chapters`, `watermark`, the `address` of the check and the past
    day `on` (ISO 8601) as of which the record is told, too.
    """
    must_export(by, algorithm, profile)
    chapters = order.get("chapters") or [each.value for each in PROFILES[profile].chapters]
    return jobs.ask(
        kind=JobKind.DOSSIER,
        provider_id=algorithm.provider_id,
        algorithm=algorithm,
        by=by,
        dossier=profile.value,
        chapters=chapters,
        on=order.get("on") or "",
        **told(order),
    )


def told(order: dict[str, Any]) -> dict[str, Any]:
    """What every order of a dossier says; refuses one that names no purpose or recipient."""
    purpose, recipient = (str(order.get(key, "")).strip() for key in ("purpose", "recipient"))
    if not purpose or not recipient:
        raise ActionRefused(_("Say what the dossier is for and who will get it."))
    return {
        "purpose": purpose,
        "recipient": recipient,
        "language": order.get("language") or "zh-Hans",
        "watermark": bool(order.get("watermark")),
        "address": order.get("address") or "",
    }


@dataclass(frozen=True)
class Made:
    """A whole file that is to be kept."""

    facts: Dossier
    content: bytes
    pages: int
    shop: str

    @property
    def summary(self) -> dict[str, Any]:
        facts = self.facts
        return {
            "title": facts.title,
            "profile": facts.profile,
            "purpose": facts.purpose,
            "recipient": facts.recipient,
            "facts_json": hashlib.sha256(facts_file(facts)).hexdigest(),
        }


@dataclass(frozen=True)
class Rules:
    """Who may have a dossier of a kind, from where its record is read, how it is kept."""

    may: Callable[[User, Job], bool]
    keep: Callable[[Job, Made], Document]
    enter: Callable[[User], AbstractContextManager[None]] = walls.for_person


def work(
    job: Job, progress: jobs.Progress, *, gather: Gather, rules: Rules | None = None
) -> jobs.Deliver:
    """The work of a dossier job."""
    rules = rules or OF_ALGORITHM
    whole = printed(job, progress, gather=gather, rules=rules)

    def deliver(current: Job) -> dict[str, Any]:
        asker = current.asked_by
        if asker is None or not rules.may(asker, current):
            raise jobs.JobFailed("access_lost")
        document = rules.keep(current, whole)
        return {"documents": [document.pk], "by": asker.pk}

    return deliver


def printed(job: Job, progress: Told, *, gather: Gather, rules: Rules | None = None) -> Made:
    """The whole file of a job that may be one of several; keeps nothing."""
    progress("read", 0, 1)
    seals.seal()  # what has just happened is to be proved as well
    gathered = _gathered(job, gather, rules or OF_ALGORITHM)
    total = len(gathered.facts.chapters) + 2 * len(gathered.papers) + 2 * len(gathered.files) + 6
    with override(spoken(gathered.facts.language)):
        content, pages, shop = made(job, gathered, lambda step, n: progress(step, n, total))
    progress("file", total - 1, total)
    return Made(gathered.facts, content, pages, shop)


def _gathered(job: Job, gather: Gather, rules: Rules) -> Gathered:
    with walls.for_provider(job.provider_id):
        person = User.objects.filter(pk=job.asked_by_id or 0, is_active=True).first()
    if person is None:
        raise jobs.JobFailed("access_lost")
    with rules.enter(person):
        if not rules.may(person, job):
            raise jobs.JobFailed("access_lost")
        return gather(job, person)


def _may(person: User, job: Job) -> bool:
    return EXPORTERS[DossierProfile(job.order["dossier"])].allows(person, job)


def must_export(by: User, algorithm: Algorithm, profile: DossierProfile) -> None:
    """Refuses whoever may not have a dossier of this profile."""
    who = EXPORTERS[profile]
    if not who.allows(by, algorithm):
        raise ActionRefused(who.otherwise)


def _keep(job: Job, made_: Made) -> Document:
    last = Disclosure.objects.filter(algorithm=job.algorithm, frozen_at__isnull=False)
    document = kept(
        Document(
            provider_id=job.provider_id,
            algorithm=job.algorithm,
            disclosure=last.order_by("-number").first(),
            job=job,
            kind=DocumentKind.DOSSIER,
            facts=made_.summary,
        ),
        made_,
        by=job.asked_by,
    )
    history.record(
        Act.EXPORTED, by=job.asked_by, document=document, kind=document.kind,
        profile=made_.facts.profile, pages=document.pages, sha256=document.sha256,
    )  # fmt: skip
    return document


def kept(document: Document, made_: Made, *, by: User | None) -> Document:
    """The file under its digest, and its row."""
    facts, content = made_.facts, made_.content
    document.language, document.media_type = facts.language, PDF
    document.name = filename(f"{facts.title} {facts.made[:10]}.pdf")
    document.facts_sha256 = canonical.digest(document.facts)
    document.size, document.pages, document.shop = len(content), made_.pages, made_.shop
    document.sha256 = hashlib.sha256(content).hexdigest()
    document.issued_by = by
    files.store(document.storage_name, ContentFile(content))
    document.save()
    return document


OF_ALGORITHM = Rules(_may, _keep)


def delivered(document: Document, *, by: User) -> None:
    """Every time a dossier is given out stands in the history."""
    history.record(
        Act.EXPORTED, by=by, document=document, kind=document.kind,
        profile=document.facts["profile"], sha256=document.sha256,
    )  # fmt: skip
