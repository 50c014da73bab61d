"""Check the labels of generated content. The exit status is 0 only when all is well."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from filings.labels import Box, Damaged, Report, folders, measure


def box(text: str) -> Box:
    return Box(*map(int, text.split(",")))


class Command(BaseCommand):
    help = "Check the AIGC label (GB 45438-2025) in the metadata of a file or a folder of files."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path)
        parser.add_argument("--json", action="store_true", help="findings in both languages")
        parser.add_argument(
            "--provider", default="", help="the provider's code, or its unified social credit code"
        )
        parser.add_argument(
            "--before", type=Path, help="the file or folder before the step that is checked"
        )
        parser.add_argument(
            "--box", type=box, metavar="X,Y,W,H", help="a visible label in a picture, in pixels"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        path: Path = options["path"]
        if not path.exists() or (options["before"] and not options["before"].exists()):
            raise CommandError(_("There is no such file or folder."))
        checked = [
            (str(file.relative_to(path)) if path.is_dir() else file.name, report)
            for file, report in folders.check_all(
                path, provider=options["provider"], before=options["before"]
            )
        ]
        visible = self._visible(path, options["box"]) if options["box"] else None
        if options["json"]:
            self.stdout.write(json.dumps(self._document(checked, visible), indent=1))
        else:
            self._print(checked, visible)
        unwell = sum(not report.is_well for _name, report in checked)
        if unwell or not checked or (visible and visible["findings"]):
            raise CommandError(
                _("%(unwell)d of %(all)d files are not well.")
                % {"unwell": unwell, "all": len(checked)}
            )

    def _visible(self, path: Path, marked: Box) -> dict[str, Any]:
        try:
            with path.open("rb") as file:
                measured = measure(file, marked)
        except (OSError, Damaged) as fault:
            raise CommandError(_("A visible label is measured in one picture.")) from fault
        return {
            "height": measured.box.height,
            "required": measured.required,
            "per_cent": measured.per_cent,
            "findings": [finding.as_json() for finding in measured.findings],
        }

    def _document(
        self, checked: list[tuple[str, Report]], visible: dict[str, Any] | None
    ) -> dict[str, Any]:
        return {
            "well": all(report.is_well for _name, report in checked),
            "files": [{"file": name, **report.as_json()} for name, report in checked],
            **({"visible_label": visible} if visible else {}),
        }

    def _print(self, checked: list[tuple[str, Report]], visible: dict[str, Any] | None) -> None:
        for name, report in checked:
            self.stdout.write(f"{name}: {report.label.text() if report.label else '-'}")
            for finding in report.findings:
                clause = f" [{finding.clause}]" if finding.clause else ""
                self.stdout.write(f"  {finding.grade}: {finding.sentence}{clause}")
        if visible:
            self.stdout.write(
                _("Visible label: %(height)d px, %(per_cent)s %% of the shorter side.") % visible
            )
