from typing import Any

from django.core.management.base import BaseCommand

from filings.services import determining


class Command(BaseCommand):
    help = "Let a new installation begin with the rules in force; later sets wait for adoption."

    def handle(self, *_args: Any, **_options: Any) -> None:
        determining.adopt_first()
