"""The first administrator of a real installation, and the people of an invented one."""

from io import StringIO

import pytest
from django.core.mail import EmailMessage
from django.core.management import CommandError, call_command
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from filings import walls
from filings.enums import Act, Role
from filings.models import Event, Installation, Membership, User
from filings.services import people
from tests.factories import MembershipFactory, ProviderFactory, UserFactory


def test_the_operator_gets_a_link_printed_and_sent(
    db: None,
    mailoutbox: list[EmailMessage],
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    out = StringIO()
    with django_capture_on_commit_callbacks(execute=True):
        call_command(
            "create_operator", "Op@example.com", "管理员", address="https://b.example/", stdout=out
        )
    operator = User.objects.get(email="op@example.com")
    assert operator.is_operator
    link = out.getvalue().split()[-1]
    assert link.startswith("https://b.example/invitation/")
    assert people.person_invited_by(link.rstrip("/").rsplit("/", 1)[1]) == operator
    assert link in mailoutbox[0].body
    assert Installation.objects.get().demo is False


def test_no_operator_twice_and_none_in_a_demo(db: None) -> None:
    call_command("create_operator", "op@example.com", "A", stdout=StringIO())
    with pytest.raises(CommandError, match="known already"):
        call_command("create_operator", "OP@example.com", "B", stdout=StringIO())


def test_a_demo_takes_no_operator(db: None) -> None:
    Installation.objects.create(id=1, demo=True)
    with pytest.raises(CommandError, match="demo installation"):
        call_command("create_operator", "op@example.com", "A", stdout=StringIO())
    assert not User.objects.exists()


def test_demo_people_are_printed_with_roles_and_address(db: None, settings: Settings) -> None:
    with pytest.raises(CommandError, match="no demo installation"):
        call_command("demo_people")
    settings.DEMO = True
    Installation.objects.create(id=1, demo=True)
    MembershipFactory(
        user=UserFactory(name="虚构者", is_demo=True),
        role=Role.APPROVER,
        provider__name_zh="虚构主体",
    )
    out = StringIO()
    call_command("demo_people", address="http://localhost:9000", stdout=out)
    assert out.getvalue().splitlines()[0] == "http://localhost:9000/accounts/login/"
    assert "虚构者: 审批人" in out.getvalue() or "虚构者: Approver" in out.getvalue()


def test_a_provider_whose_administrator_left_gets_another(
    db: None,
    mailoutbox: list[EmailMessage],
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    provider = ProviderFactory()
    with django_capture_on_commit_callbacks(execute=True):
        call_command(
            "appoint_administrator", provider.uscc, "next@example.com", "继任者", stdout=StringIO()
        )
    with walls.for_provider(provider.pk):
        (membership,) = Membership.objects.filter(role=Role.ADMINISTRATOR)
        assert membership.user.email == "next@example.com"
        assert Event.objects.get(act=Act.MEMBER_ADDED).actor is None
    assert "/invitation/" in mailoutbox[0].body
    with pytest.raises(CommandError, match="No provider"):
        call_command("appoint_administrator", "91310000MA00000000", "x@example.com", "X")
