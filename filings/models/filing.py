"""The filing of one frozen disclosure, and each time it went to the authority."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from filings.enums import Answer, FilingKind, FilingState
from filings.models.accounts import User
from filings.models.algorithm import Algorithm
from filings.models.disclosure import Disclosure
from filings.models.enclosure import Enclosure
from filings.models.walled import Walled, choice, known

OPEN_STATES = [
    FilingState.DRAFT,
    FilingState.APPROVAL,
    FilingState.READY,
    FilingState.SUBMITTED,
    FilingState.RETURNED,
]
ALGORITHM_KINDS = [FilingKind.FIRST, FilingKind.CHANGE, FilingKind.DEREGISTRATION]
"""Kinds that go through the algorithm filing system and share one number."""
ENDS = [
    FilingState.REVOKED,
    FilingState.CANCELLED_BY_AUTHORITY,
    FilingState.DEREGISTERED,
]
"""How a filing that was in force ends: three ends that the law keeps apart."""
NUMBERED = [
    FilingState.FILED,
    FilingState.SUPERSEDED,
    FilingState.REVOKED,
    FilingState.CANCELLED_BY_AUTHORITY,
]


class Filing(Walled):
    """`change_kinds` are the official kinds of change since what is filed, of a change filing.

    `users_arranged` and `data_arranged` are told by a deregistration (Order 9, Art. 24(3)).
    `number` is given when the filing is filed and stays when it ends.

    `taken_over` tells that the authority filed it before it was kept here: nobody prepared,
    approved or submitted it in this place.

    `ended_on`, `end_reason` and `end_letter` tell of a revocation, a cancellation by the authority
    or a deregistration.
    """

    algorithm = models.ForeignKey(Algorithm, on_delete=models.PROTECT, related_name="filings")
    disclosure = models.ForeignKey(Disclosure, on_delete=models.PROTECT, related_name="filings")
    kind = choice(FilingKind, default=FilingKind.FIRST, verbose_name=_("kind"))
    state = choice(FilingState, default=FilingState.DRAFT, verbose_name=_("state"))
    number = models.CharField(_("filing number"), max_length=100, blank=True)
    filed_on = models.DateField(_("filed on"), null=True, blank=True)
    prepared_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    approved_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    taken_over = models.BooleanField(default=False)
    change_kinds = ArrayField(
        models.CharField(max_length=40), verbose_name=_("what changes"), default=list, blank=True
    )
    users_arranged = models.TextField(_("arrangements for users"), blank=True)
    data_arranged = models.TextField(_("arrangements for data"), blank=True)
    ended_on = models.DateField(_("ended on"), null=True, blank=True)
    end_reason = models.TextField(_("reason of the end"), blank=True)
    end_letter = models.ForeignKey(Enclosure, on_delete=models.PROTECT, null=True, related_name="+")
    state_since = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            known("kind", FilingKind),
            known("state", FilingState),
            models.UniqueConstraint(
                fields=["algorithm"],
                name="filings_filing_one_open",
                condition=Q(state__in=OPEN_STATES, kind__in=ALGORITHM_KINDS),
            ),
            models.UniqueConstraint(
                fields=["algorithm", "kind"],
                name="filings_filing_one_open_of_other_kinds",
                condition=Q(state__in=OPEN_STATES) & ~Q(kind__in=ALGORITHM_KINDS),
            ),
            models.UniqueConstraint(
                fields=["algorithm", "kind"],
                name="filings_filing_one_in_force_of_other_kinds",
                condition=Q(state=FilingState.FILED) & ~Q(kind__in=ALGORITHM_KINDS),
            ),
            models.UniqueConstraint(
                fields=["algorithm"],
                name="filings_filing_one_in_force",
                condition=Q(state=FilingState.FILED, kind__in=ALGORITHM_KINDS),
            ),
            models.CheckConstraint(
                name="filings_filing_end_arranged",
                condition=~Q(kind=FilingKind.DEREGISTRATION)
                | Q(state__in=[FilingState.DRAFT, FilingState.WITHDRAWN])
                | ~Q(users_arranged="") & ~Q(data_arranged=""),
            ),
            models.CheckConstraint(
                name="filings_filing_ended_has_day",
                condition=Q(state__in=ENDS, ended_on__isnull=False)
                | ~Q(state__in=ENDS) & Q(ended_on__isnull=True),
            ),
            models.CheckConstraint(
                name="filings_filing_filed_has_number",
                condition=~Q(state__in=NUMBERED)
                | Q(filed_on__isnull=False)
                & (
                    Q(kind__in=ALGORITHM_KINDS, number__regex="^网信算备[0-9]{21}号$")
                    | Q(kind=FilingKind.GENAI_FILING, number__regex="^[^ -]+-.+-[0-9]{8,12}$")
                    | Q(
                        kind=FilingKind.GENAI_REGISTRATION,
                        number__regex="^[^ -]+-.+-[0-9]{8}S[0-9]{4}$",
                    )
                    | Q(kind=FilingKind.SECURITY_ASSESSMENT) & ~Q(number="")
                ),
            ),
            models.CheckConstraint(
                name="filings_filing_second_pair_of_eyes",
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("prepared_by")),
            ),
            models.CheckConstraint(
                name="filings_filing_approved_before_leaving",
                condition=Q(
                    state__in=[FilingState.DRAFT, FilingState.APPROVAL, FilingState.WITHDRAWN]
                )
                | Q(approved_by__isnull=False)
                | Q(taken_over=True),
            ),
            models.CheckConstraint(
                name="filings_filing_taken_over_as_filed",
                condition=Q(taken_over=False)
                | Q(state__in=NUMBERED, kind=FilingKind.FIRST, approved_by__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.algorithm} · {self.get_kind_display()}"

    def get_absolute_url(self) -> str:
        return reverse("filings:filing", args=[self.pk])

    @property
    def is_of_algorithm(self) -> bool:
        return self.kind in ALGORITHM_KINDS


class SubmissionRound(Walled):
    """One submission to the authority and, later, its answer.

    `disclosure` is the version that went out; `corrected` says what was put right since the last
    return. `reasons` are codes of the list of return reasons.
    """

    filing = models.ForeignKey(Filing, on_delete=models.PROTECT, related_name="rounds")
    disclosure = models.ForeignKey(Disclosure, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    submitted_on = models.DateField(_("submitted on"))
    receipt = models.CharField(_("receipt"), max_length=100, blank=True)
    account = models.CharField(_("account used"), max_length=100, blank=True)
    corrected = models.TextField(_("what was corrected"), blank=True)
    submitted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    answered_on = models.DateField(_("answered on"), null=True, blank=True)
    answer = choice(Answer, blank=True, verbose_name=_("answer"))
    reasons = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    remark = models.TextField(_("what the authority wrote"), blank=True)
    letter = models.ForeignKey(Enclosure, on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["filing", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["filing", "number"], name="filings_submissionround_once"
            ),
            models.UniqueConstraint(
                fields=["filing"],
                name="filings_submissionround_one_unanswered",
                condition=Q(answered_on__isnull=True),
            ),
            models.CheckConstraint(
                name="filings_submissionround_answer_after",
                condition=Q(answered_on__isnull=True) | Q(answered_on__gte=F("submitted_on")),
            ),
            models.CheckConstraint(
                name="filings_submissionround_answer_whole",
                condition=Q(answered_on__isnull=True, answer="")
                | Q(answered_on__isnull=False, answer__in=Answer.values),
            ),
            models.CheckConstraint(
                name="filings_submissionround_return_reasoned",
                condition=~Q(answer=Answer.RETURNED) | Q(reasons__len__gte=1),
            ),
            models.CheckConstraint(
                name="filings_submissionround_refusal_reasoned",
                condition=~Q(answer=Answer.REFUSED) | ~Q(remark=""),
            ),
            models.CheckConstraint(
                name="filings_submissionround_letter_kept",
                condition=~Q(answer__in=[Answer.RETURNED, Answer.REFUSED])
                | Q(letter__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.filing_id}/{self.number}"
