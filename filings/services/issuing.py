"""Issuing papers: facts from a frozen disclosure, printed, kept by digest, never changed."""

import hashlib
from dataclasses import dataclass
from typing import IO, Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from filings import canonical, documents, history, printing, walls
from filings.documents import PAPERS, Facts, FactsMissing, Paper
from filings.enums import Act, DocumentKind, JobKind
from filings.models import Disclosure, Document, Job, User
from filings.permissions import may_print
from filings.printing import Attachment, PrintingFailed, Rendered
from filings.services import jobs
from filings.statemachine import ActionRefused

PDF = "application/pdf"


class DocumentDamaged(Exception):
    """The stored bytes are gone or no longer have the digest under which they were kept."""


@dataclass(frozen=True)
class Printed:
    facts: Facts
    rendered: Rendered


def ask(*, disclosure: Disclosure, kind: DocumentKind, by: User) -> Job:
    """Order a paper of a frozen version in all its languages; a worker prints it."""
    _must_print(by, disclosure)
    return jobs.ask(
        kind=JobKind.PRINT,
        provider_id=disclosure.provider_id,
        algorithm=disclosure.algorithm,
        by=by,
        paper=kind.value,
        disclosure=disclosure.pk,
    )


def print_paper(job: Job, progress: jobs.Progress) -> jobs.Deliver:
    """The work of a print job: everything is printed before anything is kept."""
    paper = PAPERS[DocumentKind(job.order["paper"])]
    total = len(paper.languages) + 2
    progress("facts", 0, total)
    with walls.for_provider(job.provider_id):
        disclosure = Disclosure.objects.select_related("algorithm").get(pk=job.order["disclosure"])
        ready = _facts(paper, disclosure)
    printed = []
    for number, facts in enumerate(ready, 1):
        progress("print", number, total)
        printed.append(_pressed(paper, facts, disclosure))
    progress("keep", total - 1, total)

    def deliver(current: Job) -> dict[str, Any]:
        if current.asked_by and not may_print.allows(current.asked_by, disclosure):
            raise jobs.JobFailed("access_lost")
        issued = [_issue(paper, each, disclosure, current, current.asked_by) for each in printed]
        return {"documents": [document.pk for document in issued]}

    return deliver


def print_now(*, disclosure: Disclosure, kind: DocumentKind, by: User) -> list[Document]:
    """The same without a job, for commands that wait."""
    _must_print(by, disclosure)
    paper = PAPERS[kind]
    printed = [_pressed(paper, facts, disclosure) for facts in _facts(paper, disclosure)]
    return [_issue(paper, each, disclosure, None, by) for each in printed]


def read(document: Document) -> IO[bytes]:
    """The stored bytes, after their digest was taken anew; raises DocumentDamaged."""
    try:
        with default_storage.open(document.storage_name) as file:
            content = file.read()
    except FileNotFoundError as error:
        raise DocumentDamaged(document.storage_name) from error
    if hashlib.sha256(content).hexdigest() != document.sha256:
        raise DocumentDamaged(document.storage_name)
    return ContentFile(content)


def _must_print(by: User, disclosure: Disclosure) -> None:
    if not may_print.allows(by, disclosure):
        raise ActionRefused(may_print.otherwise)
    if not disclosure.is_frozen:
        raise ActionRefused(_("Papers are printed from a frozen version. Freeze this one first."))


def _facts(paper: Paper, disclosure: Disclosure) -> list[Facts]:
    try:
        return [paper.facts(disclosure, language) for language in paper.languages]
    except FactsMissing as missing:
        raise jobs.JobFailed("facts_missing", labels=str(missing)) from missing


def _pressed(paper: Paper, facts: Facts, disclosure: Disclosure) -> Printed:
    try:
        rendered = printing.render(
            render_to_string(paper.template, {"facts": facts}),
            title=facts.title,
            language=facts.language,
            created=disclosure.frozen_at,
            attachments=[
                Attachment("facts.json", canonical.encode(documents.as_json(facts)), "Source")
            ],
        )
    except PrintingFailed as failure:
        raise jobs.JobFailed(failure.code, **failure.parameters) from failure
    return Printed(facts, rendered)


def _issue(
    paper: Paper, printed: Printed, disclosure: Disclosure, job: Job | None, by: User | None
) -> Document:
    facts = documents.as_json(printed.facts)
    document = Document(
        provider_id=disclosure.provider_id,
        algorithm=disclosure.algorithm,
        disclosure=disclosure,
        job=job,
        kind=paper.kind,
        language=printed.facts.language,
        name=paper.name(disclosure, printed.facts.language),
        media_type=PDF,
        facts=facts,
        facts_sha256=canonical.digest(facts),
        size=len(printed.rendered.content),
        pages=printed.rendered.pages,
        sha256=printed.rendered.sha256,
        shop=printed.rendered.fingerprint,
        issued_by=by,
    )
    _keep(document, printed.rendered.content)
    document.save()
    history.record(
        Act.DOCUMENT_ISSUED,
        by=by,
        document=document,
        disclosure=disclosure,
        kind=paper.kind.value,
        language=document.language,
        pages=document.pages,
        sha256=document.sha256,
    )
    return document


def _keep(document: Document, content: bytes) -> None:
    """Equal bytes are kept once; what a killed writer left half-written is replaced."""
    name = document.storage_name
    if default_storage.exists(name):
        try:
            read(document)
        except DocumentDamaged:
            default_storage.delete(name)
        else:
            return
    stored = default_storage.save(name, ContentFile(content))
    if stored != name:
        default_storage.delete(stored)
