"""What the papers of an algorithm and the page of a job show."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from filings.enums import DisclosureState, DocumentKind, JobState
from filings.models import Algorithm, Disclosure, Document, Job, User
from filings.permissions import is_filer, may_print
from filings.printing.errors import FAILURES
from filings.statemachine import Sentence

RECENT = 20
LANGUAGES = {"zh-Hans": _("Chinese"), "en": _("English")}
STEPS: Mapping[str, Promise] = {
    "facts": _("Gather the facts"),
    "print": _("Print"),
    "keep": _("Keep and record"),
}
TROUBLES: Mapping[str, Promise] = {
    "failed": _("The job failed for a reason that was not foreseen. Ask for it again."),
    "gave_up": _("The job was begun several times and never came to its end. Ask for it again."),
    "access_lost": _("Who asked for this no longer has the role for it. Ask somebody who has."),
    "facts_missing": _("The frozen version lacks what the paper must say: {labels}."),
}


@dataclass(frozen=True)
class Line:
    document: Document
    kind: str
    language: str


@dataclass(frozen=True)
class Papers:
    lines: list[Line]
    running: list[Job]
    failed: Job | None
    """The last job, where it failed."""
    versions: list[Disclosure]
    kinds: list[DocumentKind]
    refusal: Sentence | None


def papers(algorithm: Algorithm, user: User) -> Papers:
    documents = (
        Document.objects.filter(algorithm=algorithm)
        .select_related("disclosure", "issued_by")
        .defer("facts", "disclosure__content")
    )
    jobs = list(
        Job.objects.filter(algorithm=algorithm, order__has_key="paper").order_by("-pk")[:RECENT]
    )
    frozen = Disclosure.objects.filter(algorithm=algorithm, state=DisclosureState.FROZEN)
    return Papers(
        lines=[line(document) for document in documents[:200]],
        running=[job for job in jobs if not job.is_over],
        failed=jobs[0] if jobs and jobs[0].state == JobState.FAILED else None,
        versions=list(frozen.defer("content").order_by("-number")),
        kinds=list(DocumentKind),
        refusal=None if may_print.allows(user, algorithm) else may_print.otherwise,
    )


def line(document: Document) -> Line:
    return Line(
        document,
        str(document.get_kind_display()),
        str(LANGUAGES.get(document.language, document.language)),
    )


@dataclass(frozen=True)
class Watched:
    """A job as its page shows it."""

    job: Job
    step: str
    percent: int
    trouble: str
    documents: list[Line]
    may_cancel: bool


def watched(job: Job, user: User) -> Watched:
    made = Document.objects.filter(job=job).select_related("disclosure").defer("facts")
    return Watched(
        job=job,
        step=str(STEPS.get(job.step, job.step)),
        percent=min(100, round(100 * job.done / (job.total or 1))),
        trouble=trouble(job),
        documents=[line(document) for document in made.defer("disclosure__content")],
        may_cancel=not job.is_over
        and not job.cancel_asked
        and (user.pk == job.asked_by_id or is_filer.allows(user, job)),
    )


def trouble(job: Job) -> str:
    """Why a job failed and what to do, in the reader's language; nothing when it did not."""
    if not job.trouble:
        return ""
    parameters = job.result.get("parameters", {})
    if failure := FAILURES.get(job.trouble) if job.trouble not in TROUBLES else None:
        try:
            return str(failure(**parameters).sentence)
        except (TypeError, KeyError):
            return str(TROUBLES["failed"])
    return str(TROUBLES.get(job.trouble, TROUBLES["failed"])).format(**parameters)
