"""The invented group: loaded once and whole, through the services, never beside real people."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Count
from pytest_django import Settings

from filings import numbers
from filings.enums import Act, Role
from filings.models import (
    Algorithm,
    Event,
    Installation,
    Membership,
    Provider,
    PublicEntry,
    User,
)
from tests.factories import UserFactory, wall_down

ALGORITHMS = 11
PUBLISHED = 237
MISSING = Path("no-such-file.csv")


def seed() -> str:
    out = StringIO()
    call_command("seed_demo", stdout=out)
    return out.getvalue()


@pytest.fixture
def demo(db: None, settings: Settings) -> None:
    settings.DEMO = True
    seed()


def test_the_group_has_its_providers_people_and_records(demo: None) -> None:
    with wall_down():
        assert Provider.objects.count() == 3
        assert Algorithm.objects.count() == ALGORITHMS
        roles = Membership.objects.values("role").annotate(at=Count("provider", distinct=True))
        assert {row["role"]: row["at"] for row in roles} == dict.fromkeys(Role.values, 3)
    assert not User.objects.exclude(is_demo=True).exists()
    assert User.objects.get(is_operator=True).name == "唐一鸣 Tang Yiming"


def test_one_person_acts_for_one_entity_only(demo: None) -> None:
    with wall_down():
        narrow = Membership.objects.filter(user__email="qiao.anran@xinglan.example")
        assert [m.provider.registered_place for m in narrow] == ["江苏省苏州市"]


def test_a_second_run_says_so_and_changes_nothing(demo: None) -> None:
    with wall_down():
        before = Event.objects.count()
    assert "loaded already" in seed()
    with wall_down():
        assert Event.objects.count() == before


def test_every_algorithm_came_by_the_ledger(demo: None) -> None:
    with wall_down():
        registered = Event.objects.filter(act=Act.ALGORITHM_REGISTERED, actor__isnull=False)
        assert registered.count() == ALGORITHMS


def test_real_people_are_not_joined_by_invented_ones(db: None) -> None:
    UserFactory()
    with pytest.raises(CommandError, match="no demo installation"):
        seed()
    assert not Installation.objects.exists()


def test_a_real_installation_without_people_stays_one(db: None) -> None:
    Installation.objects.create(id=1, demo=False)
    with pytest.raises(CommandError, match="no demo installation"):
        seed()
    assert not User.objects.exists()


def test_the_numbers_are_well_made_and_nobodys(demo: None) -> None:
    with wall_down():
        held = list(Algorithm.objects.exclude(number=""))
    assert held
    for algorithm in held:
        number = numbers.parse(algorithm.number)
        assert number is not None
        assert number.division == "000000"
        assert not numbers.warnings(number, kind=algorithm.type)


def test_public_entries_stand_apart(demo: None) -> None:
    assert PublicEntry.objects.count() == PUBLISHED
    with wall_down():
        own = set(Provider.objects.values_list("name_zh", flat=True))
        named = set(Algorithm.objects.exclude(number="").values_list("number", flat=True))
    assert all("（示例）" in name for name in own)
    assert not PublicEntry.objects.filter(provider__in=own).exists()
    assert not PublicEntry.objects.filter(number__in=named).exists()


def test_a_failure_leaves_no_half(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("filings.management.demo.entering.LISTS", MISSING)
    with pytest.raises(FileNotFoundError):
        seed()
    assert not User.objects.exists()
    assert not Installation.objects.exists()
