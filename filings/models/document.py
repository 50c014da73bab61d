"""Anything issued: its facts, its bytes, their digests; and the work that made it."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse

from filings.enums import JUDGED_JOBS, JUDGED_PAPERS, DocumentKind, JobKind, JobState
from filings.models.accounts import User
from filings.models.algorithm import Algorithm
from filings.models.disclosure import Disclosure
from filings.models.filing import Filing
from filings.models.walled import Walled, WalledQuerySet, choice, known


class JobQuerySet(WalledQuerySet["Job"]):
    def visible_to(self, user: User) -> Self:
        return super().visible_to(user).exclude(kind__in=JUDGED_JOBS)


class Job(Walled):
    """Work that takes longer than a page may. The row is the outbox: the broker only wakes.

    `order` holds ids and plain values; `result` what the work found; `trouble` the code of the
    sentence shown when it failed.
    """

    kind = choice(JobKind)
    algorithm = models.ForeignKey(
        Algorithm, on_delete=models.PROTECT, null=True, related_name="jobs"
    )
    order = models.JSONField(default=dict)
    state = choice(JobState, default=JobState.WAITING)
    step = models.CharField(max_length=60, blank=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=1)
    result = models.JSONField(default=dict)
    trouble = models.CharField(max_length=60, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    beat_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    cancel_asked = models.BooleanField(default=False)

    objects = JobQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        constraints = [known("kind", JobKind), known("state", JobState)]
        indexes = [
            models.Index(
                fields=["asked_at"],
                name="filings_job_unfinished",
                condition=Q(state__in=["waiting", "running"]),
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("filings:job", args=[self.pk])

    @property
    def is_over(self) -> bool:
        return self.state in {JobState.DONE, JobState.FAILED, JobState.CANCELLED}


class DocumentQuerySet(WalledQuerySet["Document"]):
    def of_the_record(self) -> Self:
        """Without the papers of the judgement and dossiers, which have readers of their own."""
        return self.exclude(kind__in=[*JUDGED_PAPERS, DocumentKind.DOSSIER])

    def visible_to(self, user: User) -> Self:
        return super().visible_to(user).of_the_record()

    def for_dossiers_of(self, user: User) -> Self:
        """As `visible_to`, and of the judgement what the applicant is told, once it is released.

        Who that is stands in `reviews.models.Paper`; the query names its columns and no more.
        """
        told = Q(review_paper__decision=None) | Q(review_paper__decision__state="released")
        judged = Q(review_paper__audience="applicant") & told
        record = ~Q(kind__in=[*JUDGED_PAPERS, DocumentKind.DOSSIER])
        return super().visible_to(user).filter(record | judged)


class Document(Walled):
    """An issued paper. Neither facts nor bytes ever change, whatever a template does later."""

    algorithm = models.ForeignKey(
        Algorithm, on_delete=models.PROTECT, null=True, related_name="documents"
    )
    """Nothing for what is about several: an annual report, the dossiers of many in one ZIP."""
    disclosure = models.ForeignKey(
        Disclosure, on_delete=models.PROTECT, null=True, related_name="documents"
    )
    filing = models.ForeignKey(
        Filing, on_delete=models.PROTECT, null=True, related_name="documents"
    )
    job = models.ForeignKey(Job, on_delete=models.PROTECT, null=True, related_name="documents")
    kind = choice(DocumentKind)
    language = models.CharField(max_length=10)
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100)
    facts = models.JSONField()
    facts_sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    pages = models.PositiveIntegerField(default=0)
    sha256 = models.CharField(max_length=64)
    shop = models.CharField(max_length=64, help_text="fingerprint of the print shop")
    issued_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    issued_at = models.DateTimeField(auto_now_add=True)

    objects = DocumentQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        ordering = ["-id"]
        constraints = [
            known("kind", DocumentKind),
            models.CheckConstraint(
                name="filings_document_of_an_algorithm",
                condition=Q(algorithm__isnull=False)
                | Q(kind=DocumentKind.REVIEW_ANNUAL)
                | Q(kind=DocumentKind.DOSSIER, media_type="application/zip"),
            ),
            models.CheckConstraint(
                name="filings_document_digests",
                condition=Q(sha256__regex="^[0-9a-f]{64}$", facts_sha256__regex="^[0-9a-f]{64}$"),
            ),
            models.UniqueConstraint(
                fields=["job", "kind", "language", "media_type"],
                name="filings_document_once_per_job",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        page = "dossier_file" if self.kind == DocumentKind.DOSSIER else "document_file"
        return reverse(f"filings:{page}", args=[self.pk])

    @property
    def storage_name(self) -> str:
        return f"documents/{self.provider_id}/{self.sha256[:2]}/{self.sha256}"
