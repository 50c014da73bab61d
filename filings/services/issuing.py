"""Issuing papers: facts from a frozen disclosure, printed, kept by digest, never changed."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import IO, Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from filings import canonical, documents, history, printing, walls
from filings.documents import PAPERS, Facts, FactsMissing, Paper, annexed
from filings.enums import Act, DocumentKind, JobKind
from filings.models import Disclosure, Document, Job, User
from filings.permissions import may_print
from filings.printing import Attachment, PrintingFailed, Rendered, Style
from filings.printing.word import to_docx
from filings.services import files, jobs, showing
from filings.statemachine import ActionRefused

PDF = "application/pdf"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ENDINGS = {PDF: "pdf", WORD: "docx"}


@dataclass(frozen=True)
class Ready:
    """What is printed: the facts and the bytes of the pictures that they name."""

    facts: Facts
    pictures: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True)
class Printed:
    """One paper in one language: to archive (PDF) and to edit (Word), from the same facts."""

    facts: Facts
    rendered: Rendered
    word: bytes


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
        prepared = ready(paper, disclosure)
    printed = []
    for number, each in enumerate(prepared, 1):
        progress("print", number, total)
        printed.append(press(paper, each, disclosure))
    progress("keep", total - 1, total)

    def deliver(current: Job) -> dict[str, Any]:
        if current.asked_by and not may_print.allows(current.asked_by, disclosure):
            raise jobs.JobFailed("access_lost")
        issued = _issue_all(paper, printed, disclosure, current, current.asked_by)
        return {"documents": [document.pk for document in issued]}

    return deliver


def print_now(*, disclosure: Disclosure, kind: DocumentKind, by: User) -> list[Document]:
    """The same without a job, for commands that wait."""
    _must_print(by, disclosure)
    paper = PAPERS[kind]
    printed = [press(paper, each, disclosure) for each in ready(paper, disclosure)]
    return _issue_all(paper, printed, disclosure, None, by)


def read(document: Document) -> IO[bytes]:
    """The stored bytes, in memory, after their digest was taken anew; raises files.Damaged."""
    with files.read(document.storage_name, document.sha256) as file:
        return ContentFile(file.read())


def _must_print(by: User, disclosure: Disclosure) -> None:
    if not may_print.allows(by, disclosure):
        raise ActionRefused(may_print.otherwise)
    if not disclosure.is_frozen:
        raise ActionRefused(_("Papers are printed from a frozen version. Freeze this one first."))


def ready(paper: Paper, disclosure: Disclosure) -> list[Ready]:
    if owed := [gap.label for gap in paper.gaps(disclosure) if gap.owed]:
        raise jobs.JobFailed("facts_missing", labels=", ".join(owed))
    try:
        facts = [paper.facts(disclosure, language) for language in paper.languages]
    except FactsMissing as missing:
        raise jobs.JobFailed("facts_missing", labels=str(missing)) from missing
    shown = showing.sheets(disclosure, {a.sha256 for each in facts for a in annexed(each)})
    return [
        Ready(
            documents.with_sheets(each, shown.counts),
            {**paper.drawings(disclosure, each.language), **shown.pictures},
        )
        for each in facts
    ]


def press(paper: Paper, prepared: Ready, disclosure: Disclosure) -> Printed:
    return set_in_type(paper.template, prepared, created=disclosure.frozen_at)


def set_in_type(
    template: str, prepared: Ready, *, created: datetime | None, style: Style = "working"
) -> Printed:
    """Facts as PDF and Word by one template, which sees nothing else; raises jobs.JobFailed."""
    facts, pictures = prepared.facts, prepared.pictures
    html = render_to_string(template, {"facts": facts})
    title, language = facts.title, facts.language
    source = Attachment("facts.json", canonical.encode(documents.as_json(facts)), "Source")
    try:
        rendered = printing.render(
            html, title=title, language=language, style=style, created=created, assets=pictures,
            attachments=[source], limits=printing.DOSSIER,
        )  # fmt: skip
        word = to_docx(
            html, title=title, language=language, style=style, created=created, assets=pictures,
            limits=printing.DOSSIER,
        )  # fmt: skip
    except PrintingFailed as failure:
        raise jobs.JobFailed(failure.code, **failure.parameters) from failure
    return Printed(facts, rendered, word)


def _issue_all(
    paper: Paper, printed: list[Printed], disclosure: Disclosure, job: Job | None, by: User | None
) -> list[Document]:
    """For each language what is filed and what is edited."""
    return [
        _issue(_row(paper, each, media_type, disclosure, job), each, by)
        for each in printed
        for media_type in ENDINGS
    ]


def _row(
    paper: Paper, printed: Printed, media_type: str, disclosure: Disclosure, job: Job | None
) -> Document:
    return Document(
        provider_id=disclosure.provider_id,
        algorithm=disclosure.algorithm,
        disclosure=disclosure,
        job=job,
        kind=paper.kind,
        name=paper.name(disclosure, printed.facts.language, ENDINGS[media_type]),
        media_type=media_type,
    )


def keep(document: Document, printed: Printed, by: User | None) -> Document:
    """Write facts, bytes and digests down; `document` says what it is of and in which form."""
    is_pdf = document.media_type == PDF
    content = printed.rendered.content if is_pdf else printed.word
    document.facts = documents.as_json(printed.facts)
    document.facts_sha256 = canonical.digest(document.facts)
    document.language, document.shop = printed.facts.language, printed.rendered.fingerprint
    document.size, document.sha256 = len(content), hashlib.sha256(content).hexdigest()
    document.pages = printed.rendered.pages if is_pdf else 0
    document.issued_by = by
    _store(document, content)
    document.save()
    return document


def _issue(document: Document, printed: Printed, by: User | None) -> Document:
    keep(document, printed, by)
    history.record(
        Act.DOCUMENT_ISSUED,
        by=by,
        document=document,
        disclosure=document.disclosure,
        kind=document.kind,
        language=document.language,
        pages=document.pages,
        sha256=document.sha256,
    )
    return document


def _store(document: Document, content: bytes) -> None:
    """Equal bytes are kept once; what a killed writer left half-written is replaced."""
    name = document.storage_name
    if default_storage.exists(name):
        try:
            read(document)
        except files.Damaged:
            default_storage.delete(name)
        else:
            return
    stored = default_storage.save(name, ContentFile(content))
    if stored != name:
        default_storage.delete(stored)
