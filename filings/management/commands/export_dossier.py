from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from filings import walls
from filings.documents.beside import SIDE_BY_SIDE
from filings.enums import DossierProfile, JobKind, JobState
from filings.models import Algorithm, Document, Job, User
from filings.selectors import dossiers as contents
from filings.selectors import papers
from filings.services import dossiers, issuing, jobs
from filings.statemachine import ActionRefused

LANGUAGES = ["zh-Hans", "en", SIDE_BY_SIDE]
TOLD = ("purpose", "recipient", "language", "watermark", "address")


class Command(BaseCommand):
    help = "Make the dossier of one algorithm without a browser, in the name of somebody who may."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("reference")
        parser.add_argument("--profile", choices=DossierProfile.values, required=True)
        parser.add_argument("--out", type=Path, required=True)
        parser.add_argument("--by", required=True, help="e-mail address of who exports it")
        add_order(parser)

    def handle(self, *_args: Any, **options: Any) -> None:
        document, content = made(person_of(options["by"]), options)
        options["out"].write_bytes(content)
        self.stdout.write(f"{options['out']} · {document.pages} pages · SHA-256 {document.sha256}")


def add_order(parser: Any) -> None:
    """What every order of an algorithm's dossier says."""
    add_told(parser)
    parser.add_argument("--on", type=date.fromisoformat, help="a past day, as 2026-11-26")


def add_told(parser: Any) -> None:
    """What every order of any dossier says: TOLD."""
    parser.add_argument("--recipient", required=True)
    parser.add_argument("--purpose", required=True)
    parser.add_argument("--language", choices=LANGUAGES, default="zh-Hans")
    parser.add_argument("--watermark", action="store_true")
    parser.add_argument("--address", default="", help="of the page that verifies dossiers")


def person_of(email: str) -> User:
    person = User.objects.filter(email=email.lower(), is_active=True).first()
    if person is None:
        raise CommandError("Nobody has this e-mail address.")
    return person


def made(person: User, options: dict[str, Any]) -> tuple[Document, bytes]:
    """The dossier, made here and now; CommandError when it cannot be."""
    job = _ordered(person, options)
    work = {JobKind.DOSSIER: partial(dossiers.work, gather=contents.gather)}
    jobs.run(job.pk, job.provider_id, work)
    with walls.for_person(person):
        job.refresh_from_db()
        if job.state != JobState.DONE:
            raise CommandError(papers.trouble(job) or str(job.get_state_display()))
        document = Document.objects.get(pk=job.result["documents"][0])
        content = issuing.read(document).read()
        dossiers.delivered(document, by=person)
        return document, content


def _ordered(person: User, options: dict[str, Any]) -> Job:
    with walls.for_person(person):
        found = Algorithm.objects.visible_to(person).filter(reference=options["reference"])
        algorithm = found.first()
        if algorithm is None or found.count() > 1:
            raise CommandError("No algorithm, or more than one, has this reference.")
        try:
            return dossiers.ask(
                algorithm=algorithm,
                profile=DossierProfile(options["profile"]),
                by=person,
                on=options["on"].isoformat() if options["on"] else "",
                **{name: options[name] for name in TOLD},
            )
        except ActionRefused as refused:
            raise CommandError(str(refused)) from refused
