from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email

from filings import walls
from filings.models import Provider
from filings.services import people


class Command(BaseCommand):
    help = "Give a provider an administrator when its own can no longer be reached."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("uscc", type=str, help="unified social credit code of the provider")
        parser.add_argument("email", type=str)
        parser.add_argument("name", type=str)
        parser.add_argument("--language", choices=dict(settings.LANGUAGES), default="zh-hans")
        parser.add_argument("--address", default="http://localhost:8000")

    def handle(self, *_args: Any, **options: Any) -> None:
        validate_email(options["email"])
        invited = people.Invited(options["email"], options["name"], options["language"])
        root = options["address"].rstrip("/")
        with walls.for_clock():
            provider = Provider.objects.filter(uscc=options["uscc"].upper()).first()
            if provider is None:
                raise CommandError("No provider has this unified social credit code.")
            people.appoint(provider=provider, invited=invited, address=lambda path: root + path)
        self.stdout.write(f"{invited.email} administers {provider.name_zh}; a mail says how.")
