from typing import Any

from django.core.management.base import BaseCommand, CommandError

from filings import walls
from filings.models import Provider
from filings.services import certificates


class Command(BaseCommand):
    help = "Make a demonstration certificate for one provider, or for all that have none."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("uscc", nargs="?", help="unified social credit code; none: all")

    def handle(self, *_args: Any, **options: Any) -> None:
        with walls.for_clock():
            found = Provider.objects.all()
            if options["uscc"]:
                found = found.filter(uscc=options["uscc"])
            providers = list(found)
        if not providers:
            raise CommandError("No provider has this code.")
        for provider in providers:
            if certificates.of(provider):
                self.stdout.write(f"{provider.uscc} has a certificate; it stays.")
            else:
                self.stdout.write(str(certificates.make_demo(provider)))
