from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from config.archive import packing


class Command(BaseCommand):
    help = "Write everything that providers own into one file: rows, files, history, manifest."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument(
            "codes", nargs="*", metavar="CODE", help="unified social credit codes; none: everybody"
        )
        parser.add_argument("--out", type=Path, required=True)

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            made = packing.export(options["codes"], options["out"])
        except packing.CannotArchive as refused:
            raise CommandError(str(refused)) from refused
        rows = sum(table["rows"] for table in made["tables"].values())
        self.stdout.write(
            f"{options['out']} · {len(made['providers'])} providers, {rows} rows,"
            f" {len(made['files'])} files, {made['history']['events']} events"
            f" · SHA-256 {packing.whole(options['out'])}"
        )
