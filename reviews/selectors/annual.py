"""The report of a year on its page: what is being printed, what was issued, what was handed in."""

from dataclasses import dataclass

from filings.enums import DocumentKind, JobKind
from filings.models import Document, Job, User
from reviews.enums import Handed
from reviews.models import CommitteeService, Paper, Registration


@dataclass(frozen=True)
class Papers:
    running: list[Job]
    documents: list[Document]
    """The forms of the last printing."""


def papers(service: CommitteeService, year: int, user: User) -> Papers:
    orders = Job.objects.filter(
        kind=JobKind.REVIEW_PAPER,
        provider=service.provider_id,
        order__paper=DocumentKind.REVIEW_ANNUAL.value,
        order__committee=service.committee_id,
        order__year=year,
    )
    kept = Paper.objects.visible_to(user).filter(
        kind=DocumentKind.REVIEW_ANNUAL,
        provider=service.provider_id,
        committee=service.committee_id,
        subject=year,
    )
    last = kept.order_by("-pk").select_related("document").first()
    together = kept.filter(document__job=last.document.job_id) if last else kept
    return Papers(
        [job for job in orders.order_by("-pk")[:5] if not job.is_over],
        [each.document for each in together.select_related("document").order_by("pk")],
    )


def handed_in(service: CommitteeService, year: int) -> Registration | None:
    return Registration.objects.filter(
        provider=service.provider_id,
        committee=service.committee_id,
        year=year,
        kind=Handed.REPORT,
    ).first()
