"""Dossiers of a case: made by the press of the record, kept for whoever made them alone.

The applicant's legal exports what the applicant is told, whoever runs the round what those who
judge may see. Every order, and every delivery again, asks who may.
"""

from functools import partial
from typing import Any

from django.utils.translation import gettext as _

from filings import history, walls
from filings.enums import Act, DocumentKind, DossierProfile, JobKind
from filings.models import Document, Job, User
from filings.services import dossiers as press
from filings.services import jobs
from filings.statemachine import ActionRefused
from reviews.enums import CaseChapter, PaperAudience
from reviews.history import tell
from reviews.models import Case, Paper
from reviews.permissions import may_export


def ask(*, case: Case, profile: DossierProfile, by: User, **order: Any) -> Job:
    """Order a dossier; `order` as for the dossier of an algorithm."""
    if not may_export.allows(by, case):
        raise ActionRefused(may_export.otherwise)
    told, judges = press.told(order), _judges(by, case)
    job = jobs.put_down(
        Job(kind=JobKind.REVIEW_DOSSIER, provider_id=case.provider_id, asked_by=by),
        told
        | {
            "case": case.pk,
            "dossier": profile.value,
            "chapters": order.get("chapters") or CaseChapter.values,
            "judges": judges,
        },
    )
    _record(Act.JOB_ASKED, case, by=by, judges=judges, job=job.pk)
    return job


def cancel(*, job: Job, by: User) -> None:
    """Whoever ordered it ends it; it stops at its next step and keeps nothing."""
    if job.asked_by_id != by.pk or job.is_over:
        raise ActionRefused(_("This dossier is made already, or somebody else ordered it."))
    jobs.stop(job)
    case = Case.objects.select_related("algorithm").get(pk=job.order["case"])
    _record(Act.JOB_CANCELLED, case, by=by, judges=job.order["judges"], job=job.pk)


def _judges(person: User, case: Case) -> bool:
    return bool(Case.objects.judged_by(person).filter(pk=case.pk).exists())


def _may(person: User, job: Job) -> bool:
    """Still, and as the one they were: a judge's dossier is not for who has become an applicant."""
    case = Case.objects.filter(pk=job.order["case"]).first()
    return (
        case is not None
        and may_export.allows(person, case)
        and _judges(person, case) == job.order["judges"]
    )


def _keep(job: Job, made: press.Made) -> Document:
    case = Case.objects.select_related("algorithm").get(pk=job.order["case"])
    judges = job.order["judges"]
    document = press.kept(
        Document(
            provider_id=case.provider_id,
            algorithm=case.algorithm,
            job=job,
            kind=DocumentKind.REVIEW_DOSSIER,
            facts=made.summary | {"judges": judges},
        ),
        made,
        by=job.asked_by,
    )
    Paper.objects.create(
        provider_id=case.provider_id,
        document=document,
        kind=DocumentKind.REVIEW_DOSSIER,
        audience=PaperAudience.EXPORTER,
        subject=case.pk,
        case=case,
    )
    delivered(document, by=job.asked_by, case=case)
    return document


def delivered(document: Document, *, by: User | None, case: Case) -> None:
    """Making and giving out stand in the history."""
    _record(
        Act.EXPORTED, case, by=by, judges=document.facts["judges"],
        profile=document.facts["profile"], sha256=document.sha256,
    )  # fmt: skip


def _record(act: Act, case: Case, *, by: User | None, judges: bool, **facts: Any) -> None:
    """What a committee does with its dossiers it keeps to itself."""
    if judges:
        tell(case, f"dossier_{act.value}", by=by, **facts)
    else:
        kind = DocumentKind.REVIEW_DOSSIER.value
        history.record(act, by=by, algorithm=case.algorithm, kind=kind, **facts)


work = partial(press.work, rules=press.Rules(_may, _keep, walls.for_judge))
