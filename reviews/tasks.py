"""Printing for the judgement, by the same jobs as papers of the record. A way in, like a page."""

from celery import shared_task

from filings.enums import JobKind
from filings.services import jobs
from filings.tasks import OfProvider
from reviews.services import papers


@shared_task(name=jobs.TASKS[JobKind.REVIEW_PAPER], base=OfProvider)
def run_job(job_id: int, provider_id: int) -> None:
    jobs.run(job_id, provider_id, papers.WORK)
