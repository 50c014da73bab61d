"""What the papers of an algorithm and the page of a job show."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from filings.documents.beside import SIDE_BY_SIDE
from filings.enums import DisclosureState, JobState
from filings.models import Algorithm, Disclosure, Document, Job, User
from filings.permissions import is_filer, may_print
from filings.printing.errors import FAILURES
from filings.statemachine import Sentence

RECENT = 20
LANGUAGES = {
    "zh-Hans": _lazy("Chinese"),
    "en": _lazy("English reading copy"),
    SIDE_BY_SIDE: _lazy("Chinese and English side by side"),
}
STATES: Mapping[str, str] = {
    JobState.DONE: "good",
    JobState.FAILED: "bad",
    JobState.CANCELLED: "neutral",
}
STEPS: Mapping[str, Promise] = {
    "facts": _lazy("Gather the facts"),
    "print": _lazy("Print"),
    "keep": _lazy("Keep and record"),
    "gather": _lazy("Gather the files"),
    "pack": _lazy("Pack them"),
    "store": _lazy("Keep and record"),
    "read": _lazy("Gather the facts"),
    "chapters": _lazy("Print the chapters"),
    "papers": _lazy("Bind in the issued papers"),
    "exhibits": _lazy("Show the evidence"),
    "bind": _lazy("Bind and enclose"),
    "sign": _lazy("Sign"),
    "file": _lazy("Keep and record"),
    "check": _lazy("Check the files"),
    "dossiers": _lazy("Make the dossiers, one after the other"),
}
WAYS = (
    ("facts", "print", "keep"),
    ("gather", "pack", "store"),
    ("read", "chapters", "papers", "exhibits", "bind", "sign", "file"),
)
"""The steps that one kind of job takes, one after the other."""
TROUBLES: Mapping[str, Promise] = {
    "failed": _lazy("The job failed for a reason that was not foreseen. Ask for it again."),
    "gave_up": _lazy(
        "The job was begun several times and never came to its end. Ask for it again."
    ),
    "disk_full": _lazy(
        "There is no room left to keep what was made, so nothing was kept. Tell the installation "
        "administrator; ask again when there is room."
    ),
    "access_lost": _lazy("Who asked for this no longer has the role for it. Ask somebody who has."),
    "facts_missing": _lazy("The frozen version lacks what the paper must say: {labels}."),
    "package_too_large": _lazy(
        "The files together have {size} MB; a package takes {most} MB. Attach smaller files."
    ),
    "paper_damaged": _lazy(
        "The issued paper “{name}” is gone or damaged. Bring it back from a backup, then ask again."
    ),
    "file_damaged": _lazy(
        "The file “{name}” is gone or damaged, so nothing was made. Attach or print it again."
    ),
}


@dataclass(frozen=True)
class Line:
    document: Document
    kind: str
    language: str

    @property
    def is_archived(self) -> bool:
        """PDF, to file; others are Word, to edit, and packages."""
        return bool(self.document.media_type == "application/pdf")

    @property
    def is_package(self) -> bool:
        return bool(self.document.media_type == "application/zip")


@dataclass(frozen=True)
class Papers:
    lines: list[Line]
    running: list[Job]
    failed: Job | None
    """The last job, where it failed."""
    versions: list[Disclosure]
    refusal: Sentence | None


def papers(algorithm: Algorithm, user: User) -> Papers:
    documents = (
        Document.objects.of_the_record()
        .filter(algorithm=algorithm)
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
        refusal=None if may_print.allows(user, algorithm) else may_print.otherwise,
    )


def line(document: Document) -> Line:
    return Line(
        document,
        str(document.get_kind_display()),
        str(LANGUAGES.get(document.language, document.language)),
    )


@dataclass(frozen=True)
class Step:
    label: str
    is_done: bool
    is_current: bool


@dataclass(frozen=True)
class Watched:
    """A job as `components/progress.html` shows it, with what came of it."""

    title: str
    percent: int | None
    sentence: str
    steps: list[Step]
    is_over: bool
    asked_at: datetime
    state: str
    trouble: str
    documents: list[Line]
    may_cancel: bool


def watched(job: Job, user: User) -> Watched:
    made = Document.objects.filter(job=job).select_related("disclosure", "issued_by").defer("facts")
    waits = job.state == JobState.WAITING
    return Watched(
        title=str(job.get_state_display()),
        percent=None if waits else min(100, round(100 * job.done / (job.total or 1))),
        sentence=_sentence(job),
        steps=[] if waits else steps(job),
        is_over=job.is_over,
        asked_at=job.asked_at,
        state=STATES.get(job.state, "waiting"),
        trouble=trouble(job),
        documents=[line(document) for document in made.defer("disclosure__content")],
        may_cancel=not job.is_over
        and not job.cancel_asked
        and (user.pk == job.asked_by_id or is_filer.allows(user, job)),
    )


def _sentence(job: Job) -> str:
    if job.state == JobState.WAITING:
        return _("Waits for a worker; you may leave this page.")
    if job.cancel_asked and not job.is_over:
        return _("Stops at its next step.")
    if job.step == "dossiers" and not job.is_over:
        total = max(1, len(job.order["algorithms"]))
        number = min(total, job.done * total // max(1, job.total) + 1)
        return _("Dossier %(number)d of %(total)d") % {"number": number, "total": total}
    return "" if job.is_over else str(STEPS.get(job.step, job.step))


def steps(job: Job) -> list[Step]:
    """The steps of a job whose kind names them; those before the present one are done."""
    codes = next((way for way in WAYS if job.step in way), ())
    at = codes.index(job.step) if codes else 0
    done = job.state == JobState.DONE
    return [
        Step(str(STEPS[code]), done or number < at, not job.is_over and number == at)
        for number, code in enumerate(codes)
    ]


def trouble(job: Job) -> str:
    """Why a job failed and what to do, in the reader's language; nothing when it did not."""
    return told(job.trouble, job.result.get("parameters", {})) if job.trouble else ""


def told(code: str, parameters: Mapping[str, Any]) -> str:
    """The sentence of a trouble."""
    if failure := FAILURES.get(code) if code not in TROUBLES else None:
        try:
            return str(failure(**parameters).sentence)
        except (TypeError, KeyError):
            return str(TROUBLES["failed"])
    return str(TROUBLES.get(code, TROUBLES["failed"])).format(**parameters)
