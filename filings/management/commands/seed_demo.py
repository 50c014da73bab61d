"""Load the invented group once. Everything comes in one transaction, so no half of it can stay."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from filings.management.demo import entering
from filings.models import Installation, User


class Command(BaseCommand):
    help = "Load the invented group of a demo installation; does nothing when it is there."

    def handle(self, *_args: Any, **_options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("Demo data belong into a demo installation only: set BEIAN_DEMO=1.")
        with transaction.atomic():
            standing = Installation.objects.first()
            if standing and standing.demo and User.objects.filter(is_demo=True).exists():
                self.stdout.write("The demo data are loaded already. Nothing was changed.")
                return
            if User.objects.exists() or (standing and not standing.demo):
                raise CommandError("This is no demo installation. Set up another one for the demo.")
            if standing is None:
                # Before any person: only an installation without people becomes a demo.
                Installation.objects.create(id=1, demo=True)
            group = entering.enter(timezone.localdate())
        self.stdout.write(
            f"{len(group.providers)} providers, {len(group.algorithms)} algorithms "
            f"and {len(group.people)} people entered. All of them are invented."
        )
