"""Take the tour: the main job without a browser, on invented data, its papers in a folder."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from filings.management.tour import PREPARES, Tour
from filings.models import Installation
from filings.statemachine import ActionRefused


class Command(BaseCommand):
    help = "Register, disclose, freeze, determine, file and print, on invented data."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument(
            "--out", type=Path, default=Path(settings.DATA_DIR) / "tour", help="folder of papers"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        if not Installation.objects.filter(demo=True).exists():
            raise CommandError("The tour enters invented data, so it needs a demo installation.")
        self.steps = 0
        out = options["out"].absolute()
        try:
            with transaction.atomic():
                written = Tour(self.say, timezone.localdate()).take(out)
        except (ActionRefused, LookupError) as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write(f"\n文书 · Papers: {len(written)} → {out}")
        for path in written:
            self.stdout.write(f"  {path.name}")
        self.stdout.write(
            f"在页面查看：以“{PREPARES.name}”登录 · To look at it, sign in as that person"
        )

    def say(self, chinese: str, english: str) -> None:
        self.steps += 1
        self.stdout.write(f"{self.steps}. {chinese}\n   {english}")
