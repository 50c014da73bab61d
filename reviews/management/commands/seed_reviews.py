"""Enter the invented committee and its cases once, after the invented group."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from filings.selectors import demo
from reviews.management.demo import judging
from reviews.models import Committee


class Command(BaseCommand):
    help = "Enter the invented ethics committee of a demo installation, with two cases."

    def handle(self, *_args: Any, **_options: Any) -> None:
        with transaction.atomic():
            if not demo.is_demo_installation():
                raise CommandError("Demo data belong into a demo installation only.")
            if Committee.objects.exists():
                self.stdout.write("The demo committee is there already. Nothing was changed.")
                return
            cases = judging.enter(timezone.localdate())
        self.stdout.write(f"One committee and {cases} review cases entered. All are invented.")
