"""What a worker does when it is woken. A task is a way in, like a page: it opens the wall first.

It stands above services, not below them as first planned: a job determines and imports as well as
prints, and what it finds is written by the service that a page would call.
"""

from functools import partial
from typing import Any

from celery import Task, shared_task

from filings.enums import JobKind
from filings.selectors import dossiers as dossier_contents
from filings.services import (
    assessment_papers,
    bulk_dossiers,
    dossiers,
    issuing,
    jobs,
    label_batches,
    packages,
    portfolio,
)

WORK: dict[JobKind, jobs.Work] = {
    JobKind.PRINT: issuing.print_paper,
    JobKind.PACKAGE: packages.work,
    JobKind.REDETERMINE: portfolio.work,
    JobKind.ASSESSMENT: assessment_papers.work,
    JobKind.LABELS: label_batches.work,
    JobKind.DOSSIER: partial(dossiers.work, gather=dossier_contents.gather),
    JobKind.DOSSIERS: partial(bulk_dossiers.work, gather=dossier_contents.gather),
}


class OfProvider(Task):  # type: ignore[type-arg]
    """Refuses to run for nobody: a task without a provider would see nothing or everything."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        provider_id = kwargs.get("provider_id", args[1] if len(args) > 1 else None)
        if not isinstance(provider_id, int) or isinstance(provider_id, bool) or provider_id <= 0:
            raise RuntimeError(f"{self.name} was sent without the provider it works for")
        return super().__call__(*args, **kwargs)


@shared_task(name=jobs.TASK, base=OfProvider)
def run_job(job_id: int, provider_id: int) -> None:
    jobs.run(job_id, provider_id, WORK)
