"""The invented group comes into an empty demo installation, wholly, or not at all."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from filings.models import Installation, User
from tests.factories import UserFactory


def test_real_people_are_not_joined_by_invented_ones(db: None) -> None:
    UserFactory()
    with pytest.raises(CommandError, match="no demo installation"):
        call_command("seed_demo")
    assert not Installation.objects.exists()


def test_a_real_installation_without_people_stays_one(db: None) -> None:
    Installation.objects.create(id=1, demo=False)
    with pytest.raises(CommandError, match="no demo installation"):
        call_command("seed_demo")
    assert not User.objects.exists()


def test_settings_must_say_demo_too(db: None, settings: Settings) -> None:
    settings.DEMO = False
    with pytest.raises(CommandError, match="BEIAN_DEMO"):
        call_command("seed_demo")
    assert not Installation.objects.exists()


def test_a_failure_leaves_no_half(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("filings.management.demo.entering.LISTS", Path("no-such-file.csv"))
    with pytest.raises(FileNotFoundError):
        call_command("seed_demo")
    assert not User.objects.exists()
    assert not Installation.objects.exists()
