"""What the copied database promises to tests that commit."""

import threading
from urllib.request import urlopen

import pytest
from django.contrib.sessions.models import Session
from django.db import connection, connections, transaction
from django.utils import timezone


def write(key: str) -> None:
    with transaction.atomic():
        Session.objects.create(session_key=key, session_data="", expire_date=timezone.now())
    connection.close()


@pytest.mark.parametrize("round_", [1, 2])
def test_what_a_thread_commits_is_seen_here_and_gone_afterwards(
    cloned_database: str, round_: int
) -> None:
    assert not Session.objects.exists()
    thread = threading.Thread(target=write, args=("k",))
    thread.start()
    thread.join()
    assert Session.objects.get().session_key == "k"


def test_both_roles_look_at_the_copy_and_keep_their_rights(cloned_database: str) -> None:
    seen = {}
    for alias in connections:
        with connections[alias].cursor() as cursor:
            cursor.execute("SELECT current_user, current_database()")
            seen[alias] = cursor.fetchone() or ("", "")
    assert seen == {
        "default": ("beian_app", cloned_database),
        "owner": ("beian_owner", cloned_database),
    }


def test_the_ordinary_test_stands_before_the_wall_in_the_same_database(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, current_database()")
        role, database = cursor.fetchone() or ("", "")
    assert role == "beian_app"
    assert database.startswith("test_")
    assert database == connections["owner"].settings_dict["NAME"]


def test_a_site_answers_a_client_of_its_own(site: str) -> None:
    with urlopen(f"{site}/accounts/login/", timeout=10) as answer:
        assert answer.status == 200
    with urlopen(f"{site}/static/filings/theme.css", timeout=10) as answer:
        assert answer.status == 200
