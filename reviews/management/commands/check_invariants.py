"""Check what must hold of every review, over all providers, and say so in sentences."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from filings import walls
from reviews import invariants


class Command(BaseCommand):
    help = "Count every vote, decision, second review and follow-up anew; fail when one is wrong."

    def handle(self, *_args: Any, **_options: Any) -> None:
        with walls.for_clock():
            findings = invariants.check()
        for finding in findings:
            mark = "ok  " if finding.holds else "FAIL"
            ids = ", ".join(map(str, finding.rows[:20]))
            self.stdout.write(f"{mark} {finding.invariant.sentence}" + (f" [{ids}]" if ids else ""))
        broken = sum(not finding.holds for finding in findings)
        if broken:
            raise CommandError(f"{broken} of {len(findings)} do not hold.")
        self.stdout.write(f"All {len(findings)} hold.")
