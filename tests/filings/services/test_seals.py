"""The sealer: everything becomes a leaf once, signed, copied outside; what is bent shows."""

import json
from pathlib import Path

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import DatabaseError, connections, transaction
from pytest_django import Settings

from filings import history, walls
from filings.enums import Act, InstallationAct
from filings.models import Checkpoint, Event, Leaf, Membership
from filings.sealing import notes
from filings.sealing.tree import Tree
from filings.services import history_check, seals
from tests.factories import wall_down
from tests.people import People, make_people


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> Path:
    settings.DATA_DIR = tmp_path
    settings.CHECKPOINT_FILE = tmp_path / "outside" / "checkpoints.jsonl"
    return tmp_path


def happens(people: People, times: int = 1) -> None:
    with walls.for_person(people.filer):
        for _time in range(times):
            history.record(Act.EXPORTED, by=people.filer, provider_id=people.provider.pk)


def leaves() -> list[bytes]:
    return [bytes(each.hash) for each in Leaf.objects.order_by("number")]


def codes() -> list[str]:
    return [each.code for each in history_check.check().complaints]


def test_events_become_leaves_of_a_signed_tree(people: People) -> None:
    happens(people, 3)
    history.record_for_all(InstallationAct.REGISTER_IMPORTED, by=None)
    first = seals.seal()
    assert first
    happens(people)
    second = seals.seal()
    assert second
    with wall_down():
        assert Leaf.objects.filter(of_all=False).count() == Event.objects.count()
    assert second.size == first.size + 1 == len(leaves())
    assert bytes(second.root) == Tree(leaves()).root
    said = notes.read(second.note, seals.keys()[0])
    assert (said.size, said.root) == (second.size, bytes(second.root))
    assert seals.seal() is None
    pulse = seals.pulse()
    assert pulse
    assert (pulse.sealed, pulse.lag) == (0, 0)


def test_a_late_event_takes_a_later_leaf(people: People) -> None:
    happens(people, 2)
    with wall_down():
        early, late = Event.objects.order_by("id")[:2]
        seals._append(None, [late])
    made = seals.seal()
    assert made
    assert Leaf.objects.get(event=early.pk, of_all=False).number == 1
    assert codes() == []


def test_the_key_is_made_once_and_is_for_its_owner_alone(folder: Path, settings: Settings) -> None:
    made = seals.key().private_bytes_raw()
    assert seals.key().private_bytes_raw() == made
    assert (folder / seals.KEY_FILE).stat().st_mode & 0o777 == 0o600
    assert [path.name for path in folder.iterdir()] == [seals.KEY_FILE]
    settings.SEALING_KEY = "07" * 32
    assert seals.key().private_bytes_raw() == b"\x07" * 32


def test_every_checkpoint_reaches_the_file_even_after_a_crash(people: People) -> None:
    path = seals.outside_file()
    happens(people)
    seals.seal()
    whole = path.read_bytes()
    happens(people)
    seals.seal()
    path.write_bytes(path.read_bytes()[:-20])  # the machine stopped in the middle of a line
    assert seals.carried(path) == json.loads(whole)["size"]
    seals.carry_out()
    kept = [line for line in path.read_text().splitlines() if line.endswith("}")]
    assert [json.loads(line)["note"] for line in kept] == [
        row.note for row in Checkpoint.objects.order_by("size")
    ]
    assert codes() == []


def test_the_database_refuses_leaves_and_checkpoints_out_of_turn(people: People) -> None:
    happens(people)
    seals.seal()
    with wall_down():
        event = Event.objects.first()
    assert event
    last = Checkpoint.objects.get()
    for act in (
        lambda: Leaf.objects.create(number=99, event=event.pk + 1, of_all=False, hash=b"x"),
        lambda: Leaf.objects.create(number=last.size, event=event.pk + 1, of_all=False, hash=b"x"),
        lambda: Leaf.objects.create(number=last.size, event=event.pk, of_all=True, hash=b"x"),
        lambda: Checkpoint.objects.create(
            size=99, root=b"", peaks=[], key="", note="", signed_at=last.signed_at
        ),
        lambda: Leaf.objects.update(hash=b"x"),
        lambda: Leaf.objects.filter(number=0).delete(),
        lambda: Checkpoint.objects.update(note="x"),
        lambda: Checkpoint.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()


BENT = {
    "event_changed": "UPDATE filings_event SET act = 'determined' WHERE id = {event}",
    "leaf_differs": """
        UPDATE filings_event SET act = 'determined' WHERE id = {event};
        UPDATE filings_event e SET hash = event_leaf(e) WHERE id = {event}""",
    "root_differs": """
        UPDATE filings_event SET act = 'determined' WHERE id = {event};
        UPDATE filings_event e SET hash = event_leaf(e) WHERE id = {event};
        UPDATE filings_leaf l SET hash = e.hash FROM filings_event e
          WHERE e.id = l.event AND NOT l.of_all""",
    "note_refused": "UPDATE filings_checkpoint SET note = replace(note, 'beian', 'other')",
    "outside_differs": "DELETE FROM filings_leaf; DELETE FROM filings_checkpoint",
    "event_unsealed": """
        DELETE FROM filings_leaf WHERE event = {event};
        UPDATE filings_checkpoint SET signed_at = now() + interval '1 hour'""",
}
"""What somebody who owns the database can do, triggers switched off."""


@pytest.fixture
def sealed(cloned_database: str) -> int:
    """A sealed history in a database of its own; gives one of its events."""
    with transaction.atomic():
        people = make_people()
    happens(people, 3)
    seals.seal()
    with transaction.atomic(), wall_down():
        return Event.objects.order_by("id").values_list("pk", flat=True)[1]


@pytest.mark.parametrize("code", BENT)
def test_what_the_owner_of_the_database_bends_is_found(sealed: int, code: str) -> None:
    assert codes() == []
    with connections["owner"].cursor() as cursor:
        for table in ("event", "leaf", "checkpoint"):
            cursor.execute(f"ALTER TABLE filings_{table} DISABLE TRIGGER USER")
        cursor.execute(BENT[code].format(event=sealed))
    assert code in codes()
    told = history_check.latest()
    assert told
    assert all(complaint.sentence for complaint in told.complaints)


def test_a_second_sealer_leaves_the_work_to_the_first(sealed: int) -> None:
    with transaction.atomic(), wall_down():
        people = Membership.objects.select_related("user", "provider").first()
    assert people
    with walls.for_person(people.user):
        history.record(Act.EXPORTED, by=people.user, provider_id=people.provider_id)
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [seals.LOCK])
        assert seals.seal() is None
        cursor.execute("SELECT pg_advisory_unlock(%s)", [seals.LOCK])
    assert seals.seal()


def test_the_latest_checkpoint_goes_out_by_mail(people: People, settings: Settings) -> None:
    happens(people)
    seals.seal()
    assert not history_check.mail()
    settings.CHECKPOINT_MAIL = ["chair@example.com"]
    assert history_check.mail()
    (sent,) = mail.outbox
    assert Checkpoint.objects.get().note in sent.body
    assert sent.to == ["chair@example.com"]


def test_the_command_ends_with_an_error_only_when_something_is_bent(
    people: People, capsys: pytest.CaptureFixture[str]
) -> None:
    happens(people)
    seals.seal()
    call_command("check_history")
    assert "0 complaints" in capsys.readouterr().out
    path = seals.outside_file()
    path.write_text(path.read_text().replace("beian/history", "beian/other", 1))
    with pytest.raises(SystemExit):
        call_command("check_history")
    assert "another checkpoint" in capsys.readouterr().out
