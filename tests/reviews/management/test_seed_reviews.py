"""The invented committee is composed as the law asks, and its cases stand where they should."""

from collections.abc import Iterator
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from reviews import composition
from reviews.models import Case, Committee, Correction, Decision, FollowUp
from tests.factories import wall_down


@pytest.fixture(scope="module")
def demo(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("seed_demo", stdout=StringIO())
        call_command("seed_reviews", stdout=StringIO())
        with wall_down():
            yield
        transaction.set_rollback(True)


def test_the_committee_lacks_nothing_and_is_warned_of_the_first_term(demo: None) -> None:
    committee = Committee.objects.get()
    today = timezone.localdate()
    assert composition.lacks(committee.pk, today) == []
    (change,) = composition.ahead(committee.pk, today, today.replace(year=today.year + 1))
    assert [seat.role for seat in change.leaving] == ["chair"]
    assert list(map(str, change.lacks)) == ["no chair"]


def test_one_case_is_decided_and_one_awaits_opinions(demo: None) -> None:
    found = {case.algorithm.reference: case for case in Case.objects.select_related("algorithm")}
    assert {reference: case.state for reference, case in found.items()} == {
        "SZ-002": "in_force",
        "HZ-002": "under_review",
    }
    decision = Decision.objects.get()
    assert decision.motion is not None
    assert (decision.motion.present, decision.motion.yes, decision.motion.carried) == (8, 7, True)
    assert Correction.objects.get(decision=decision).state == "made"
    assert FollowUp.objects.get().case == found["SZ-002"]
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_a_second_run_changes_nothing(demo: None) -> None:
    out = StringIO()
    call_command("seed_reviews", stdout=out)
    assert "Nothing was changed" in out.getvalue()


def test_outside_a_demo_it_refuses(db: None) -> None:
    with pytest.raises(CommandError, match="demo installation only"):
        call_command("seed_reviews")
