"""Issuing the papers of a case: ordered here, printed by a worker, kept with facts and digests.

Every order, and every delivery again, asks who may; so nobody recused meanwhile gets a paper.
"""

from typing import Any

from django.db.models import Model

from filings import walls
from filings.documents import CHINESE
from filings.enums import DocumentKind, JobKind, JobState
from filings.models import Document, Job, User
from filings.services import issuing, jobs
from filings.services.issuing import ENDINGS, PDF, Printed, Ready
from filings.statemachine import ActionRefused
from reviews.documents import LANGUAGES, PAPERS, ReviewPaper
from reviews.enums import CorrectionState, DecisionState
from reviews.history import tell
from reviews.models import Case, Correction, Decision, Paper
from reviews.services import annual
from reviews.services.door import lock

RELEASED_WITH = {DocumentKind.REVIEW_DECISION, DocumentKind.REVIEW_CORRECTION}
"""Letters that are printed first and leave the house by an act of a second person."""


def ask(*, kind: DocumentKind, subject: Any, by: User) -> Job:
    """Order a paper in all its languages about one row of a case."""
    paper = PAPERS[kind]
    if not paper.allows(by, subject):
        raise ActionRefused(paper.who.otherwise)
    return jobs.put_down(
        Job(kind=JobKind.REVIEW_PAPER, provider_id=subject.provider_id, asked_by=by),
        {"paper": kind.value, "subject": subject.pk, "case": case_of(subject).pk},
    )


def print_paper(job: Job, progress: jobs.Progress) -> jobs.Deliver:
    """The work of an order: all is printed before anything is kept."""
    if annual.is_annual(job):
        return annual.print_report(job, progress)
    paper = PAPERS[DocumentKind(job.order["paper"])]
    total = len(LANGUAGES) + 2
    progress("facts", 0, total)
    with walls.for_provider(job.provider_id):
        said = _facts(paper, job)
    printed = []
    for number, facts in enumerate(said, 1):
        progress("print", number, total)
        printed.append(
            issuing.set_in_type(
                paper.template, Ready(facts), created=job.asked_at, style="official"
            )
        )
    progress("keep", total - 1, total)

    def deliver(current: Job) -> dict[str, Any]:
        return {"documents": [each.pk for each in _deliver(paper, current, printed)]}

    return deliver


WORK: dict[JobKind, jobs.Work] = {JobKind.REVIEW_PAPER: print_paper}


def print_waiting(case: Case) -> None:
    """What is ordered of a case, at once; for commands that wait."""
    waiting = Job.objects.filter(
        kind=JobKind.REVIEW_PAPER, state=JobState.WAITING, order__case=case.pk
    )
    for job in waiting.order_by("pk"):
        jobs.run(job.pk, job.provider_id, WORK)


def _subject(paper: ReviewPaper, job: Job) -> Any:
    case = Case.objects.select_related("algorithm").get(pk=job.order["case"])
    found = paper.subjects(case).filter(pk=job.order["subject"]).first()
    if found is None:
        raise jobs.JobFailed("moved_on")
    return found


def _facts(paper: ReviewPaper, job: Job) -> list[Any]:
    subject = _subject(paper, job)
    return [paper.facts(subject, language) for language in LANGUAGES]


def _deliver(paper: ReviewPaper, job: Job, printed: list[Printed]) -> list[Document]:
    """What was printed is kept only if it still says what holds, and for whoever still may."""
    case = lock(Case.objects.get(pk=job.order["case"]))
    if [each.facts for each in printed] != _facts(paper, job):
        raise jobs.JobFailed("moved_on")
    subject = _subject(paper, job)
    if job.asked_by is None or not paper.allows(job.asked_by, subject):
        raise jobs.JobFailed("access_lost")
    issued = [
        _issue(paper, subject, case, job, each, media_type)
        for each in printed
        for media_type in ENDINGS
    ]
    if paper.kind in RELEASED_WITH:
        _attach(subject, issued)
    tell(
        case,
        "paper_issued",
        by=job.asked_by,
        kind=paper.kind.value,
        subject=subject.pk,
        documents={str(each.pk): each.sha256 for each in issued},
    )
    return issued


def _issue(
    paper: ReviewPaper, subject: Any, case: Case, job: Job, printed: Printed, media_type: str
) -> Document:
    document = issuing.keep(
        Document(
            provider_id=case.provider_id,
            algorithm=case.algorithm,
            job=job,
            kind=paper.kind,
            name=paper.name(case, printed.facts.language, ENDINGS[media_type]),
            media_type=media_type,
        ),
        printed,
        job.asked_by,
    )
    Paper.objects.create(
        provider_id=case.provider_id,
        document=document,
        kind=paper.kind,
        audience=paper.audience,
        subject=subject.pk,
        case=case,
        **paper.links(subject),
    )
    return document


def _attach(subject: Decision | Correction, issued: list[Document]) -> None:
    """The first letter stays the letter; another printing changes nothing."""
    waiting = subject.state in {DecisionState.STAGED, CorrectionState.PROPOSED}
    if waiting and subject.letter_id is None:
        subject.letter = next(
            each for each in issued if each.language == CHINESE and each.media_type == PDF
        )
        subject.save(update_fields=["letter"])


def case_of(subject: Model) -> Case:
    """The case of whatever a paper is about."""
    case: Case | None = getattr(subject, "case", None)
    return case if case is not None else subject.round.case  # type: ignore[attr-defined]
