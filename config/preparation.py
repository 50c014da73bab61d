"""Bring an installation up to date before it serves: tables, static files, demo data.

Everything here is safe to repeat and does nothing when nothing changed.
"""

import hashlib
import sys
from pathlib import Path

import django
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.management import CommandError, call_command

from filings.printing import shop_problems


def main() -> None:
    django.setup()
    if problems := shop_problems():
        raise CommandError("\n".join(map(str, problems)))
    call_command("migrate", database="owner", interactive=False, verbosity=0)
    if settings.STATIC_ROOT.is_relative_to(settings.DATA_DIR):  # an image brings its own
        collect()
    call_command("adopt_rules")
    if settings.DEMO:
        call_command("seed_demo")
        call_command("make_certificate")
        call_command("seed_reviews")


def collect() -> None:
    """Collect static files once per state of the sources."""
    stamp = settings.STATIC_ROOT / ".collected"
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
    try:
        main()
    except CommandError as refusal:
        sys.exit(str(refusal))
