"""Work in the background: nothing is lost, nothing is done twice, a cancel leaves nothing."""

import datetime as dt
import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks

from filings import periodic, tasks, walls
from filings.enums import Act, JobKind, JobState, Role
from filings.models import Event, Job, Membership, User
from filings.services import jobs
from filings.statemachine import ActionRefused
from tests.factories import MembershipFactory, UserFactory, wall_down
from tests.people import People, make_people

SOON = dt.timedelta(seconds=1)


def ask(people: People, by: User | None = None) -> Job:
    person = by or people.filer
    with walls.for_person(person):
        return jobs.ask(kind=JobKind.PRINT, provider_id=people.provider.pk, by=person, paper="x")


def fresh(job: Job) -> Job:
    with wall_down():
        return Job.objects.get(pk=job.pk)


def change(job: Job, **facts: Any) -> None:
    with wall_down():
        Job.objects.filter(pk=job.pk).update(**facts)


def working(
    during: Callable[[Job], None] = lambda job: None,
    found: Callable[[Job], dict[str, Any]] = lambda job: {"found": job.tries},
) -> dict[JobKind, jobs.Work]:
    def work(job: Job, progress: jobs.Progress) -> jobs.Deliver:
        progress("print", 1, 2)
        during(job)
        progress("print", 2, 2)
        return found

    return {JobKind.PRINT: work}


def noting(delivered: list[Any], what: Any) -> Callable[[Job], dict[str, Any]]:
    """A delivery that leaves a trace in memory."""

    def found(_job: Job) -> dict[str, Any]:
        delivered.append(what)
        return {}

    return found


def run(job: Job, work: dict[JobKind, jobs.Work] | None = None) -> Job:
    jobs.run(job.pk, job.provider_id, work or working())
    return fresh(job)


def test_a_job_is_done_once_however_often_it_is_sent(people: People) -> None:
    job = ask(people)
    delivered: list[int] = []
    work = working(found=noting(delivered, job.pk))
    first = run(job, work)
    assert (first.state, first.step, first.done, first.tries) == (JobState.DONE, "print", 2, 1)
    assert run(job, work).ended_at == first.ended_at
    assert delivered == [job.pk]


