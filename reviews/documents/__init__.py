"""What the papers of the judgement say: frozen facts of what was done and counted.

Each kind is one object in `PAPERS`; a template sees its facts and nothing else.
"""

from typing import Any

from django.db.models import QuerySet

from filings.enums import DocumentKind
from filings.regulations import Text
from reviews.documents import after, experts, letters, meetings, words
from reviews.documents.kinds import LANGUAGES, ReviewPaper
from reviews.documents.official import Official
from reviews.enums import (
    JUDGING,
    AssignmentState,
    CorrectionState,
    DecisionState,
    ExpertMode,
    ExpertReviewState,
    ExpertSeatState,
    MeetingState,
    PaperAudience,
    RoundState,
)
from reviews.models import (
    Assignment,
    Case,
    Correction,
    Decision,
    Exemption,
    ExpertReview,
    ExpertSeat,
    FollowUp,
    Meeting,
    Opinion,
    Round,
)
from reviews.models.opinion import SEALED
from reviews.permissions import (
    applies_or_runs,
    is_organiser,
    organises_or_runs,
    reads_the_opinion,
    runs_the_round,
)

__all__ = ["LANGUAGES", "PAPERS", "Official", "ReviewPaper"]

ABOUT_A_ROUND = ("case__algorithm", "provider", "committee", "rule_pack", "submission__disclosure")


def _rounds(case: Case) -> QuerySet[Round]:
    return Round.objects.filter(case=case).select_related(*ABOUT_A_ROUND)


def _asked(case: Case) -> QuerySet[Round]:
    return _rounds(case).filter(asked_at__isnull=False)


def _taken_in(case: Case) -> QuerySet[Round]:
    decided = _rounds(case).filter(kind__in=JUDGING)
    return decided.filter(accepted_at__isnull=False) | decided.filter(state=RoundState.NOT_ACCEPTED)


def _named(case: Case) -> QuerySet[Assignment]:
    rows = Assignment.objects.filter(round__case=case, state=AssignmentState.INVITED)
    return rows.select_related("seat__person", *(f"round__{path}" for path in ABOUT_A_ROUND))


def _decisions(case: Case) -> QuerySet[Decision]:
    rows = Decision.objects.filter(round__case=case).exclude(state=DecisionState.TAKEN_BACK)
    related = (f"round__{path}" for path in ABOUT_A_ROUND)
    return rows.select_related("motion", "expert_review", "exemption", *related)


def _corrections(case: Case) -> QuerySet[Correction]:
    rows = Correction.objects.filter(decision__round__case=case)
    related = (f"decision__round__{path}" for path in ABOUT_A_ROUND)
    return rows.exclude(state=CorrectionState.DROPPED).select_related("decision__letter", *related)


def _opened(case: Case) -> QuerySet[Opinion]:
    """Opinions that nobody has to write any more: printing one tells nothing."""
    rows = Opinion.objects.filter(round__case=case).exclude(round__state__in=SEALED)
    related = (f"round__{path}" for path in ABOUT_A_ROUND)
    return rows.select_related("assignment__seat__person", *related)


def _ended(case: Case) -> QuerySet[Meeting]:
    rows = Meeting.objects.filter(
        round__case=case, state=MeetingState.ENDED, chaired_by__isnull=False
    )
    related = (f"round__{path}" for path in ABOUT_A_ROUND)
    return rows.select_related("chaired_by__person", *related)


def _released(case: Case) -> QuerySet[Decision]:
    return (
        _decisions(case).filter(state=DecisionState.RELEASED, conditions__isnull=False).distinct()
    )


def _reported(case: Case) -> QuerySet[FollowUp]:
    rows = FollowUp.objects.filter(case=case, reported_at__isnull=False)
    related = ("case__algorithm", "case__provider", "case__committee", "case__approved__disclosure")
    return rows.select_related("reported_by", *related)


def _second_reviews(case: Case) -> QuerySet[ExpertReview]:
    rows = ExpertReview.objects.filter(round__case=case).exclude(state=ExpertReviewState.VOID)
    related = (f"round__{path}" for path in ABOUT_A_ROUND)
    return rows.select_related("scan", *related)


def _closed_reviews(case: Case) -> QuerySet[ExpertReview]:
    return _second_reviews(case).filter(state=ExpertReviewState.CLOSED)


def _experts(case: Case) -> QuerySet[ExpertSeat]:
    rows = ExpertSeat.objects.filter(
        review__round__case=case,
        review__mode=ExpertMode.HOSTED,
        state__in=[ExpertSeatState.INVITED, ExpertSeatState.ACCEPTED],
    )
    return rows.select_related(*(f"review__round__{path}" for path in ABOUT_A_ROUND))


def _signed(case: Case) -> QuerySet[Exemption]:
    rows = Exemption.objects.filter(round__case=case, signed_by__isnull=False)
    related = (f"round__{path}" for path in ABOUT_A_ROUND)
    return rows.select_related("proposed_by", "signed_by", *related)


def _of_decision(subject: Decision) -> dict[str, Any]:
    return {"decision": subject}


