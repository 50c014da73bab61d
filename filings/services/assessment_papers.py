"""The paper of a signed impact assessment: in both languages, to archive and to edit."""

from dataclasses import replace
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from filings import history, walls
from filings.documents import CHINESE, ENGLISH
from filings.documents.assessment import TEMPLATE, impact_assessment, name_of
from filings.enums import Act, DocumentKind, JobKind
from filings.models import Document, ImpactAssessment, Job, User
from filings.permissions import may_print
from filings.printing import PrintingFailed, signing
from filings.printing.signing import Certificate
from filings.services import certificates, issuing, jobs
from filings.services.issuing import ENDINGS, Printed, Ready
from filings.statemachine import ActionRefused

LANGUAGES = (CHINESE, ENGLISH)


def ask(*, assessment: ImpactAssessment, by: User) -> Job:
    """Order the paper of a signed assessment; a worker prints it."""
    if not may_print.allows(by, assessment):
        raise ActionRefused(may_print.otherwise)
    if not assessment.is_signed:
        raise ActionRefused(_("The paper is printed once the assessment is signed."))
    return jobs.ask(
        kind=JobKind.ASSESSMENT,
        provider_id=assessment.provider_id,
        algorithm=assessment.algorithm,
        by=by,
        paper=DocumentKind.IMPACT_ASSESSMENT.value,
        assessment=assessment.pk,
    )


def work(job: Job, progress: jobs.Progress) -> jobs.Deliver:
    """Everything is printed before anything is kept."""
    total = len(LANGUAGES) + 2
    progress("facts", 0, total)
    with walls.for_provider(job.provider_id):
        assessment = _assessment(job)
        certificate = certificates.of(assessment.provider)
        said = [impact_assessment(assessment, language) for language in LANGUAGES]
    printed = []
    for number, facts in enumerate(said, 1):
        progress("print", number, total)
        made = issuing.set_in_type(TEMPLATE, Ready(facts), created=assessment.signed_at)
        printed.append(_signed(made, certificate))
    progress("keep", total - 1, total)

    def deliver(current: Job) -> dict[str, Any]:
        if current.asked_by and not may_print.allows(current.asked_by, assessment):
            raise jobs.JobFailed("access_lost")
        return {"documents": [each.pk for each in _issue(assessment, printed, current)]}

    return deliver


def print_now(*, assessment: ImpactAssessment, by: User) -> list[Document]:
    """The same without a job, for commands that wait."""
    certificate = certificates.of(assessment.provider)
    made = [
        issuing.set_in_type(
            TEMPLATE,
            Ready(impact_assessment(assessment, language)),
            created=assessment.signed_at,
        )
        for language in LANGUAGES
    ]
    job = Job(asked_by=by, order={"assessment": assessment.pk})
    return _issue(assessment, [_signed(each, certificate) for each in made], job)


def _assessment(job: Job) -> ImpactAssessment:
    rows = ImpactAssessment.objects.select_related("algorithm", "provider", "signed_by")
    return rows.get(pk=job.order["assessment"])


def _signed(printed: Printed, certificate: Certificate | None) -> Printed:
    """The same paper with the provider's signature, where it has a certificate."""
    if certificate is None:
        return printed
    try:
        content = signing.sign(
            printed.rendered.content,
            certificate,
            reason=printed.facts.title[:200],
            stamp_service=settings.TIMESTAMP_SERVICE,
        )
    except PrintingFailed as failure:
        raise jobs.JobFailed(failure.code, **failure.parameters) from failure
    return replace(printed, rendered=replace(printed.rendered, content=content))


def _issue(assessment: ImpactAssessment, printed: list[Printed], job: Job) -> list[Document]:
    return [_kept(assessment, each, media_type, job) for each in printed for media_type in ENDINGS]


def _kept(assessment: ImpactAssessment, printed: Printed, media_type: str, job: Job) -> Document:
    document = issuing.keep(
        Document(
            provider_id=assessment.provider_id,
            algorithm=assessment.algorithm,
            job=job if job.pk else None,
            kind=DocumentKind.IMPACT_ASSESSMENT,
            name=name_of(assessment, printed.facts.language, ENDINGS[media_type]),
            media_type=media_type,
        ),
        printed,
        job.asked_by,
    )
    history.record(
        Act.DOCUMENT_ISSUED,
        by=job.asked_by,
        document=document,
        kind=document.kind,
        language=document.language,
        pages=document.pages,
        sha256=document.sha256,
    )
    return document
