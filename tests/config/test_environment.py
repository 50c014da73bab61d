"""What the helpers make of variables."""

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from psycopg.conninfo import conninfo_to_dict

from config import environment as env
from config.embedded import Server


@pytest.mark.parametrize(
    ("value", "read"), [("1", True), ("true", True), ("0", False), ("False", False), ("", True)]
)
def test_a_flag_is_one_or_nought(monkeypatch: pytest.MonkeyPatch, value: str, read: bool) -> None:
    monkeypatch.setenv("A_FLAG", value)
    assert env.flag("A_FLAG", default=True) is read


def test_anything_else_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("A_FLAG", "yes")
    with pytest.raises(ImproperlyConfigured, match="A_FLAG must be 1 or 0, not 'yes'"):
        env.flag("A_FLAG")
    monkeypatch.setenv("A_NUMBER", "many")
    with pytest.raises(ImproperlyConfigured, match="A_NUMBER must be a whole number, not 'many'"):
        env.integer("A_NUMBER", 1)


def test_an_empty_variable_is_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("A_TEXT", "")
    assert env.text("A_TEXT", "default") == "default"


def test_a_secret_may_lie_in_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("from the file\n")
    monkeypatch.setenv("A_TEXT", "from the variable")
    monkeypatch.setenv("A_TEXT_FILE", str(tmp_path / "secret"))
    assert env.text("A_TEXT") == "from the file"


def test_a_database_address_is_taken_apart() -> None:
    assert env.database("postgresql://me:p%40ss@db.example:6543/beian?sslmode=verify-full") == {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "beian",
        "USER": "me",
        "PASSWORD": "p@ss",
        "HOST": "db.example",
        "PORT": "6543",
        "OPTIONS": {"sslmode": "verify-full"},
    }


def test_other_databases_are_refused() -> None:
    with pytest.raises(ImproperlyConfigured, match="begins with postgresql://"):
        env.database("mysql://me@db/beian")


def test_the_embedded_addresses_arrive_with_blanks_in_the_path() -> None:
    addresses = Server(Path("/a folder/data"), account=None).environment
    database = env.database(addresses["DATABASE_URL"])
    assert (database["HOST"], database["USER"]) == ("/a folder/data/run", "beian_app")
    url, options = env.broker(addresses["BROKER_URL"])
    assert url == "pgmq://"
    words = conninfo_to_dict(options["conn_string"])
    assert words == {"host": "/a folder/data/run", "user": "beian_app", "dbname": "beian_queue"}


@pytest.mark.parametrize(
    ("url", "options"),
    [
        ("redis://host:6379/0", {"visibility_timeout": 900}),
        ("amqp://me:secret@host//", {"confirm_publish": True}),
        ("memory://", {}),
    ],
)
def test_other_brokers_keep_their_address(url: str, options: dict[str, object]) -> None:
    assert env.broker(url) == (url, options)
