"""Printing for the judgement, by the same jobs as papers of the record. A way in, like a page."""

from functools import partial

from celery import shared_task

from filings.enums import JobKind
from filings.services import jobs
from filings.tasks import OfProvider
from reviews.selectors import dossiers as dossier_contents
from reviews.services import dossiers, papers

WORK: dict[JobKind, jobs.Work] = papers.WORK | {
    JobKind.REVIEW_DOSSIER: partial(dossiers.work, gather=dossier_contents.gather)
}


@shared_task(name=jobs.TASKS[JobKind.REVIEW_PAPER], base=OfProvider)
def run_job(job_id: int, provider_id: int) -> None:
    jobs.run(job_id, provider_id, WORK)
