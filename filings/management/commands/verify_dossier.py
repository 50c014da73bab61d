import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from filings.selectors import verification
from filings.services import seals


class Command(BaseCommand):
    help = "Verify a dossier. The exit status is 0 only when all of it holds."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *_args: Any, **options: Any) -> None:
        checked = verification.checked(options["file"].read_bytes(), seals.keys())
        for label, value in checked.facts:
            self.stdout.write(f"{label}: {value}")
        for sentence in checked.sentences:
            self.stdout.write(sentence)
        if not checked.holds:
            sys.exit(1)
        self.stdout.write("All of it holds. 全部通过。")
