"""Two editors do not overwrite each other, and a save never slips behind a freeze."""

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection, connections, transaction
from pytest_django import DjangoDbBlocker

from filings import canonical, contents, walls
from filings.models import Disclosure, DisclosureSection, Event, User
from filings.services import drafting
from filings.statemachine import ActionRefused
from tests.factories import AlgorithmFactory, wall_down
from tests.filings.filling import fill, samples
from tests.people import make_people

EDITORS, ROUNDS = 20, 8


@pytest.fixture
def kept(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Rows that other connections see; the owner removes them afterwards."""
    with django_db_blocker.unblock():
        yield
        connection.close()
        with connections["owner"].cursor() as cursor:
            cursor.execute("TRUNCATE filings_event, filings_membership, filings_provider CASCADE")
            cursor.execute("DELETE FROM mfa_authenticator; DELETE FROM filings_user")
        connections["owner"].close()


def begun() -> tuple[Disclosure, User]:
    with transaction.atomic():
        people = make_people()
        algorithm = AlgorithmFactory(provider=people.provider)
    with walls.for_person(people.filer):
        disclosure = drafting.start(algorithm=algorithm, by=people.filer)
        fill(disclosure, people.filer)
    return disclosure, people.filer


def at_once(*acts: Callable[[], Any]) -> list[str]:
    """Do all of it at the same moment, each on its own connection; gives how each ended."""
    together, ends = threading.Barrier(len(acts)), list[str]()

    def run(act: Callable[[], Any]) -> None:
        together.wait()
        try:
            act()
            ends.append("done")
        except drafting.Conflict:
            ends.append("conflict")
        except ActionRefused:
            ends.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(ends)


def save(disclosure: Disclosure, by: User, revision: int, *, blank: bool) -> Callable[[], Any]:
    def act() -> None:
        with walls.for_person(by):
            section = contents.form_of(disclosure).sections[0]
            drafting.save_section(
                disclosure=disclosure,
                code=section.code,
                answers={} if blank else samples(section.fields, by),
                marks={},
                revision=revision,
                by=by,
            )

    return act


def freeze(disclosure: Disclosure, by: User) -> Callable[[], Any]:
    def act() -> None:
        with walls.for_person(by):
            drafting.freeze(disclosure=disclosure, by=by)

    return act


def test_of_twenty_editors_at_once_one_saves_and_nineteen_see_a_conflict(kept: None) -> None:
    disclosure, by = begun()
    ends = at_once(*(save(disclosure, by, 1, blank=False) for _editor in range(EDITORS)))
    assert ends == ["conflict"] * (EDITORS - 1) + ["done"]
    with transaction.atomic(), wall_down():
        code = contents.form_of(disclosure).sections[0].code
        assert DisclosureSection.objects.get(disclosure=disclosure, code=code).revision == 2
        assert Event.objects.filter(act="section_saved", payload__section=code).count() == 2


def test_a_save_is_in_the_frozen_version_or_refused(kept: None) -> None:
    """The save empties the first section: frozen first, it is refused; saved first, the freeze."""
    for _round in range(ROUNDS):
        disclosure, by = begun()
        ends = at_once(freeze(disclosure, by), save(disclosure, by, 1, blank=True))
        assert ends == ["done", "refused"]
        with transaction.atomic(), wall_down():
            disclosure.refresh_from_db()
            code = contents.form_of(disclosure).sections[0].code
            row = disclosure.sections.get(code=code)
            if disclosure.is_frozen:
                assert disclosure.content
                frozen = disclosure.content["answers"][code]
                assert frozen
                assert {code: row.answers[code] for code in frozen} == frozen
                assert canonical.digest(disclosure.content) == disclosure.sha256
            else:
                assert row.answers == {}


def test_two_freezes_at_once_are_one(kept: None) -> None:
    disclosure, by = begun()
    assert at_once(freeze(disclosure, by), freeze(disclosure, by)) == ["done", "refused"]
    with transaction.atomic(), wall_down():
        assert Event.objects.filter(act="disclosure_frozen").count() == 1


def test_two_starts_at_once_are_one_draft(kept: None) -> None:
    disclosure, by = begun()
    freeze(disclosure, by)()

    def start() -> None:
        with walls.for_person(by):
            drafting.start(algorithm=disclosure.algorithm, by=by)

    assert at_once(start, start) == ["done", "refused"]
