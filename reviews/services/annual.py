"""Printing the report of a year: ordered, printed by a worker, kept with its facts and digests."""

from typing import Any

from filings import history, walls
from filings.documents import CHINESE
from filings.enums import Act, DocumentKind, JobKind
from filings.models import Document, Job, User
from filings.services import issuing, jobs
from filings.services.issuing import ENDINGS, Printed, Ready
from filings.statemachine import ActionRefused
from reviews.documents import LANGUAGES, annual
from reviews.documents.kinds import UNSAFE
from reviews.enums import PaperAudience
from reviews.models import CommitteeService, Paper
from reviews.permissions import HANDS_IN, REPORT_IS_KEPT, may_hand_in, may_read_report

TEMPLATE = "documents/review_paper.html"


def ask(*, serving: CommitteeService, year: int, by: User) -> Job:
    if not may_hand_in(by, serving.committee_id, serving.provider_id):
        raise ActionRefused(HANDS_IN)
    if not may_read_report(by, serving.committee_id, serving.provider_id):
        raise ActionRefused(REPORT_IS_KEPT)
    return jobs.ask(
        kind=JobKind.REVIEW_PAPER,
        provider_id=serving.provider_id,
        by=by,
        paper=DocumentKind.REVIEW_ANNUAL.value,
        committee=serving.committee_id,
        year=year,
    )


def is_annual(job: Job) -> bool:
    return bool(job.order["paper"] == DocumentKind.REVIEW_ANNUAL)


def print_report(job: Job, progress: jobs.Progress) -> jobs.Deliver:
    total = len(LANGUAGES) + 2
    progress("facts", 0, total)
    with walls.for_provider(job.provider_id):
        said = [_facts(job, language) for language in LANGUAGES]
    printed = []
    for number, facts in enumerate(said, 1):
        progress("print", number, total)
        printed.append(
            issuing.set_in_type(TEMPLATE, Ready(facts), created=job.asked_at, style="official")
        )
    progress("keep", total - 1, total)
    return lambda current: {"documents": [each.pk for each in _deliver(current, printed)]}


def _service(job: Job) -> CommitteeService:
    found = CommitteeService.objects.select_related("committee", "provider").filter(
        provider=job.provider_id, committee=job.order["committee"], until=None
    )
    service = found.first()
    if service is None:
        raise jobs.JobFailed("moved_on")
    return service


def _facts(job: Job, language: str) -> Any:
    service = _service(job)
    return annual.report(service.committee, service.provider, job.order["year"], language)


def _deliver(job: Job, printed: list[Printed]) -> list[Document]:
    service = _service(job)
    by = job.asked_by
    allowed = by and may_read_report(by, service.committee_id, service.provider_id)
    if not allowed:
        raise jobs.JobFailed("access_lost")
    issued = [_keep(service, job, each, media_type) for each in printed for media_type in ENDINGS]
    history.record(
        Act.COMMITTEE_CHANGED,
        by=by,
        provider_id=service.provider_id,
        committee=service.committee_id,
        change="report_printed",
        year=job.order["year"],
        documents={str(each.pk): each.sha256 for each in issued},
    )
    return issued


def _keep(service: CommitteeService, job: Job, each: Printed, media_type: str) -> Document:
    year = job.order["year"]
    chinese = each.facts.language == CHINESE
    title = "科技伦理委员会年度报告" if chinese else "Annual report of the ethics committee"
    name = f"{title} {service.committee.name_zh} {service.provider.name_zh} {year}"
    document = issuing.keep(
        Document(
            provider_id=service.provider_id,
            job=job,
            kind=DocumentKind.REVIEW_ANNUAL,
            name=UNSAFE.sub("-", f"{name[:180]}.{ENDINGS[media_type]}"),
            media_type=media_type,
        ),
        each,
        job.asked_by,
    )
    Paper.objects.create(
        provider_id=service.provider_id,
        document=document,
        kind=DocumentKind.REVIEW_ANNUAL,
        audience=PaperAudience.COMMITTEE,
        subject=year,
        committee=service.committee,
    )
    return document