def test_asking_is_in_the_history_and_wakes_a_worker_after_the_commit(
    people: People, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks() as calls:
        job = ask(people)
    assert len(calls) == 1
    with wall_down():
        event = Event.objects.get()
    assert (event.act, event.payload) == (Act.JOB_ASKED, {"kind": "print", "job": job.pk})


def test_an_act_undone_asks_for_nothing(
    people: People, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks() as calls, walls.for_person(people.filer):
        with transaction.atomic():
            ask(people)
            transaction.set_rollback(True)
        assert (calls, Job.objects.count()) == ([], 0)


class Killed(BaseException):
    """What a worker cannot answer: it is gone."""


def test_a_killed_worker_leaves_nothing_and_the_next_one_delivers_once(people: People) -> None:
    job = ask(people)

    def dies(_job: Job) -> dict[str, Any]:
        Membership.objects.create(provider_id=job.provider_id, user=people.filer, role=Role.LEGAL)
        raise Killed

    with pytest.raises(Killed):
        run(job, working(found=dies))
    with wall_down():
        assert not Membership.objects.filter(user=people.filer, role=Role.LEGAL).exists()
    assert fresh(job).state == JobState.RUNNING
    assert run(job).state == JobState.RUNNING  # in living hands, as far as anybody knows
    change(job, beat_at=timezone.now() - jobs.STALE - SOON)
    done = run(job)
    assert (done.state, done.tries, done.result) == (JobState.DONE, 2, {"found": 2})


def test_a_worker_thought_dead_delivers_nothing_when_it_comes_back(people: People) -> None:
    job = ask(people)
    delivered: list[str] = []

    def overtaken(_job: Job) -> None:
        change(job, beat_at=timezone.now() - jobs.STALE - SOON)
        run(job, working(found=noting(delivered, "second")))

    done = run(job, working(overtaken, noting(delivered, "first")))
    assert delivered == ["second"]
    assert (done.state, done.tries) == (JobState.DONE, 2)


def test_a_job_that_never_ends_is_given_up(people: People) -> None:
    job = ask(people)
    change(
        job,
        state=JobState.RUNNING,
        tries=jobs.MOST_TRIES,
        beat_at=timezone.now() - jobs.STALE - SOON,
    )
    ended = run(job)
    assert (ended.state, ended.trouble) == (JobState.FAILED, "gave_up")


def test_a_waiting_job_is_cancelled_at_once_a_running_one_at_its_next_step(
    people: People,
) -> None:
    waiting, running, last = ask(people), ask(people), ask(people)

    def cancel(job: Job) -> None:
        with walls.for_person(people.filer):
            jobs.cancel(job=job, by=people.filer)

    cancel(waiting)
    assert run(waiting).state == JobState.CANCELLED
    delivered: list[int] = []
    done = run(running, working(cancel, noting(delivered, 1)))
    assert (done.state, done.done) == (JobState.CANCELLED, 1)

    def at_the_last_moment(job: Job, _progress: jobs.Progress) -> jobs.Deliver:
        cancel(job)
        return noting(delivered, 2)

    assert run(last, {JobKind.PRINT: at_the_last_moment}).state == JobState.CANCELLED
    assert delivered == []
    with pytest.raises(ActionRefused, match="over already"):
        cancel(last)


def test_whoever_asked_or_a_filer_cancels(people: People) -> None:
    job = ask(people, by=people.legal)
    for person in (people.auditor, people.stranger):
        with pytest.raises(ActionRefused, match="Only a filer"), walls.for_person(person):
            jobs.cancel(job=job, by=person)
    assert fresh(job).state == JobState.WAITING
    with walls.for_person(people.legal):
        assert jobs.cancel(job=job, by=people.legal).state == JobState.CANCELLED


def test_who_lost_the_provider_meanwhile_gets_nothing(people: People) -> None:
    person = UserFactory()
    membership = MembershipFactory(provider=people.provider, user=person, role=Role.FILER)
    job = ask(people, by=person)

    def leave(_job: Job) -> None:
        with wall_down():
            membership.delete()

    ended = run(job, working(leave))
    assert (ended.state, ended.trouble, ended.result["parameters"]) == ("failed", "access_lost", {})


def test_a_failure_is_a_code_and_a_lost_printer_is_tried_again(people: People) -> None:
    def failing(error: Exception) -> dict[JobKind, jobs.Work]:
        def work(_job: Job, _progress: jobs.Progress) -> jobs.Deliver:
            raise error

        return {JobKind.PRINT: work}

    job = ask(people)
    again = run(job, failing(jobs.JobFailed("worker_lost")))
    assert (again.state, again.ended_at, again.tries) == (JobState.WAITING, None, 1)
    ended = run(job, failing(jobs.JobFailed("glyph_missing", characters="龘")))
    assert (ended.state, ended.trouble) == (JobState.FAILED, "glyph_missing")
    assert ended.result == {"parameters": {"characters": "龘"}}
    assert run(ask(people), failing(ValueError("canary"))).trouble == "failed"


def test_the_clock_wakes_what_waits_too_long_or_fell_silent(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[tuple[int, int, str]] = []
    monkeypatch.setattr(jobs, "send", lambda *ids: sent.append(ids))
    long_ago = timezone.now() - dt.timedelta(hours=1)
    new, late, silent, running, over = (ask(people) for _number in range(5))
    change(late, asked_at=long_ago)
    change(silent, asked_at=long_ago, state=JobState.RUNNING, beat_at=long_ago)
    change(running, asked_at=long_ago, state=JobState.RUNNING, beat_at=timezone.now())
    change(over, asked_at=long_ago, state=JobState.DONE)
    periodic.sweep_jobs()
    assert sent == [(job.pk, people.provider.pk, "print") for job in (late, silent)]
    assert new.pk not in {job_id for job_id, _provider, _kind in sent}


@pytest.mark.parametrize("arguments", [(1,), (1, None), (1, 0), (1, True), (1, "2")])
def test_a_task_without_a_provider_refuses_to_run(db: None, arguments: tuple[Any, ...]) -> None:
    with pytest.raises(RuntimeError, match="without the provider it works for"):
        tasks.run_job(*arguments)


def test_a_task_for_another_provider_finds_no_job(people: People) -> None:
    job = ask(people)
    tasks.run_job(job.pk, people.elsewhere.pk)
    assert fresh(job).tries == 0


def test_the_sign_of_life_is_seen(db: None) -> None:
    periodic.beat()
    assert periodic.worker_alive()


def test_of_workers_woken_at_once_one_works(cloned_database: str) -> None:
    with transaction.atomic():
        people = make_people()
    job = ask(people)
    gate, worked = threading.Barrier(6), list[int]()

    def worker() -> None:
        gate.wait()
        try:
            jobs.run(job.pk, job.provider_id, working(lambda job: worked.append(job.tries)))
        finally:
            connection.close()

    threads = [threading.Thread(target=worker) for _number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert worked == [1]
    with transaction.atomic():
        assert fresh(job).state == JobState.DONE
