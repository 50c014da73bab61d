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


class Command(BaseCommand):
    help = "Make the dossier of one algorithm without a browser, in the name of somebody who may."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("reference")
        parser.add_argument("--profile", choices=DossierProfile.values, required=True)
        parser.add_argument("--out", type=Path, required=True)
        parser.add_argument("--by", required=True, help="e-mail address of who exports it")
        parser.add_argument("--recipient", required=True)
        parser.add_argument("--purpose", required=True)
        parser.add_argument(
            "--language", choices=["zh-Hans", "en", SIDE_BY_SIDE], default="zh-Hans"
        )
        parser.add_argument("--on", type=date.fromisoformat, help="a past day, as 2026-11-26")
        parser.add_argument("--watermark", action="store_true")
        parser.add_argument("--address", default="", help="of the page that verifies dossiers")

    def handle(self, *_args: Any, **options: Any) -> None:
        person = User.objects.filter(email=options["by"].lower(), is_active=True).first()
        if person is None:
            raise CommandError("Nobody has this e-mail address.")
        job = self._ordered(person, options)
        work = {JobKind.DOSSIER: partial(dossiers.work, gather=contents.gather)}
        jobs.run(job.pk, job.provider_id, work)
        with walls.for_person(person):
            job.refresh_from_db()
            if job.state != JobState.DONE:
                raise CommandError(papers.trouble(job) or str(job.get_state_display()))
            document = Document.objects.get(pk=job.result["documents"][0])
            content = issuing.read(document).read()
            dossiers.delivered(document, by=person)
        options["out"].write_bytes(content)
        self.stdout.write(f"{options['out']} · {document.pages} pages · SHA-256 {document.sha256}")

    def _ordered(self, person: User, options: dict[str, Any]) -> Job:
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
                    purpose=options["purpose"],
                    recipient=options["recipient"],
                    language=options["language"],
                    on=options["on"].isoformat() if options["on"] else "",
                    watermark=options["watermark"],
                    address=options["address"],
                )
            except ActionRefused as refused:
                raise CommandError(str(refused)) from refused
