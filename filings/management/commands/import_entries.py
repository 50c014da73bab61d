"""Import a public national list from a file. The last line counts what happened."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from filings import spreadsheets
from filings.enums import PublicList, RowOutcome
from filings.services import importing
from filings.services.importing import Plan
from filings.services.public_import import PublicLists
from filings.statemachine import ActionRefused
from filings.uploads import FileRefused


class Command(BaseCommand):
    help = "Import public entries of the national lists from a CSV or XLSX file, wholly or not."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--list", choices=PublicList.values, help="the list, where the file names none"
        )
        parser.add_argument("--announced", default="", help="its day, where the file names none")
        parser.add_argument("--batch", default="")
        parser.add_argument("--source", default="")
        parser.add_argument(
            "--without-refused", action="store_true", help="import the other rows all the same"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        target = PublicLists(
            published_in=PublicList(options["list"]) if options["list"] else None,
            announced=options["announced"],
            batch=options["batch"],
            source=options["source"] or options["file"].name,
        )
        try:
            with options["file"].open("rb") as file, transaction.atomic():
                sheet = spreadsheets.read(file, options["file"].name)
                planned = importing.plan(sheet, target)
                self._report(planned)
                counts = importing.carry_out(
                    planned, target, by=None, without_refused=options["without_refused"]
                )
        except OSError as error:
            raise CommandError(f"{options['file']}: {error.strerror}") from error
        except (ActionRefused, FileRefused) as refused:
            raise CommandError(f"{options['file'].name}: {refused}") from refused
        self.stdout.write(
            f"read {counts['read']}, new {counts[RowOutcome.NEW]}, "
            f"changed {counts[RowOutcome.CHANGED]}, refused {counts[RowOutcome.REFUSED]}"
        )

    def _report(self, planned: Plan) -> None:
        for row in planned.rows:
            for finding in row.findings:
                self.stdout.write(f"row {row.line}: {finding.severity.label}: {finding.sentence}")
