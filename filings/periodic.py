"""What the clock does. It acts for nobody, sees every provider, and every act may come twice."""

from celery import shared_task
from django.core.cache import cache
from django.utils import timezone

from filings import notifications, walls
from filings.services import (
    deadlines,
    history_check,
    jobs,
    label_batches,
    parts,
    portfolio,
    reminders,
    seals,
    visiting,
    webhooks,
)

ALIVE = "worker-alive"
ALIVE_SECONDS = 180


@shared_task(name="filings.sweep_jobs")
def sweep_jobs() -> None:
    """Wake workers again for what was not heard of or lost its worker."""
    with walls.for_clock():
        found = jobs.forgotten(timezone.now())
    for job_id, provider_id, kind in found:
        jobs.send(job_id, provider_id, kind)


@shared_task(name="filings.deliver_mail")
def deliver_mail() -> None:
    """Mail that did not leave with its act goes out, and what left long ago is forgotten."""
    notifications.deliver_waiting(timezone.now())
    notifications.forget(timezone.now())


@shared_task(name="filings.follow_calendar")
def follow_calendar() -> None:
    """Provisional due dates follow a schedule that was published or entered meanwhile."""
    deadlines.follow_calendar(by=None)


@shared_task(name="filings.follow_rules")
def follow_rules() -> None:
    """Every provider is brought in line with the rule set and the numbers in force here."""
    with walls.for_clock():
        portfolio.ask_where_outdated()


@shared_task(name="filings.visit_links")
def visit_links() -> None:
    """Whether the public addresses of what is about to be filed open, where the operator asks."""
    if not visiting.is_on():
        return
    with walls.for_clock() as providers:
        pass
    for provider_id in providers:
        with walls.for_provider(provider_id):
            wanted = visiting.addresses()
        tried = visiting.tried(wanted)
        with walls.for_provider(provider_id):
            visiting.keep(provider_id, tried)


@shared_task(name="filings.remind")
def remind() -> None:
    """Plan the reminders of running terms and send those that are due, each once."""
    now = timezone.now()
    with walls.for_clock():
        reminders.plan(now)
    with walls.for_clock():
        reminders.send(now)


@shared_task(name="filings.deliver")
def deliver() -> None:
    """Messages to other systems that are due, where the operator named hosts."""
    webhooks.deliver(timezone.now())


@shared_task(name="filings.seal")
def seal() -> None:
    """New events become part of the signed tree."""
    seals.seal()


@shared_task(name="filings.check_history")
def check_history() -> None:
    """Every event, leaf and checkpoint against each other; the result waits on the status page."""
    history_check.check()


@shared_task(name="filings.mail_checkpoint")
def mail_checkpoint() -> None:
    """A copy of the latest checkpoint leaves the machine."""
    history_check.mail()


@shared_task(name="filings.forget_parts")
def forget_parts() -> None:
    """Chapters kept for the next dossier go after a while, and what a crash left of a job."""
    parts.forget_old(timezone.now())
    label_batches.forget_old(timezone.now())


@shared_task(name="filings.beat")
def beat() -> None:
    """Clock, broker and worker answered together; `worker_alive` reads it."""
    cache.set(ALIVE, timezone.now().isoformat(), ALIVE_SECONDS)


def worker_alive() -> bool:
    return cache.get(ALIVE) is not None
