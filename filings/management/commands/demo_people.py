from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse

from filings.selectors import demo


class Command(BaseCommand):
    help = "Print the invented people of a demo installation and where to sign in as them."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--address", default="http://localhost:8000")

    def handle(self, *_args: Any, **options: Any) -> None:
        if not demo.is_demo_installation():
            raise CommandError("This is no demo installation; it has no demo people.")
        self.stdout.write(f"{options['address'].rstrip('/')}{reverse('account_login')}")
        for entry in demo.people():
            self.stdout.write(f"  {entry.user.name}: {', '.join(entry.roles) or '—'}")
