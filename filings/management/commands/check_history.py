import sys
from typing import Any

from django.core.management.base import BaseCommand

from filings.services import history_check


class Command(BaseCommand):
    help = "Compare every event with the sealed tree, its checkpoints and the copy outside."

    def handle(self, *_args: Any, **_options: Any) -> None:
        found = history_check.check()
        for complaint in found.complaints:
            self.stdout.write(complaint.sentence)
        self.stdout.write(f"{found.events} sealed events, {len(found.complaints)} complaints")
        if found.complaints:
            sys.exit(1)
