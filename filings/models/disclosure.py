"""A numbered version of the facts about one algorithm, frozen once used."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from filings.enums import DisclosureState
from filings.models.accounts import User
from filings.models.algorithm import Algorithm
from filings.models.walled import Walled, choice, known


class Disclosure(Walled):
    """`content` and `sha256` exist from the freeze on: the canonical JSON and its digest.

    `{"form": version, "algorithm": {…}, "provider": {…}, "answers": {section: {field: value}},
    "marks": {path: [restriction]}, "evidence": [{path, sha256, …}]}`
    """

    algorithm = models.ForeignKey(Algorithm, on_delete=models.PROTECT, related_name="disclosures")
    number = models.PositiveIntegerField(_("version"))
    state = choice(DisclosureState, default=DisclosureState.DRAFT)
    form_version = models.CharField(max_length=20)
    started_from = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    started_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField(auto_now_add=True)
    frozen_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    frozen_at = models.DateTimeField(null=True)
    content = models.JSONField(null=True)
    sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["algorithm", "-number"]
        constraints = [
            known("state", DisclosureState),
            models.UniqueConstraint(
                fields=["algorithm", "number"], name="filings_disclosure_number_once"
            ),
            models.UniqueConstraint(
                fields=["algorithm"],
                name="filings_disclosure_one_draft",
                condition=Q(state=DisclosureState.DRAFT),
            ),
            models.CheckConstraint(
                name="filings_disclosure_frozen_whole",
                condition=Q(state=DisclosureState.DRAFT, content__isnull=True, sha256="")
                | Q(
                    state=DisclosureState.FROZEN,
                    content__isnull=False,
                    sha256__regex="^[0-9a-f]{64}$",
                    frozen_by__isnull=False,
                    frozen_at__isnull=False,
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"v{self.number}"

    def get_absolute_url(self) -> str:
        return reverse("filings:disclosure", args=[self.algorithm_id, self.number])

    @property
    def is_frozen(self) -> bool:
        return bool(self.state == DisclosureState.FROZEN)


class DisclosureSection(Walled):
    """The answers of one section while the version is a draft.

    `answers` is `{field: value}`; `marks` is `{field path: [restriction]}`; `revision` counts
    saves, so that a second editor meets a conflict instead of overwriting the first.
    """

    disclosure = models.ForeignKey(Disclosure, on_delete=models.PROTECT, related_name="sections")
    code = models.CharField(max_length=60)
    answers = models.JSONField(default=dict)
    marks = models.JSONField(default=dict)
    done = models.BooleanField(default=False)
    revision = models.PositiveIntegerField(default=0)
    edited_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    edited_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["disclosure", "code"], name="filings_disclosuresection_once"
            )
        ]

    def __str__(self) -> str:
        return self.code
