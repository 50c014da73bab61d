"""Gathers what a dossier tells, as its exporter may see it; and what its pages show."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from filings import contents, regulations
from filings.documents.beside import SIDE_BY_SIDE, beside
from filings.documents.dossier import (
    PROFILES,
    BoundPaper,
    Dossier,
    Exhibit,
    Gathered,
)
from filings.documents.paper import CHINESE, ENGLISH, spoken
from filings.documents.written import Row, WrittenChapter
from filings.enums import (
    Audience,
    DisclosureState,
    DocumentKind,
    DossierChapter,
    DossierProfile,
    JobKind,
    JobState,
    Role,
)
from filings.models import (
    Algorithm,
    Disclosure,
    Document,
    Enclosure,
    Event,
    Evidence,
    Job,
    User,
)
from filings.selectors import dossier_record, dossier_versions, then
from filings.selectors.dossier_words import Reader
from filings.selectors.then import Then

SHOWN = 200
MOMENT = "Y-m-d H:i"


@dataclass(frozen=True)
class _Sources:
    algorithm: Algorithm
    versions: list[Disclosure]
    papers: list[Document]
    files: list[Evidence | Enclosure]
    events: list[Event]


def gather(job: Job, person: User) -> Gathered:
    """Inside the wall of the person who asked; texts in the language that was ordered."""
    if job.order["language"] == SIDE_BY_SIDE:
        return together(*(_gather(job, person, each) for each in (CHINESE, ENGLISH)))
    return _gather(job, person, job.order["language"])


def together(chinese: Gathered, english: Gathered) -> Gathered:
    """Both languages side by side; papers, files and proofs are the same in both."""
    facts = replace(beside(chinese.facts, english.facts), beside=ENGLISH)
    plan = beside(chinese.plan, english.plan)
    return replace(chinese, facts=facts, plan=plan)


def _gather(job: Job, person: User, language: str) -> Gathered:
    order = job.order
    reader = Reader(language, PROFILES[DossierProfile(order["dossier"])], on(order))
    wanted = [c for c in reader.profile.chapters if c.value in order["chapters"]]
    with override(spoken(reader.language)):
        found = _sources(job.algorithm_id or 0, person, reader, wanted)
        facts = _facts(job, person, found, reader, wanted)
        written = iter(facts.chapters)
        listed = {DossierChapter.PAPERS, DossierChapter.EVIDENCE}
        plan = tuple(each if each in listed else next(written) for each in wanted)
        proofs = dossier_record.proofs(found.events)
        return Gathered(facts, plan, found.papers, found.files, proofs)


def _sources(
    algorithm_id: int, person: User, reader: Reader, wanted: list[DossierChapter]
) -> _Sources:
    algorithm = (
        Algorithm.objects.visible_to(person)
        .select_related("provider", "owner")
        .get(pk=algorithm_id)
    )
    frozen = Disclosure.objects.visible_to(person).filter(
        algorithm=algorithm, state=DisclosureState.FROZEN
    )
    if reader.then:
        frozen = frozen.filter(frozen_at__lte=reader.then.until)
    versions = list(frozen.select_related("algorithm", "provider").order_by("-number"))
    papers = list(_papers(algorithm, person, reader)) if DossierChapter.PAPERS in wanted else []
    with_files = DossierChapter.EVIDENCE in wanted
    files = list(_files(algorithm, versions, person, reader)) if with_files else []
    with_history = DossierChapter.HISTORY in wanted
    events = list(dossier_record.events(algorithm, reader)) if with_history else []
    return _Sources(algorithm, versions, papers, files, events)


def _papers(algorithm: Algorithm, person: User, reader: Reader) -> QuerySet[Document]:
    found = (
        Document.objects.for_dossiers_of(person)
        .filter(algorithm=algorithm, media_type="application/pdf")
        .defer("facts")
        .order_by("id")
    )
    if reader.then:
        found = found.filter(issued_at__lte=reader.then.until)
    allowed = reader.profile.papers
    return found if allowed is None else found.filter(kind__in=allowed)


def _files(
    algorithm: Algorithm, versions: list[Disclosure], person: User, reader: Reader
) -> Iterator[Evidence | Enclosure]:
    """Every file once, in the order in which it came."""
    attached = (
        Evidence.objects.visible_to(person)
        .filter(reader.then.was_kept() if reader.then else Q(removed_at=None))
        .filter(disclosure__in=versions)
        .select_related("disclosure")
        .order_by("id")
    )
    seen: set[str] = set()
    for file in attached:
        field = contents.form_of(file.disclosure).paths().get(file.path)
        inside = field is None or field.audience == Audience.INTERNAL
        if inside and reader.profile.audience != Audience.INTERNAL:
            continue
        if file.sha256 not in seen:
            seen.add(file.sha256)
            yield file
    enclosed = Enclosure.objects.visible_to(person).filter(algorithm=algorithm).order_by("id")
    if reader.then:
        enclosed = enclosed.filter(added_at__lte=reader.then.until)
    for enclosure in enclosed:
        allowed = reader.profile.enclosures
        if enclosure.sha256 not in seen and (allowed is None or enclosure.kind in allowed):
            seen.add(enclosure.sha256)
            yield enclosure


def _facts(
    job: Job, person: User, found: _Sources, reader: Reader, wanted: list[DossierChapter]
) -> Dossier:
    order = job.order
    return Dossier(
        language=reader.language,
        title=_("Dossier of %(algorithm)s") % {"algorithm": _name(found.algorithm, reader)},
        profile=order["dossier"],
        purpose=order["purpose"],
        recipient=order["recipient"],
        made=moment(job),
        cover=tuple(_cover(job, person, found, reader)),
        chapters=tuple(_chapters(found, reader, wanted)),
        papers=tuple(bound(n, each) for n, each in enumerate(found.papers, 1)),
        exhibits=tuple(_exhibit(n, each, reader) for n, each in enumerate(found.files, 1)),
    )


def on(order: dict[str, Any]) -> Then | None:
    """The day as of which the record is told, where one was ordered."""
    return Then(date.fromisoformat(order["on"])) if order.get("on") else None


def _name(algorithm: Algorithm, reader: Reader) -> str:
    english = reader.language == "en" and algorithm.name_en
    return str(algorithm.name_en if english else algorithm.name_zh)


def moment(job: Job) -> str:
    return str(date_format(timezone.localtime(job.asked_at), MOMENT))


def _cover(job: Job, person: User, found: _Sources, reader: Reader) -> Iterator[Row]:
    algorithm, last = found.algorithm, found.versions[0] if found.versions else None
    provider = algorithm.provider
    number = then.number(algorithm, reader.then)
    profile = DossierProfile(job.order["dossier"])
    facts = [
        (_("Algorithm"), algorithm.name_zh),
        (_("English name"), algorithm.name_en),
        (_("Reference"), algorithm.reference),
        (_("Type"), algorithm.get_type_display()),
        (_("Provider"), f"{provider.name_zh}\n{provider.name_en}\n{provider.uscc}"),
        (_("As it stood on"), reader.then.day.isoformat() if reader.then else ""),
        (_("Status"), algorithm.get_status_display() if not reader.then else ""),
        (_("Filing number"), number),
        (_("Last frozen version"), str(last) if last else ""),
        (_("Digest of that version"), last.sha256 if last else ""),
        (_("Prepared for"), job.order["recipient"]),
        (_("Purpose of the dossier"), job.order["purpose"]),
        (_("Profile"), profile.label),
        (_("Made"), moment(job)),
    ]
    if reader.profile.audience == Audience.INTERNAL:
        facts.append((_("Made by"), person.name))
    for label, text in facts:
        if text:
            yield reader.row(label, text)


def _chapters(
    found: _Sources, reader: Reader, wanted: list[DossierChapter]
) -> Iterator[WrittenChapter]:
    """Papers and evidence follow from their own lists; here is what is written."""
    makers: dict[DossierChapter, Any] = {
        DossierChapter.DETERMINATION: lambda: (
            (), dossier_record.determination(found.algorithm, reader),
        ),
        DossierChapter.VERSION: lambda: (
            (), dossier_versions.in_full(found.versions[0], reader) if found.versions else (),
        ),
        DossierChapter.CHANGES: lambda: (
            (), dossier_versions.differences(found.versions, reader),
        ),
        DossierChapter.FILINGS: lambda: ((), dossier_record.filings(found.algorithm, reader)),
        DossierChapter.HISTORY: lambda: (dossier_record.history(found.events, reader), ()),
    }  # fmt: skip
    for chapter in wanted:
        if chapter not in makers:
            continue
        blocks, sections = makers[chapter]()
        if not blocks and not sections:
            blocks = (reader.sentence(_("The record holds nothing of this.")),)
        yield WrittenChapter(str(chapter.label), blocks, sections)


def bound(number: int, paper: Document) -> BoundPaper:
    """How an issued paper is told of."""
    return BoundPaper(
        number=number,
        title=str(paper.get_kind_display()),
        file=f"paper-{number:02}.pdf",
        language=paper.language,
        pages=paper.pages,
        issued=date_format(timezone.localtime(paper.issued_at), MOMENT),
        sha256=paper.sha256,
    )


def _exhibit(number: int, file: Evidence | Enclosure, reader: Reader) -> Exhibit:
    kinds = regulations.load().evidence_kinds
    if isinstance(file, Evidence):
        field = contents.form_of(file.disclosure).paths().get(file.path)
        kind, proves = str(kinds.get(file.kind, "")), str(field.label) if field else ""
        dated = file.dated_on.isoformat() if file.dated_on else ""
    else:
        kind, proves, dated = str(file.get_kind_display()), "", ""
    ending = file.name.rpartition(".")[2].lower()[:5]
    return Exhibit(
        number=number,
        name=file.name,
        file=f"exhibit-{number:02}.{ending}" if ending.isalnum() else f"exhibit-{number:02}",
        kind=kind,
        proves=proves,
        dated=dated,
        media_type=file.media_type,
        size=file.size,
        sha256=file.sha256,
    )


# -- pages ----------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Listed:
    document: Document
    profile: str
    recipient: str
    purpose: str


@dataclass(frozen=True)
class Dossiers:
    lines: list[Listed]
    running: list[Job]
    failed: Job | None


def deliverable(person: User) -> QuerySet[Document]:
    """The dossiers that the person may have now: legal all of them, an approver the board's."""
    legal, approver = (
        [m.provider_id for m in person.acting if m.role == role]
        for role in (Role.LEGAL, Role.APPROVER)
    )
    of_board = Q(provider_id__in=approver, facts__profile=DossierProfile.BOARD.value)
    found: QuerySet[Document] = Document.objects.filter(kind=DocumentKind.DOSSIER).filter(
        Q(provider_id__in=legal) | of_board
    )
    return found


def dossiers(person: User, algorithm: Algorithm | None = None) -> Dossiers:
    found = deliverable(person).select_related("algorithm", "issued_by")
    jobs = (
        Job.objects.visible_to(person)
        .filter(kind__in=[JobKind.DOSSIER, JobKind.DOSSIERS])
        .select_related("algorithm")
    )
    if algorithm is not None:
        found, jobs = found.filter(algorithm=algorithm), jobs.filter(algorithm=algorithm)
    mine = list(jobs.filter(asked_by=person).order_by("-pk")[:20])
    return Dossiers(
        lines=[_listed(document) for document in found.order_by("-pk")[:SHOWN]],
        running=[job for job in mine if not job.is_over],
        failed=mine[0] if mine and mine[0].state == JobState.FAILED else None,
    )


def _listed(document: Document) -> Listed:
    facts = document.facts
    return Listed(
        document,
        str(DossierProfile(facts["profile"]).label),
        facts["recipient"],
        facts["purpose"],
    )