def _of_correction(subject: Correction) -> dict[str, Any]:
    return {"decision": subject.decision, "correction": subject}


def _of_review(subject: Any) -> dict[str, Any]:
    return {"expert_review": getattr(subject, "review", subject)}


def _round_number(subject: Any) -> str:
    return str(getattr(subject, "round", subject).number)


PAPERS: dict[DocumentKind, ReviewPaper] = {
    paper.kind: paper
    for paper in (
        ReviewPaper(
            kind=DocumentKind.REVIEW_DEFICIENCIES,
            file_name=Text("补正材料通知书", "Notice of missing material"),
            audience=PaperAudience.APPLICANT,
            subjects=_asked,
            who=runs_the_round,
            facts=letters.deficiencies,
            about=_round_number,
        ),
        ReviewPaper(
            kind=DocumentKind.REVIEW_ACCEPTANCE,
            file_name=Text("受理通知书", "Notice of acceptance"),
            audience=PaperAudience.APPLICANT,
            subjects=_taken_in,
            who=runs_the_round,
            facts=letters.acceptance,
            about=_round_number,
        ),
        ReviewPaper(
            kind=DocumentKind.REVIEW_INVITATION,
            file_name=Text("委员审查邀请函", "Invitation of a reviewer"),
            audience=PaperAudience.COMMITTEE,
            subjects=_named,
            who=runs_the_round,
            facts=letters.invitation,
            about=lambda subject: str(subject.seat.person),
        ),
        ReviewPaper(
            kind=DocumentKind.REVIEW_DECISION,
            file_name=Text("科技伦理审查决定书", "Decision letter"),
            audience=PaperAudience.APPLICANT,
            subjects=_decisions,
            who=runs_the_round,
            facts=letters.decision,
            links=_of_decision,
            about=_round_number,
        ),
        ReviewPaper(
            kind=DocumentKind.REVIEW_CORRECTION,
            file_name=Text("审查决定书更正通知书", "Notice of correction"),
            audience=PaperAudience.APPLICANT,
            subjects=_corrections,
            who=runs_the_round,
            facts=letters.correction,
            links=_of_correction,
            about=_round_number,
        ),
        ReviewPaper(
            kind=DocumentKind.REVIEW_OPINION,
            file_name=Text("委员审查意见书", "Opinion of a reviewer"),
            audience=PaperAudience.REVIEWER,
            subjects=_opened,
            who=reads_the_opinion,
            facts=meetings.opinion,
            links=lambda subject: {"opinion": subject},
            about=lambda subject: str(subject.assignment.seat.person),
        ),
        ReviewPaper(
            kind=DocumentKind.REVIEW_MINUTES,
            file_name=Text("科技伦理审查会议纪要", "Minutes"),
            audience=PaperAudience.COMMITTEE,
            subjects=_ended,
            who=runs_the_round,
            facts=meetings.minutes,
            about=lambda subject: words.day(subject.starts_at),
        ),
        ReviewPaper(
            kind=DocumentKind.REVIEW_CONDITIONS,
            file_name=Text("审查条件落实单", "Condition sheet"),
            audience=PaperAudience.APPLICANT,
            subjects=_released,
            who=applies_or_runs,
            facts=after.conditions,
            links=_of_decision,
            about=_round_number,
        ),
        ReviewPaper(
            kind=DocumentKind.REVIEW_FOLLOW_UP,
            file_name=Text("跟踪审查报告", "Follow-up report"),
            audience=PaperAudience.APPLICANT,
            subjects=_reported,
            who=applies_or_runs,
            facts=after.follow_up,
            about=lambda subject: str(subject.number),
        ),
        ReviewPaper(
            kind=DocumentKind.REVIEW_EXPERT_PACKAGE,
            file_name=Text("专家复核材料清单", "Package for the experts"),
            audience=PaperAudience.ORGANISER,
            subjects=_second_reviews,
            who=organises_or_runs,
            facts=experts.package,
            links=_of_review,
            about=_round_number,
        ),
        ReviewPaper(
            kind=DocumentKind.REVIEW_EXPERT_INVITATION,
            file_name=Text("专家复核邀请函", "Invitation of an expert"),
            audience=PaperAudience.ORGANISER,
            subjects=_experts,
            who=is_organiser,
            facts=experts.invitation,
            links=_of_review,
            about=lambda subject: str(subject.name),
        ),
        ReviewPaper(
            kind=DocumentKind.REVIEW_EXPERT_OPINION,
            file_name=Text("专家组复核意见书", "Opinion of the expert group"),
            audience=PaperAudience.ORGANISER,
            subjects=_closed_reviews,
            who=organises_or_runs,
            facts=experts.opinion,
            links=_of_review,
            about=_round_number,
        ),
        ReviewPaper(
            kind=DocumentKind.REVIEW_EXEMPTION,
            file_name=Text("专家复核豁免记录", "Exemption record"),
            audience=PaperAudience.APPLICANT,
            subjects=_signed,
            who=applies_or_runs,
            facts=experts.exemption,
            about=_round_number,
        ),
    )
}
