"""Append-only history: one row for each act."""

from typing import Self

from django.db import models

from filings.enums import SEALED_ACTS, Act, InstallationAct
from filings.models.accounts import User
from filings.models.algorithm import Algorithm
from filings.models.disclosure import Disclosure
from filings.models.document import Document
from filings.models.filing import Filing
from filings.models.walled import Walled, WalledQuerySet, choice, known


class EventQuerySet(WalledQuerySet["Event"]):
    def told(self) -> Self:
        """Without what a committee did among itself, which only its own pages show."""
        return self.exclude(act__in=SEALED_ACTS)


class Event(Walled):
    """Written by `history.record` alone. The database sets `at` and `hash` and refuses the rest.

    `payload` holds ids, before and after of facts that are no personal data, and file digests.
    """

    algorithm = models.ForeignKey(
        Algorithm, on_delete=models.PROTECT, null=True, related_name="events"
    )
    disclosure = models.ForeignKey(
        Disclosure, on_delete=models.PROTECT, null=True, related_name="events"
    )
    filing = models.ForeignKey(Filing, on_delete=models.PROTECT, null=True, related_name="events")
    document = models.ForeignKey(
        Document, on_delete=models.PROTECT, null=True, related_name="events"
    )
    act = choice(Act)
    actor = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    payload = models.JSONField(default=dict)
    at = models.DateTimeField(editable=False, null=True)
    hash = models.BinaryField(editable=False, null=True)

    objects = EventQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        ordering = ["-id"]
        constraints = [known("act", Act)]
        indexes = [models.Index(fields=["algorithm", "id"])]

    def __str__(self) -> str:
        return f"{self.act} {self.at}"


class InstallationEvent(models.Model):
    """An act on what all providers share: the public lists, the law. Outside the walls, kept alike.

    Written by `history.record_for_all` alone; nothing of one provider may stand in `payload`.
    """

    act = choice(InstallationAct)
    actor = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    payload = models.JSONField(default=dict)
    at = models.DateTimeField(editable=False, null=True)
    hash = models.BinaryField(editable=False, null=True)

    class Meta:
        ordering = ["-id"]
        constraints = [known("act", InstallationAct)]
        indexes = [models.Index(fields=["act", "id"])]

    def __str__(self) -> str:
        return f"{self.act} {self.at}"
