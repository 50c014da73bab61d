"""Check the labels of generated content. The exit status is 0 only when all is well."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from filings.labels import Box, Damaged, Finding, Measured, Report, check_all, measure

Checked = list[tuple[str, Report]]


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
        before: Path | None = options["before"]
        if not path.exists() or (before and not before.exists()):
            raise CommandError(_("There is no such file or folder."))
        visible = _measured(path, options["box"]) if options["box"] else None
        checked = [
            (str(file.relative_to(path)) if path.is_dir() else file.name, report)
            for file, report in check_all(path, provider=options["provider"], before=before)
        ]
        unwell = sum(not report.is_well for _name, report in checked)
        is_well = bool(checked) and not unwell and not (visible and visible.findings)
        if options["json"]:
            self.stdout.write(json.dumps(_document(checked, visible, is_well), indent=1))
        else:
            self._print(checked, visible)
        if not is_well:
            raise CommandError(
                _("%(unwell)d of %(all)d files carry no proper label.")
                % {"unwell": unwell, "all": len(checked)}
            )

    def _print(self, checked: Checked, visible: Measured | None) -> None:
        for name, report in checked:
            self.stdout.write(f"{name}: {report.label.text() if report.label else '-'}")
            self._print_findings(report.findings)
        if visible:
            self.stdout.write(
                _("Visible label: %(height)d px, %(per_cent)s %% of the shorter side.")
                % visible.as_json()
            )
            self._print_findings(visible.findings)

    def _print_findings(self, findings: Iterable[Finding]) -> None:
        for finding in findings:
            clause = f" [{finding.clause}]" if finding.clause else ""
            self.stdout.write(f"  {finding.grade}: {finding.sentence}{clause}")


def _measured(path: Path, marked: Box) -> Measured:
    try:
        with path.open("rb") as file:
            return measure(file, marked)
    except (OSError, Damaged) as fault:
        raise CommandError(_("A visible label is measured in one picture.")) from fault


def _document(checked: Checked, visible: Measured | None, is_well: bool) -> dict[str, object]:
    return {
        "well": is_well,
        "files": [{"file": name, **report.as_json()} for name, report in checked],
        **({"visible_label": visible.as_json()} if visible else {}),
    }
