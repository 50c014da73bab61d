"""What providers own leaves as one file and comes back whole, or not at all."""

import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from django.conf import settings as installed
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connections, transaction
from pytest_django import DjangoDbBlocker, Settings

from config.archive import contents
from config.archive.packing import HISTORY, MANIFEST
from filings import walls
from filings.models import Event, Evidence, Provider, User
from filings.services import history_check, seals
from reviews.models import Case, Seat
from tests import database
from tests.reliability import catalogue
from tests.reliability.world import make_world


def said(command: str, *arguments: Any, **options: Any) -> str:
    output = io.StringIO()
    call_command(command, *arguments, stdout=output, **options)
    return output.getvalue()


@pytest.fixture(scope="module")
def archive(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Path:
    """Providers with everything that one may have; beside it, one of them alone."""
    out = tmp_path_factory.mktemp("archive") / "group.zip"
    with (
        django_db_blocker.unblock(),
        pytest.MonkeyPatch.context() as patch,
        database.copied(),
    ):
        patch.setattr(installed, "MEDIA_ROOT", tmp_path_factory.mktemp("old"))
        with transaction.atomic():
            world = make_world()
        assert "3 providers" in said("export_provider", out=out)
        one = world.b.provider.uscc
        assert "1 providers" in said("export_provider", one, out=out.with_name("one.zip"))
        with pytest.raises(CommandError, match="No such provider: 91"):
            call_command("export_provider", "91", out=out.with_name("none.zip"))
    return out


@pytest.fixture
def demo(django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path: Path) -> Path:
    """Of the whole demo installation: its group, filings, papers, and a committee's cases."""
    out = tmp_path / "demo.zip"
    with (
        django_db_blocker.unblock(),
        pytest.MonkeyPatch.context() as patch,
        database.copied(),
    ):
        patch.setattr(installed, "MEDIA_ROOT", tmp_path / "old")
        call_command("seed_demo", verbosity=0, stdout=io.StringIO())
        call_command("seed_reviews", stdout=io.StringIO())
        assert "3 providers" in said("export_provider", out=out)
    return out


@pytest.fixture
def empty(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, settings: Settings, tmp_path: Path
) -> Iterator[None]:
    """Another installation: set up on another day, which its rule packs remember."""
    settings.MEDIA_ROOT = tmp_path / "new"
    settings.CHECKPOINT_FILE = tmp_path / "checkpoints.jsonl"
    with django_db_blocker.unblock(), database.copied(empty=True):
        with connections["owner"].cursor() as cursor:
            cursor.execute("ALTER TABLE reviews_rulepack DISABLE TRIGGER USER")
            cursor.execute("UPDATE reviews_rulepack SET adopted_at = adopted_at + interval '1 day'")
            cursor.execute("ALTER TABLE reviews_rulepack ENABLE TRIGGER USER")
        yield


def test_the_demo_installation_comes_back_whole_in_an_empty_one(demo: Path, empty: None) -> None:
    told = json.loads(ZipFile(demo).read(MANIFEST))
    assert "counts and digests equal" in said("import_provider", demo)
    with connections["owner"].cursor() as cursor:
        for table in {*catalogue.WALLED, "filings_publishedentry", "reviews_seat"}:
            cursor.execute(f"SELECT count(*) FROM {table}")
            assert cursor.fetchone()[0] == told["tables"][table]["rows"], table
        assert [f for f in catalogue.faults(cursor) if "trigger" in f or "security" in f] == []
        cursor.execute("SELECT count(*) FROM pg_trigger WHERE tgenabled = 'D'")
        assert cursor.fetchone()[0] == 0
    for table in ("reviews_case", "reviews_ballot", "filings_event", "filings_evidence"):
        assert told["tables"][table]["rows"] > 0
    with walls.for_clock():
        kept = Evidence.objects.earliest("pk")
        assert default_storage.exists(kept.storage_name)
    assert not any(user.has_usable_password() for user in User.objects.all())
    seals.seal()
    assert history_check.check().complaints == []
    with pytest.raises(CommandError, match="not empty"):
        call_command("import_provider", demo)


def test_one_provider_leaves_without_the_others(archive: Path, empty: None) -> None:
    said("import_provider", archive.with_name("one.zip"))
    with walls.for_clock():
        (provider,) = Provider.objects.all()
        assert {case.provider for case in Case.objects.all()} == {provider}
        assert Event.objects.exists()
    assert Seat.objects.exists()
    assert not archive.with_name("none.zip").exists()


def test_everything_behind_the_wall_is_archived() -> None:
    assert {table.name for table in contents.owned()} == set(catalogue.WALLED)


def altered(archive: Path, out: Path, name: str, change: Callable[[bytes], bytes]) -> Path:
    with ZipFile(archive) as old, ZipFile(out, "w") as new:
        for item in old.namelist():
            content = old.read(item)
            new.writestr(item, change(content) if item.startswith(name) else content)
    return out


def other_history(content: bytes) -> bytes:
    told = json.loads(content)
    told["events"][3]["fields"][-1] = "{}"
    return json.dumps(told).encode()


SPOILT: dict[str, tuple[str, Callable[[bytes], bytes], str]] = {
    "a row": ("tables/filings_filing.", lambda c: c.replace(b"20", b"21", 1), "not what the manif"),
    "a row less": ("tables/filings_duty.", lambda c: c.split(b"\n", 1)[1], "not what the manif"),
    "a file": ("files/", lambda c: c + b" ", "is damaged"),
    "an event": (HISTORY, other_history, "not the one"),
    "the version": (MANIFEST, lambda c: c.replace(b"00", b"01"), "another version|not the one"),
}


@pytest.mark.parametrize("case", SPOILT)
def test_an_altered_archive_leaves_no_trace(
    archive: Path, empty: None, tmp_path: Path, case: str
) -> None:
    name, change, sentence = SPOILT[case]
    with pytest.raises(CommandError, match=sentence):
        call_command("import_provider", altered(archive, tmp_path / "x.zip", name, change))
    with walls.for_clock():
        assert (User.objects.count(), Evidence.objects.count()) == (0, 0)


def test_another_key_and_another_file_are_refused(
    archive: Path, empty: None, tmp_path: Path
) -> None:
    with pytest.raises(CommandError, match="another key"):
        call_command("import_provider", archive, key="00" * 32)
    plain = tmp_path / "plain.zip"
    plain.write_bytes(b"PK nothing")
    for path in (plain, tmp_path / "nowhere.zip"):
        with pytest.raises(CommandError):
            call_command("import_provider", path)
