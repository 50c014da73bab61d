import io
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone
from pytest_django import Settings

from filings import contents, regulations, walls
from filings.enums import Act
from filings.models import Disclosure, Event, Evidence, User
from filings.services import drafting, evidence
from filings.services.files import Damaged
from filings.statemachine import ActionRefused
from tests.factories import AlgorithmFactory
from tests.filings import files
from tests.filings.filling import fill
from tests.people import People


@pytest.fixture(autouse=True)
def stored(settings: Settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def by(people: People) -> Iterator[User]:
    with walls.for_person(people.filer):
        yield people.filer


@pytest.fixture
def draft(people: People, by: User) -> Disclosure:
    return drafting.start(algorithm=AlgorithmFactory(provider=people.provider), by=by)


def place(draft: Disclosure) -> str:
    return next(path for path, _field in contents.columns(contents.form_of(draft).sections[0]))


def attach(draft: Disclosure, by: User, **more: Any) -> Evidence:
    content = more.pop("content", None) or files.pdf()
    about = evidence.About(**{"kind": next(iter(regulations.load().evidence_kinds)), **more})
    return evidence.attach(
        disclosure=draft, path=place(draft), file=io.BytesIO(content), name="执照.pdf", about=about,
        by=by,
    )  # fmt: skip


def kept(folder: Path) -> list[str]:
    return sorted(p.name for p in folder.rglob("*") if p.is_file())


def test_a_file_is_kept_by_the_digest_of_its_bytes(
    draft: Disclosure, by: User, stored: Path
) -> None:
    made = attach(draft, by, owner=by, dated_on=date(2026, 1, 5), expires_on=date(2027, 1, 5))
    assert kept(stored) == [made.sha256]
    assert (made.name, made.media_type, made.owner) == ("执照.pdf", "application/pdf", by)
    with evidence.read(made) as file:
        assert file.read() == files.pdf()
    event = Event.objects.get(act=Act.EVIDENCE_ADDED)
    assert (event.payload["sha256"], event.payload["evidence"]) == (made.sha256, made.pk)


def test_equal_bytes_are_stored_once_for_two_fields(
    draft: Disclosure, by: User, stored: Path
) -> None:
    first = attach(draft, by)
    first.pk, first.path = None, first.path + "x"
    first.save()
    evidence.remove(evidence=Evidence.objects.order_by("id")[0], by=by)
    attach(draft, by)
    assert len(kept(stored)) == 1


def test_the_same_file_is_not_attached_twice_to_one_field(draft: Disclosure, by: User) -> None:
    attach(draft, by)
    with pytest.raises(ActionRefused, match="already"):
        attach(draft, by)
    assert Evidence.objects.count() == 1


@pytest.mark.parametrize(
    ("more", "word"),
    [
        ({"content": b"MZ program"}, "not accepted"),
        ({"content": files.pdf()[:40]}, "damaged"),
        ({"kind": "no_such_kind"}, "kind of file"),
        ({"marks": ["no_such_mark"]}, "no such mark"),
        ({"dated_on": date(2026, 5, 1), "expires_on": date(2026, 4, 1)}, "two dates"),
        ({"dated_on": timezone.localdate() + timedelta(days=2)}, "future"),
    ],
)
def test_a_refused_file_leaves_no_trace(
    draft: Disclosure, by: User, stored: Path, more: dict[str, Any], word: str
) -> None:
    with pytest.raises(ActionRefused, match=word):
        attach(draft, by, **more)
    assert not Evidence.objects.exists()
    assert kept(stored) == []
    assert not Event.objects.filter(act=Act.EVIDENCE_ADDED).exists()


def test_a_file_proves_a_field_of_the_form(draft: Disclosure, by: User) -> None:
    about = evidence.About(kind=next(iter(regulations.load().evidence_kinds)))
    for path in ("nowhere.field", f"{place(draft)}.deeper", ""):
        with pytest.raises(ActionRefused, match="no such"):
            evidence.attach(disclosure=draft, path=path, file=io.BytesIO(files.pdf()),
                            name="a.pdf", about=about, by=by)  # fmt: skip


def test_a_file_taken_out_keeps_row_and_bytes(draft: Disclosure, by: User, stored: Path) -> None:
    made = attach(draft, by)
    evidence.remove(evidence=made, by=by)
    made.refresh_from_db()
    assert made.removed_at
    assert kept(stored) == [made.sha256]
    assert Event.objects.filter(act=Act.EVIDENCE_REMOVED).count() == 1
    evidence.remove(evidence=made, by=by)
    assert Event.objects.filter(act=Act.EVIDENCE_REMOVED).count() == 1


def test_a_frozen_version_keeps_its_files_and_the_next_one_carries_them(
    draft: Disclosure, by: User
) -> None:
    kept_file, gone = attach(draft, by), attach(draft, by, content=files.pdf(b"2 0 obj endobj\n"))
    evidence.remove(evidence=gone, by=by)
    fill(draft, by)
    frozen = drafting.freeze(disclosure=draft, by=by)
    assert frozen.content is not None
    assert [f["sha256"] for f in frozen.content["evidence"]] == [kept_file.sha256]
    kept_file.refresh_from_db()
    with pytest.raises(ActionRefused, match="frozen"):
        evidence.remove(evidence=kept_file, by=by)
    with pytest.raises(ActionRefused, match="frozen"):
        attach(frozen, by)
    following = drafting.start(algorithm=frozen.algorithm, by=by)
    (carried,) = following.evidence.all()
    assert (carried.carried_from, carried.sha256) == (kept_file, kept_file.sha256)
    evidence.remove(evidence=carried, by=by)


def test_bytes_that_changed_in_the_store_are_not_given_out(draft: Disclosure, by: User) -> None:
    made = attach(draft, by)
    path = Path(default_storage.path(made.storage_name))
    path.write_bytes(path.read_bytes()[:-1] + b"X")
    with pytest.raises(Damaged):
        evidence.read(made)
    path.unlink()
    with pytest.raises(Damaged):
        evidence.read(made)


def test_only_those_who_disclose_attach_and_take_out(
    draft: Disclosure, by: User, people: People
) -> None:
    made = attach(draft, by)
    with walls.for_person(people.auditor):
        with pytest.raises(ActionRefused, match="Only a filer"):
            attach(draft, people.auditor, content=files.pdf(b"2 0 obj endobj\n"))
        with pytest.raises(ActionRefused, match="Only a filer"):
            evidence.remove(evidence=made, by=people.auditor)
        assert Evidence.objects.filter(removed_at=None).count() == 1
