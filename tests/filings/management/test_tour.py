"""The tour does the main job on invented data, in a demo installation only."""

import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from pypdfium2 import PdfDocument
from pytest_django import Settings

from filings.enums import AlgorithmStatus, Role
from filings.models import Algorithm, Document, Event, Installation, Membership, User
from filings.services import people
from filings.services.people import Invited
from tests.factories import wall_down


@pytest.fixture(autouse=True)
def stored(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.EMAIL_FILE_PATH = tmp_path / "mail"


@pytest.fixture
def keeper(db: None) -> User:
    """A demo installation with the person who keeps it."""
    Installation.objects.create(id=1, demo=True)
    invited = Invited("keeper@demo.example", "Keeper", "en")
    return people.enrol(invited, is_operator=True, is_demo=True)


def taken(out: Path) -> str:
    output = io.StringIO()
    call_command("tour", out=out, stdout=output)
    return output.getvalue()


def test_each_tour_files_one_algorithm_and_writes_its_papers(keeper: User, tmp_path: Path) -> None:
    out = tmp_path / "out"
    first, second = taken(out), taken(out)
    with wall_down():
        algorithms = list(Algorithm.objects.order_by("id"))
        documents = Document.objects.count()
        roles = Membership.objects.values_list("user__name", "role")
        approvers = {name for name, role in roles if role == Role.APPROVER}
        filers = {name for name, role in roles if role == Role.FILER}
    assert [a.reference for a in algorithms] == ["TOUR-0001", "TOUR-0002"]
    assert {a.status for a in algorithms} == {AlgorithmStatus.FILED}
    assert len({a.number for a in algorithms}) == 2
    assert documents == 8
    assert len(approvers) == len(filers) == 1
    assert not approvers & filers
    assert sorted(path.name for path in out.iterdir()) == sorted(
        f"{name}.{ending}"
        for n in (1, 2)
        for name in (
            f"拟公示内容 巡览示例{n}号个性化推荐算法 v1",
            f"Public notice Tour example {n}, personalised feed v1",
        )
        for ending in ("pdf", "docx")
    )
    for path in out.glob("*.pdf"):
        assert path.name in first + second
        with PdfDocument(path) as pdf:
            assert len(pdf) >= 1


def test_every_step_is_told_in_both_languages(keeper: User, tmp_path: Path) -> None:
    told = taken(tmp_path)
    for chinese, english in (
        ("登记：", "Registered: "),
        ("披露并冻结：", "Disclosed and frozen: "),
        ("判定义务：", "Duties determined: "),
        ("备案：", "Filed: "),
        ("打印：", "Printed: "),
    ):
        assert chinese in told
        assert english in told


def test_outside_a_demo_installation_there_is_no_tour(db: None, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="needs a demo installation"):
        taken(tmp_path)


def test_without_the_demo_data_the_tour_says_what_to_load(db: None, tmp_path: Path) -> None:
    Installation.objects.create(id=1, demo=True)
    with pytest.raises(CommandError, match="seed_demo"):
        taken(tmp_path)
    assert not User.objects.exists()
    with wall_down():
        assert not Event.objects.exists()
