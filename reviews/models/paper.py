"""The papers of a case: what was issued about what, and who may read it."""

from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from filings.enums import JUDGED_PAPERS, DocumentKind
from filings.models import Document, User
from filings.models.walled import Walled, WalledQuerySet, choice, known
from reviews.enums import PRESIDING, CorrectionState, DecisionState, PaperAudience, SeatRole
from reviews.models.committee import Committee, Seat
from reviews.models.correction import Correction
from reviews.models.expert import ExpertReview
from reviews.models.meeting import Decision
from reviews.models.opinion import Opinion
from reviews.models.review import Case, Recusal

OF_A_DECISION = [
    DocumentKind.REVIEW_DECISION,
    DocumentKind.REVIEW_CONDITIONS,
    DocumentKind.REVIEW_CORRECTION,
]


class PaperQuerySet(WalledQuerySet["Paper"]):
    def visible_to(self, user: User) -> Self:
        """What the audience names; a paper about an opinion to whom that opinion is visible.

        Whoever is recused judges nothing, so only what the applicant is told is left to those who
        act for the applicant. What rests on a decision reaches the applicant with its release,
        the notice of a correction when that is made.
        """
        judged = Q(case__in=Case.objects.judged_by(user).values("pk").order_by())
        opinions = Opinion.objects.visible_to(user).values("pk").order_by()
        told = Q(decision=None) | (
            Q(decision__state=DecisionState.RELEASED)
            & (Q(correction=None) | Q(correction__state=CorrectionState.MADE))
        )
        return self.filter(
            Q(audience=PaperAudience.REVIEWER, opinion__in=opinions)
            | ~Q(audience__in=[PaperAudience.REVIEWER, PaperAudience.EXPORTER]) & judged
            | Q(audience=PaperAudience.EXPORTER, document__issued_by=user)
            & (
                Q(document__facts__judges=True) & judged
                | Q(document__facts__judges=False, provider_id__in=user.provider_ids)
            )
            | Q(audience=PaperAudience.APPLICANT, provider_id__in=user.provider_ids) & told
            | Q(audience=PaperAudience.ORGANISER) & self._organised(user)
            | Q(committee__isnull=False) & self._of_a_year(user)
        )

    def _of_a_year(self, user: User) -> Q:
        """To the unit and to who runs the committee; never to somebody recused from its cases."""
        runs = Seat.objects.current().filter(person=user, role__in=[*PRESIDING, SeatRole.SECRETARY])
        recused = Recusal.objects.filter(
            person=user, case__committee=OuterRef("committee"), provider=OuterRef("provider")
        )
        theirs = Q(committee__in=runs.values("committee")) | Q(provider_id__in=user.provider_ids)
        return theirs & ~Q(Exists(recused))

    def _organised(self, user: User) -> Q:
        organised = ExpertReview.objects.get_queryset().organised_by(user)  # type: ignore[attr-defined]
        recused = Recusal.objects.filter(case=OuterRef("case"), person=user)
        return Q(expert_review__in=organised.values("pk").order_by()) & ~Q(Exists(recused))


class Paper(Walled):
    """Ties a document to what it is about. `subject` is the row's number, by the kind."""

    document = models.OneToOneField(Document, on_delete=models.PROTECT, related_name="review_paper")
    kind = models.CharField(max_length=40)
    audience = choice(PaperAudience)
    subject = models.PositiveBigIntegerField()
    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, related_name="papers")
    opinion = models.ForeignKey(Opinion, on_delete=models.PROTECT, null=True, related_name="papers")
    decision = models.ForeignKey(
        Decision, on_delete=models.PROTECT, null=True, related_name="papers"
    )
    correction = models.ForeignKey(
        Correction, on_delete=models.PROTECT, null=True, related_name="papers"
    )
    expert_review = models.ForeignKey(
        ExpertReview, on_delete=models.PROTECT, null=True, related_name="papers"
    )
    committee = models.ForeignKey(
        Committee, on_delete=models.PROTECT, null=True, related_name="papers"
    )
    """Of a report about a year, which belongs to no case."""

    objects = PaperQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="reviews_paper_kind_known", condition=Q(kind__in=JUDGED_PAPERS)
            ),
            known("audience", PaperAudience),
            models.CheckConstraint(
                name="reviews_paper_of_a_case",
                condition=Q(kind=DocumentKind.REVIEW_ANNUAL, case=None, committee__isnull=False)
                | ~Q(kind=DocumentKind.REVIEW_ANNUAL) & Q(case__isnull=False, committee=None),
            ),
            models.CheckConstraint(
                name="reviews_paper_of_an_opinion",
                condition=Q(
                    kind=DocumentKind.REVIEW_OPINION,
                    audience=PaperAudience.REVIEWER,
                    opinion__isnull=False,
                )
                | ~Q(kind=DocumentKind.REVIEW_OPINION)
                & ~Q(audience=PaperAudience.REVIEWER)
                & Q(opinion=None),
            ),
            models.CheckConstraint(
                name="reviews_paper_of_a_decision",
                condition=Q(kind__in=OF_A_DECISION, decision__isnull=False)
                | ~Q(kind__in=OF_A_DECISION) & Q(decision=None),
            ),
            models.CheckConstraint(
                name="reviews_paper_of_a_correction",
                condition=Q(kind=DocumentKind.REVIEW_CORRECTION, correction__isnull=False)
                | ~Q(kind=DocumentKind.REVIEW_CORRECTION) & Q(correction=None),
            ),
            models.CheckConstraint(
                name="reviews_paper_of_a_second_review",
                condition=Q(audience=PaperAudience.ORGANISER, expert_review__isnull=False)
                | ~Q(audience=PaperAudience.ORGANISER) & Q(expert_review=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"
