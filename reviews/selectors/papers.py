"""The page of a case's papers: what can be printed now, what is being printed, what was issued."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from filings.documents import CHINESE
from filings.enums import DocumentKind, JobKind, JobState
from filings.models import Document, Job, User
from filings.selectors import papers as of_the_record
from filings.services.issuing import PDF
from reviews.documents import PAPERS, ReviewPaper
from reviews.enums import DecisionState
from reviews.models import Case, ExpertReview, Paper, Recusal
from reviews.permissions import reads_the_opinion, runs_the_round

SHOWN = 20
TROUBLES: dict[str, Promise] = {
    "moved_on": _(
        "The case moved on while the paper was being printed. Print it again if it is still wanted."
    ),
}


@dataclass(frozen=True)
class Offer:
    """A paper about one row of the case, to be ordered with one click."""

    kind: DocumentKind
    label: str
    about: str
    subject: int


@dataclass(frozen=True)
class Issued:
    """One paper in its forms: the Chinese PDF is the one issued."""

    paper: Paper
    label: str
    documents: list[Document]
    is_prepared: bool
    """The letter of a decision that has not been released."""

    @property
    def main(self) -> Document:
        return self.documents[0]


@dataclass(frozen=True)
class Papers:
    offers: list[Offer]
    running: list[Job]
    trouble: str
    issued: list[Issued]


def papers(case: Case, user: User) -> Papers:
    jobs = _jobs(case, user)
    failed = jobs[0] if jobs and jobs[0].state == JobState.FAILED else None
    return Papers(
        offers=list(_offers(case, user)),
        running=[job for job in jobs if not job.is_over],
        trouble=_trouble(failed) if failed else "",
        issued=list(_issued(case, user)),
    )


def with_papers(user: User) -> QuerySet[Case]:
    """The cases whose papers the person finds: those they may see, and those whose second review
    they organise; of the latter they read and print the papers of the second review alone."""
    organised = ExpertReview.objects.organised_by(user).values("round__case")
    recused = Recusal.objects.filter(person=user).values("case")
    theirs = Case.objects.filter(pk__in=organised).exclude(pk__in=recused)
    return Case.objects.filter(
        Q(pk__in=Case.objects.visible_to(user).values("pk").order_by())
        | Q(pk__in=theirs.values("pk").order_by())
    )


def home(case: Case, user: User) -> str:
    """Where the person came from: the case, or the second review that they organise."""
    if Case.objects.visible_to(user).filter(pk=case.pk).exists():
        return case.get_absolute_url()
    organised = ExpertReview.objects.organised_by(user).filter(round__case=case)
    last = organised.order_by("pk").last()
    return last.get_absolute_url() if last else reverse("reviews:cases")


def offered(case: Case, user: User, kind: str, subject: int) -> Any | None:
    """The row that a paper may be ordered about; nothing when there is none for this person."""
    paper = PAPERS.get(DocumentKind(kind)) if kind in PAPERS else None
    found = paper.subjects(case).filter(pk=subject).first() if paper else None
    return found if found is not None and paper and paper.allows(user, found) else None


def _offers(case: Case, user: User) -> Iterator[Offer]:
    """Only what the person may order: that a paper could be printed tells of the case."""
    may: dict[int, bool] = {}
    for paper in PAPERS.values():
        for subject in paper.subjects(case):
            if _allows(paper, user, subject, may):
                yield Offer(paper.kind, str(paper.kind.label), paper.about(subject), subject.pk)


def _allows(paper: ReviewPaper, user: User, subject: Any, may: dict[int, bool]) -> bool:
    """What does not depend on the row is asked once."""
    if paper.who == reads_the_opinion or paper.links(subject).get("expert_review"):
        return paper.allows(user, subject)
    if id(paper.who) not in may:
        may[id(paper.who)] = paper.allows(user, subject)
    return may[id(paper.who)]


def _jobs(case: Case, user: User) -> list[Job]:
    """One's own orders; all of them for whoever runs the round."""
    rows = Job.objects.filter(kind=JobKind.REVIEW_PAPER, order__case=case.pk)
    if not runs_the_round.allows(user, case):
        rows = rows.filter(asked_by=user)
    return list(rows.order_by("-pk")[:SHOWN])


def _trouble(job: Job) -> str:
    told = TROUBLES.get(job.trouble)
    return str(told) if told else of_the_record.trouble(job)


def _issued(case: Case, user: User) -> Iterator[Issued]:
    rows = (
        Paper.objects.visible_to(user)
        .filter(case=case)
        .exclude(kind=DocumentKind.REVIEW_DOSSIER)
        .select_related("document__issued_by", "decision", "case")
        .defer("document__facts")
    )
    forms: dict[tuple[Any, ...], list[Paper]] = {}
    for row in rows:
        forms.setdefault((row.document.job_id or row.pk, row.kind, row.subject), []).append(row)
    for together in forms.values():
        together.sort(key=_rank)
        first = together[0]
        prepared = bool(first.decision and first.decision.state == DecisionState.STAGED)
        yield Issued(
            first,
            str(first.document.get_kind_display()),
            [each.document for each in together],
            prepared,
        )


def latest(case: Case, user: User, most: int = 6) -> list[Issued]:
    """The papers issued last."""
    return list(islice(_issued(case, user), most))


def _rank(paper: Paper) -> tuple[bool, bool]:
    """Chinese first, and to archive before to edit."""
    return (paper.document.language != CHINESE, paper.document.media_type != PDF)


def siblings(paper: Paper, user: User) -> list[Document]:
    """The forms of the same printing."""
    if paper.document.job_id is None:
        return [paper.document]
    rows = (
        Paper.objects.visible_to(user)
        .filter(document__job=paper.document.job_id)
        .select_related("document")
        .defer("document__facts")
    )
    return [each.document for each in sorted(rows, key=_rank)]
