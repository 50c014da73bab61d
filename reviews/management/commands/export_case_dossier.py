from functools import partial
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from filings import walls
from filings.enums import DossierProfile, JobKind, JobState
from filings.management.commands import export_dossier
from filings.models import Document, Job, User
from filings.selectors import papers
from filings.services import issuing, jobs
from filings.statemachine import ActionRefused
from reviews.models import Case
from reviews.selectors import dossiers as contents
from reviews.services import dossiers


class Command(BaseCommand):
    help = "Make the dossier of one review case without a browser, in the name of somebody who may."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("number", help="of the case")
        parser.add_argument("--profile", choices=DossierProfile.values, required=True)
        parser.add_argument("--out", type=Path, required=True)
        parser.add_argument("--by", required=True, help="e-mail address of who exports it")
        export_dossier.add_told(parser)

    def handle(self, *_args: Any, **options: Any) -> None:
        person = export_dossier.person_of(options["by"])
        job = _ordered(person, options)
        work = {JobKind.REVIEW_DOSSIER: partial(dossiers.work, gather=contents.gather)}
        jobs.run(job.pk, job.provider_id, work)
        document, content = _delivered(job, person)
        options["out"].write_bytes(content)
        self.stdout.write(f"{options['out']} · {document.pages} pages · SHA-256 {document.sha256}")


def _ordered(person: User, options: dict[str, Any]) -> Job:
    with walls.for_judge(person):
        found = list(Case.objects.visible_to(person).filter(number=options["number"])[:2])
        if len(found) != 1:
            raise CommandError("No case, or more than one, has this number.")
        try:
            return dossiers.ask(
                case=found[0],
                profile=DossierProfile(options["profile"]),
                by=person,
                **{name: options[name] for name in export_dossier.TOLD},
            )
        except ActionRefused as refused:
            raise CommandError(str(refused)) from refused


def _delivered(job: Job, person: User) -> tuple[Document, bytes]:
    with walls.for_judge(person):
        job.refresh_from_db()
        if job.state != JobState.DONE:
            raise CommandError(papers.trouble(job) or str(job.get_state_display()))
        case = Case.objects.select_related("algorithm").get(pk=job.order["case"])
        document = Document.objects.get(pk=job.result["documents"][0])
        content = issuing.read(document).read()
        dossiers.delivered(document, by=person, case=case)
        return document, content
