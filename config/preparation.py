"""Bring an installation up to date before it serves: tables, static files, demo data.

Everything here is safe to repeat and does nothing when nothing changed.
"""

import hashlib
from pathlib import Path

import django
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.management import call_command, get_commands


def main() -> None:
    django.setup()
    call_command("migrate", database="owner", interactive=False, verbosity=0)
    collect()
    if settings.DEMO and "seed_demo" in get_commands():
        call_command("seed_demo")


def collect() -> None:
    """Collect static files once per state of the sources."""
    stamp = Path(settings.STATIC_ROOT) / ".collected"
    state = sources()
    if stamp.exists() and stamp.read_text(encoding="ascii") == state:
        return
    call_command("collectstatic", interactive=False, verbosity=0, clear=stamp.exists())
    stamp.write_text(state, encoding="ascii")


def sources() -> str:
    digest = hashlib.sha256()
    for finder in finders.get_finders():
        for name, storage in finder.list([]):
            status = Path(storage.path(name)).stat()
            digest.update(f"{name} {status.st_size} {status.st_mtime_ns}\n".encode())
    return digest.hexdigest()


if __name__ == "__main__":
    main()
