from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from config.archive import unpacking
from config.archive.packing import CannotArchive
from filings import walls
from reviews import invariants


class Command(BaseCommand):
    help = "Bring an archive of export_provider into an empty installation, and prove it whole."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("archive", type=Path)
        parser.add_argument("--key", default="", help="sealing key the history must be proven with")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            told = unpacking.restore(options["archive"], options["key"])
        except (CannotArchive, FileNotFoundError) as refused:
            raise CommandError(str(refused)) from refused
        with walls.for_clock():
            broken = [found for found in invariants.check() if not found.holds]
        if broken:
            raise CommandError(f"Imported, but {len(broken)} invariants of reviews do not hold.")
        rows = sum(table["rows"] for table in told["tables"].values())
        self.stdout.write(
            f"{len(told['providers'])} providers, {rows} rows, {len(told['files'])} files:"
            f" counts and digests equal, {told['history']['events']} events proven. People set a"
            " new password by mail; name the installation administrator with"
            " appoint_administrator."
        )
