"""Work that takes longer than a page may. The row is the outbox; the broker only wakes a worker.

A job is asked for in the transaction of the act that needs it. Whoever takes it counts `tries` up
and from then on speaks for that try alone: a worker that was thought dead and comes back finds
itself superseded. What the work found is written in one transaction with the end of the job, so a
worker killed at any moment leaves nothing, and another one begins anew.
"""

import errno
import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from celery import current_app
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from filings import history, walls
from filings.enums import JUDGED_JOBS, Act, JobKind, JobState
from filings.models import Algorithm, Job, User
from filings.permissions import is_filer
from filings.statemachine import ActionRefused

logger = logging.getLogger(__name__)

TASK = "filings.run_job"
TASKS: Mapping[str, str] = dict.fromkeys(JUDGED_JOBS, "reviews.run_job")
"""Who does the work of a kind, where it is another app: a name only, nothing is imported."""
STALE = timedelta(minutes=3)
"""A running job that said nothing for so long has lost its worker."""
OVERDUE = timedelta(seconds=20)
"""A waiting job that nobody took for so long was not heard of."""
MOST_TRIES = 3
NO_ROOM = {errno.ENOSPC, errno.EDQUOT}
TRY_AGAIN = {"worker_lost", "too_slow"}

Deliver = Callable[[Job], dict[str, Any]]
"""Writes what was found, inside the last transaction; gives the job's result."""


class JobFailed(Exception):
    """The work cannot be done; `code` names the sentence that people read."""

    def __init__(self, code: str, **parameters: str | int) -> None:
        super().__init__(code)
        self.code, self.parameters = code, parameters


class Stopped(Exception):
    """Somebody cancelled the job, or another worker has taken it over."""


class Progress:
    """What a running job tells of itself, in a transaction of its own each time."""

    def __init__(self, job: Job) -> None:
        self.job = job

    def __call__(self, step: str, done: int, total: int) -> None:
        """Raises Stopped when the job is to end here. Also the job's sign of life."""
        with walls.for_provider(self.job.provider_id):
            mine = _tries(self.job).filter(cancel_asked=False)
            if not mine.update(step=step, done=done, total=total, beat_at=timezone.now()):
                raise Stopped


Work = Callable[[Job, Progress], Deliver]
"""Does the long part outside of any transaction, opening the wall where it reads."""


def ask(
    *,
    kind: JobKind,
    provider_id: int,
    by: User | None,
    algorithm: Algorithm | None = None,
    **order: Any,
) -> Job:
    """Put a job down and say so in the history."""
    job = put_down(Job(kind=kind, provider_id=provider_id, algorithm=algorithm, asked_by=by), order)
    history.record(
        Act.JOB_ASKED, by=by, algorithm=algorithm, provider_id=provider_id, kind=kind.value,
        job=job.pk,
    )  # fmt: skip
    return job


def put_down(job: Job, order: dict[str, Any]) -> Job:
    """A worker is woken once the caller's transaction has come through.

    An order may name in `scratch` a stored file that is kept for the work alone: it goes with the
    end of the job, whichever that is.
    """
    job.order = order
    job.save()
    transaction.on_commit(lambda: send(job.pk, job.provider_id, job.kind))
    return job


def cancel(*, job: Job, by: User) -> Job:
    """Whoever asked, or a filer, ends a job; a running one stops at its next step."""
    if by.pk != job.asked_by_id and not is_filer.allows(by, job):
        raise ActionRefused(is_filer.otherwise)
    locked = stop(job)
    history.record(
        Act.JOB_CANCELLED, by=by, algorithm=locked.algorithm, provider_id=locked.provider_id,
        kind=locked.kind, job=locked.pk,
    )  # fmt: skip
    return locked


def stop(job: Job) -> Job:
    """End a job that waits; one that runs stops at its next step."""
    locked = _locked(job.pk)
    if locked.is_over:
        raise ActionRefused(_("This job is over already."))
    locked.cancel_asked = True
    if locked.state == JobState.WAITING:
        locked.state, locked.ended_at = JobState.CANCELLED, timezone.now()
    locked.save(update_fields=["cancel_asked", "state", "ended_at"])
    _let_go(locked)
    return locked


