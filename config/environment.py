"""Settings come from the environment and from nowhere else."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured
from psycopg.conninfo import conninfo_to_dict, make_conninfo

BASE_DIR = Path(__file__).resolve().parent.parent


def text(name: str, default: str = "") -> str:
    """The variable, or the content of the file that NAME_FILE names (container secrets).

    An empty variable counts as not set.
    """
    if path := os.environ.get(f"{name}_FILE"):
        return Path(path).read_text(encoding="utf-8").strip()
    return os.environ.get(name) or default


def flag(name: str, *, default: bool = False) -> bool:
    value = text(name).lower()
    if value in {"", "0", "1", "true", "false"}:
        return default if value == "" else value in {"1", "true"}
    raise ImproperlyConfigured(f"{name} must be 1 or 0, not {value!r}.")


def integer(name: str, default: int) -> int:
    value = text(name)
    if not value:
        return default
    try:
        return int(value)
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} must be a whole number, not {value!r}.") from error


def items(name: str) -> list[str]:
    return [item.strip() for item in text(name).split(",") if item.strip()]


def database(url: str) -> dict[str, Any]:
    """A Django database from postgresql://user:password@host:port/name?option=value.

    A socket folder goes into the option ``host``.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"postgresql", "postgres"}:
        raise ImproperlyConfigured("A database address begins with postgresql://")
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or options.pop("user", "")),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", parts.hostname or ""),
        "PORT": str(parts.port or options.pop("port", "")),
        "OPTIONS": options,
    }


def words(url: str) -> str:
    """The same address as key=value words: pgmq reads no escapes in an address."""
    return make_conninfo("", **conninfo_to_dict(url))


VISIBILITY_SECONDS = 900  # a task taken and never finished is offered again after this


def broker(url: str) -> tuple[str, dict[str, Any]]:
    """Celery's broker and its transport options; pgmq://… is a queue inside PostgreSQL."""
    scheme = url.partition(":")[0]
    if scheme == "pgmq":
        return "pgmq://", {
            "conn_string": words(url.replace("pgmq", "postgresql", 1)),
            "init_extension": False,
            "visibility_timeout": VISIBILITY_SECONDS,
            "wait_time_seconds": 1,
            "pool_size": 3,
        }
    if scheme in {"redis", "rediss"}:
        return url, {"visibility_timeout": VISIBILITY_SECONDS}
    if scheme in {"amqp", "amqps"}:
        return url, {"confirm_publish": True}
    return url, {}
