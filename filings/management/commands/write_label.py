"""Write the label of generated content into a copy of a file, never into the file itself."""

from pathlib import Path
from typing import IO, Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from filings import labels
from filings.labels import Label, WriteRefused


class Command(BaseCommand):
    help = "Write the AIGC label (GB 45438-2025) into a copy and print it as read back from there."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--out", type=Path, required=True, help="the copy; must not exist")
        parser.add_argument("--producer", help="code of whoever generated the content")
        parser.add_argument("--produce-id", help="its number of the content")
        parser.add_argument("--label", choices="123", default="1", help="is, may be, suspected")
        parser.add_argument("--reserved", default="", help="ReservedCode1, or 2 for a propagator")
        parser.add_argument("--propagator", help="code of whoever passes a labelled file on")
        parser.add_argument("--propagate-id", help="its number of the content")

    def handle(self, *_args: Any, **options: Any) -> None:
        made = bool(options["producer"] and options["produce_id"])
        passed_on = bool(options["propagator"] and options["propagate_id"])
        if made == passed_on:
            raise CommandError(
                _("Give --producer with --produce-id, or --propagator with --propagate-id.")
            )
        try:
            with options["file"].open("rb") as file, options["out"].open("x+b") as out:
                self._write(file, out, options)
        except FileExistsError as error:
            raise CommandError(_("The copy exists already; choose another name.")) from error
        except OSError as error:
            raise CommandError(f"{error.filename}: {error.strerror}") from error

    def _write(self, file: IO[bytes], out: IO[bytes], options: dict[str, Any]) -> None:
        try:
            if options["producer"]:
                labels.write(file, out, self._first(options))
            else:
                labels.pass_on(
                    file,
                    out,
                    propagator=options["propagator"],
                    propagate_id=options["propagate_id"],
                    reserved=options["reserved"],
                )
        except WriteRefused as refused:
            options["out"].unlink()
            raise CommandError(str(refused)) from refused
        label = labels.check(out).label
        self.stdout.write(label.text() if label else "")

    def _first(self, options: dict[str, Any]) -> Label:
        return Label.first(
            options["producer"],
            options["produce_id"],
            grade=options["label"],
            reserved=options["reserved"],
        )