def send(job_id: int, provider_id: int, kind: str) -> None:
    """Wake a worker. Without a broker the job merely waits for the next sweep."""
    try:
        current_app.send_task(TASKS.get(kind, TASK), args=[job_id, provider_id], retry=False)
    except Exception:  # noqa: BLE001 - each transport raises errors of its own
        logger.warning("Job %s stays in the outbox: the broker does not answer", job_id)


def forgotten(now: datetime) -> list[tuple[int, int, str]]:
    """(job, provider, kind) of what waits too long or lost its worker; inside the clock's wall."""
    waiting = Q(state=JobState.WAITING, asked_at__lt=now - OVERDUE)
    silent = Q(state=JobState.RUNNING, beat_at__lt=now - STALE)
    rows = Job.objects.filter(waiting | silent).order_by("pk")
    return list(rows.values_list("pk", "provider_id", "kind")[:1000])


def run(job_id: int, provider_id: int, work: Mapping[JobKind, Work]) -> None:
    """Do one job, whether it was sent once or often, to one worker or to several."""
    with walls.for_provider(provider_id):
        job = _taken(job_id)
    if job is None:
        return
    try:
        deliver = work[JobKind(job.kind)](job, Progress(job))
        _finish(job, deliver)
    except Stopped:
        _end(job, JobState.CANCELLED)
    except JobFailed as failed:
        again = failed.code in TRY_AGAIN and job.tries < MOST_TRIES
        _end(
            job,
            JobState.WAITING if again else JobState.FAILED,
            trouble=failed.code,
            result={"parameters": failed.parameters},
        )
    except Exception as fault:
        logger.exception("Job %s failed", job_id)
        full = isinstance(fault, OSError) and fault.errno in NO_ROOM
        _end(job, JobState.FAILED, trouble="disk_full" if full else "failed")


def _taken(job_id: int) -> Job | None:
    """The job, now ours; nothing when it is over, cancelled or in living hands."""
    job = Job.objects.select_for_update(of=("self",)).filter(pk=job_id).first()
    now = timezone.now()
    if job is None or job.is_over:
        return None
    if job.state == JobState.RUNNING and job.beat_at and job.beat_at > now - STALE:
        return None
    job.tries += 1
    if job.cancel_asked:
        job.state, job.ended_at = JobState.CANCELLED, now
    elif job.tries > MOST_TRIES:
        job.state, job.trouble, job.ended_at = JobState.FAILED, "gave_up", now
    else:
        job.state, job.beat_at, job.trouble = JobState.RUNNING, now, ""
    job.save()
    _let_go(job)
    return None if job.is_over else job


def _finish(job: Job, deliver: Deliver) -> None:
    with walls.for_provider(job.provider_id):
        locked = _tries(job).select_for_update(of=("self",)).first()
        if locked is None or locked.cancel_asked:
            raise Stopped
        if not _still_acts(locked):
            raise JobFailed("access_lost")
        locked.result = deliver(locked)
        locked.state, locked.ended_at = JobState.DONE, timezone.now()
        locked.done = locked.total
        locked.save()
        _let_go(locked)


def _still_acts(job: Job) -> bool:
    """Whoever asked must still belong to the provider when the result is given out.

    Who judges belongs to a committee instead; their work asks for itself.
    """
    if (person := job.asked_by) is None or job.kind in JUDGED_JOBS:
        return True
    return person.is_active and person.memberships.filter(provider_id=job.provider_id).exists()


def _end(job: Job, state: JobState, **fields: Any) -> None:
    """End a try, unless another worker speaks for the job by now."""
    ended_at = None if state == JobState.WAITING else timezone.now()
    with walls.for_provider(job.provider_id):
        mine = _tries(job).filter(cancel_asked=True) if state == JobState.CANCELLED else _tries(job)
        if mine.update(state=state, ended_at=ended_at, **fields):
            job.state = state
            _let_go(job)


def _let_go(job: Job) -> None:
    """Once the transaction has come through; what a crash leaves goes with `forget_old`."""
    if job.is_over and (name := job.order.get("scratch")):
        transaction.on_commit(partial(default_storage.delete, name))


def _tries(job: Job) -> Any:
    """The row as long as it stands where this try left it."""
    return Job.objects.filter(pk=job.pk, state=JobState.RUNNING, tries=job.tries)


def _locked(job_id: int) -> Job:
    return Job.objects.select_for_update(of=("self",)).select_related("algorithm").get(pk=job_id)
