from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.db import transaction

from filings import notifications
from filings.models import Installation, User
from filings.services import people


class Command(BaseCommand):
    help = (
        "Make the installation administrator known, and send and print the link to set a password."
    )

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("email", type=str)
        parser.add_argument("name", type=str)
        parser.add_argument("--language", choices=dict(settings.LANGUAGES), default="zh-hans")
        parser.add_argument("--address", default="http://localhost:8000")

    def handle(self, *_args: Any, **options: Any) -> None:
        validate_email(options["email"])
        with transaction.atomic():
            installation, _created = Installation.objects.get_or_create(id=1)
            if installation.demo:
                raise CommandError("This is a demo installation. Set up another one for real work.")
            if User.objects.filter(email=options["email"].lower()).exists():
                raise CommandError("Somebody with this e-mail address is known already.")
            invited = people.Invited(options["email"], options["name"], options["language"])
            operator = people.enrol(invited, is_operator=True)
            link = options["address"].rstrip("/") + people.invitation_path(operator)
            days = people.INVITATION_DAYS
            notifications.mail(operator, "filings_operator", link=link, days=days)
        self.stdout.write(f"Set a password within {days} days: {link}")
